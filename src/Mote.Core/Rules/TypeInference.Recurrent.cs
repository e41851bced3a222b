using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType[] InferSvdf(Svdf op, OperandChecks call)
    {
        call.Takes(5, 5);
        var x = call.Activation(Svdf.Input, ElementType.Float32, ElementType.Int8);
        var features = call[Svdf.FeatureWeights];
        var (times, memory) = (call[Svdf.TimeWeights], call[Svdf.State]);
        call.Require(x.Shape.Rank == 2, $"the input has shape {x.Shape}; [n, i] is expected.");
        call.Require(features.Shape.Rank == 2 && features.Shape[1] == x.Shape[1],
            $"the feature weights have shape {features.Shape}; [f, {x.Shape[1]}] is expected.");
        var filters = features.Shape[0];
        call.Require(op.Rank > 0 && filters % op.Rank == 0, $"{filters} filters do not make units of rank {op.Rank}.");
        call.Require(times.Shape.Rank == 2 && times.Shape[0] == filters,
            $"the time weights have shape {times.Shape}; [{filters}, m] is expected.");
        Shape expected = [x.Shape[0], filters * times.Shape[1]];
        call.Require(memory.Shape == expected, $"the state has shape {memory.Shape}; {expected} is expected.");
        call.Bias(Svdf.Bias, x, filters / op.Rank);
        var isHybrid = HybridWeights.Are(x, features);
        call.Require(x.IsFloat ? times.Element == features.Element && memory.IsFloat
                : times.Element is ElementType.Int8 or ElementType.Int16 && memory.Element == times.Element,
            $"time weights are {times.Element.Text()}, the state is {memory.Element.Text()}; supported: both i16 or both i8; "
            + "f32 beside f32, with weights of one type.");
        call.Require(features.Element == x.Element || isHybrid,
            $"the feature weights are {features.Element.Text()} beside {x.Element.Text()} inputs.");
        if (!x.IsFloat || isHybrid)
        {
            RequireSymmetric(features, "the feature weights", call);
            RequireSymmetric(times, "the time weights", call);
        }
        if (!x.IsFloat)
        {
            call.Require(memory.Quantization is Quantization.PerTensor, "the state has no scale for the whole tensor.");
            call.Require(memory.Element == ElementType.Int8 || memory.PerTensor.ZeroPoint == 0,
                $"the int16 state has the zero point {(memory.Quantization as Quantization.PerTensor)?.ZeroPoint}; it must have 0.");
        }
        return [new TensorType(x.Element, [x.Shape[0], filters / op.Rank], call.OutputQuantization), memory];
    }

    private static TensorType[] InferLstm(Lstm op, OperandChecks call)
    {
        call.Takes(15, 15);
        var x = call.Activation(Lstm.Input, ElementType.Float32, ElementType.Int8, ElementType.Int16);
        call.Require(x.Shape.Rank == 3, $"the input has shape {x.Shape}; three dimensions are expected.");
        call.Require(float.IsFinite(op.CellClip), $"the cell clip is {op.CellClip}; it must be finite.");
        var (hidden, cell) = (call[Lstm.Hidden], call[Lstm.Cell]);
        var states = call[Lstm.Weights].Shape is { Rank: 2 } w ? w[0] : 0;
        foreach (var gate in Enum.GetValues<LstmGate>())
        {
            RequireGateWeights(call[Lstm.Weights + (int)gate], [states, x.Shape[2]], $"the {gate} gate's weights", x, x, call);
            RequireGateWeights(call[Lstm.Recurrent + (int)gate], [states, states], $"the {gate} gate's recurrent weights", x, hidden, call);
            var (bias, element) = (call[Lstm.Bias + (int)gate], BiasElement(x));
            call.Require(bias.Element == element, $"the {gate} gate's bias is {bias.Element.Text()}; {element.Text()} is expected.");
            call.Require(bias.Shape == [states], $"the {gate} gate's bias has shape {bias.Shape}; [{states}] is expected.");
        }
        var batches = x.Shape[op.TimeMajor ? 1 : 0];
        foreach (var (type, name) in ((TensorType, string)[])[(hidden, "hidden"), (cell, "cell")])
            call.Require(type.Shape.UncheckedElements == (long)batches * states,
                $"the {name} state has {type.Shape} elements; {batches} times {states} are expected.");
        call.Require(hidden.Element == x.Element,
            $"the hidden state is {hidden.Element.Text()}; it must be {x.Element.Text()} as the input is.");
        var cellElement = x.IsFloat ? ElementType.Float32 : ElementType.Int16;
        call.Require(cell.Element == cellElement, $"the cell state is {cell.Element.Text()}; {cellElement.Text()} is expected.");
        if (!x.IsFloat)
        {
            RequireSymmetric(cell, "the cell state", call);
            call.Require(x.Element != ElementType.Int16 || x.PerTensor.ZeroPoint == 0 && hidden.PerTensor.ZeroPoint == 0,
                "int16 inputs and hidden states must have the zero point 0.");
            call.Require(RecurrentScales.CellPower(cell) is >= -24 and <= -1,
                $"the cell state has the scale {cell.PerTensor.Scale}; a power of two from 2^-24 to 2^-1 is expected.");
        }
        return [new TensorType(x.Element, x.Shape.With(2, states), call.OutputQuantization), hidden, cell];
    }

    private static ElementType BiasElement(TensorType x) =>
        x.IsFloat ? ElementType.Float32 : x.Element == ElementType.Int8 ? ElementType.Int32 : ElementType.Int64;

    private static void RequireGateWeights(TensorType weights, Shape shape, string what, TensorType x, TensorType read, OperandChecks call)
    {
        call.Require(weights.Shape == shape && shape[0] > 0, $"{what} have shape {weights.Shape}; {shape} is expected.");
        // Float beside float, or int8; all eight matrices alike.
        var element = x.IsFloat ? call[Lstm.Weights].Element : ElementType.Int8;
        call.Require(weights.Element == element && (element == ElementType.Int8 || x.IsFloat && element == ElementType.Float32),
            $"{what} are {weights.Element.Text()} beside {x.Element.Text()} inputs; "
            + "supported: i8 throughout, beside f32 also f32 throughout.");
        if (weights.IsFloat) return;
        RequireSymmetric(weights, what, call);
        if (x.IsFloat) return;
        call.Require(read.Quantization is Quantization.PerTensor, "the hidden state has no scale for the whole tensor.");
        // Sums of 64 bits leave no room for larger factors.
        call.Require(x.Element == ElementType.Int8 || RecurrentScales.Gate(read, weights).Shift < 8,
            $"{what} and what they read have scales too large for int16.");
    }

    private static void RequireSymmetric(TensorType type, string what, OperandChecks call) =>
        call.Require(type.Quantization is Quantization.PerTensor { ZeroPoint: 0 }, $"{what} must have one scale and the zero point 0.");
}
