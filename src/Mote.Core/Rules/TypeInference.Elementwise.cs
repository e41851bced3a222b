using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType InferFullyConnected(FullyConnected op, OperandChecks call)
    {
        call.Takes(2, 3);
        var x = call.WeightedActivation(FullyConnected.Input);
        var w = call.Weights(FullyConnected.Weights, x, axis: 0, zeroPointAllowed: true);
        call.Require(w.Shape.Rank == 2, $"weights have shape {w.Shape}; [m, k] is expected.");
        var (m, k) = (w.Shape[0], w.Shape[1]);
        call.Require(x.Elements % k == 0, $"{x.Elements} input elements are not a multiple of the {k} columns of the weights {w.Shape}.");
        call.Require(x.Element != ElementType.Int16 || w.Quantization is not Quantization.PerTensor { ZeroPoint: not 0 },
            "weights beside i16 activations must have the zero point 0.");
        call.Bias(FullyConnected.Bias, x, m);
        if (!op.KeepDims) return new TensorType(x.Element, [x.Elements / k, m], call.OutputQuantization);
        call.Require(x.Shape.Rank > 0 && x.Shape[-1] == k,
            $"the input {x.Shape} must end in the {k} columns of the weights to keep its dimensions.");
        return new TensorType(x.Element, x.Shape.With(-1, m), call.OutputQuantization);
    }

    private static TensorType InferBinary(OperandChecks call)
    {
        call.Takes(2, 2);
        call.Require(
            call[0].Element == call[1].Element, $"operands are {call[0].Element.Text()} and {call[1].Element.Text()}; they must agree.");
        var a = call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16, ElementType.Int32);
        var b = call.Activation(1, ElementType.Float32, ElementType.Int8, ElementType.Int16, ElementType.Int32);
        if (a.Element == ElementType.Int32)
            call.Require(a.Quantization is null && b.Quantization is null && call.OutputQuantization is null,
                "i32 operands and outputs must have no scale.");
        return new TensorType(a.Element, Broadcast(a.Shape, b.Shape, call), call.OutputQuantization);
    }

    private static TensorType InferMul(OperandChecks call)
    {
        var y = InferBinary(call);
        for (var i = 0; i < 2 && y.Element == ElementType.Int16; i++) call.Symmetric(i);
        return y;
    }

    private static Shape Broadcast(Shape a, Shape b, OperandChecks call)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        var dims = new int[rank];
        for (var axis = 1; axis <= rank; axis++)
        {
            var da = axis <= a.Rank ? a[-axis] : 1;
            var db = axis <= b.Rank ? b[-axis] : 1;
            call.Require(da == db || da == 1 || db == 1, $"shapes {a} and {b} do not broadcast.");
            dims[rank - axis] = Math.Max(da, db);
        }
        return Shape.Create(dims);
    }

    private static TensorType InferRelu(Relu op, OperandChecks call)
    {
        call.Takes(1, 1);
        call.Require(op.Kind != Activation.None, "the kind of clamp is missing.");
        var x = call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16);
        if (x.Element == ElementType.Int16 && op.Kind == Activation.Relu) call.Symmetric(0);
        return x with { Quantization = call.OutputQuantization };
    }

    private static readonly (ElementType From, ElementType To)[] Quantizations =
    [
        (ElementType.Float32, ElementType.Int8), (ElementType.Float32, ElementType.Int16),
        (ElementType.Int8, ElementType.Int8), (ElementType.Int8, ElementType.UInt8), (ElementType.Int8, ElementType.Int16),
        (ElementType.Int8, ElementType.Int32), (ElementType.UInt8, ElementType.Int8),
        (ElementType.Int16, ElementType.Int8), (ElementType.Int16, ElementType.Int16), (ElementType.Int16, ElementType.Int32),
        (ElementType.Int32, ElementType.Int8), (ElementType.Int32, ElementType.Int16),
    ];

    private static TensorType InferQuantize(Quantize op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call[0];
        call.Require(Quantizations.Contains((x.Element, op.To)), $"from {x.Element.Text()} to {op.To.Text()} is not supported; supported: "
            + $"{string.Join(", ", Quantizations.Select(p => $"{p.From.Text()} to {p.To.Text()}"))}.");
        call.Require(
            x.IsFloat || x.Quantization is Quantization.PerTensor, $"from {x} is not supported: it has no scale for the whole tensor.");
        call.Require(call.OutputQuantization is Quantization.PerTensor, "the output has no scale for the whole tensor.");
        return new TensorType(op.To, x.Shape, call.OutputQuantization);
    }

    private static TensorType InferDequantize(OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call[0];
        call.Require(x.Element is ElementType.Int8 or ElementType.Int16 or ElementType.UInt8 && x.Quantization is Quantization.PerTensor,
            $"from {x} is not supported; supported: i8, i16 and u8 with one scale.");
        call.Require(call.OutputQuantization is null, "a float output has no quantization.");
        return new TensorType(ElementType.Float32, x.Shape);
    }

    private static TensorType InferLookup(OperandChecks call)
    {
        call.Takes(2, 2);
        var x = call[Lookup.Input];
        var table = call[Lookup.Table];
        call.Require(x.Element == ElementType.Int8, $"the index is {x.Element.Text()}; i8 is expected.");
        call.Require(table is { Element: ElementType.Int8, Elements: 256 }, $"the table is {table}; i8[256] is expected.");
        call.Require(call.OutputQuantization is Quantization.PerTensor, "the output has no scale for the whole tensor.");
        return x with { Quantization = call.OutputQuantization };
    }

    private static TensorType InferSoftmax(Softmax op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16);
        call.Require(x.Shape.Rank >= 1, "a scalar has no last axis.");
        call.Require(float.IsFinite(op.Beta) && op.Beta > 0, $"beta is {op.Beta}; it must be positive.");
        // Each exponential counts up to 2^19 in a sum of 32 bits.
        call.Require(x.Element != ElementType.Int8 || x.Shape[-1] < 4096,
            $"{x.Shape[-1]} int8 classes are too many; fewer than 4096 are supported.");
        if (x.IsFloat) return x;
        return x with { Element = SoftmaxOutput(x, call), Quantization = call.OutputQuantization };
    }

    /// <summary>Int8 logits give int8 or int16, told apart by the output's quantization; int16 logits give int16.</summary>
    private static ElementType SoftmaxOutput(TensorType x, OperandChecks call)
    {
        var q = (Quantization.PerTensor)call.OutputQuantization!;
        if (x.Element == ElementType.Int8 && q.ZeroPoint == short.MinValue)
        {
            call.Require(IsAbout(1f / 65536), "an int16 output of int8 logits must have the scale 1/65536.");
            return ElementType.Int16;
        }
        if (x.Element == ElementType.Int8)
        {
            call.Require(q is { Scale: 1f / 256, ZeroPoint: -128 }, "an int8 output must have the scale 1/256 and the zero point -128.");
            return ElementType.Int8;
        }
        call.Symmetric(0);
        call.Require(IsAbout(1f / 32768), "an int16 output of int16 logits must have the scale 1/32768 and the zero point 0.");
        // Each exponential counts up to 2^15 in a sum of 32 bits.
        call.Require(x.Shape[-1] < 65536, $"{x.Shape[-1]} int16 classes are too many; fewer than 65536 are supported.");
        return ElementType.Int16;

        bool IsAbout(float scale) => Math.Abs(q.Scale - scale) <= 0.001f * scale;
    }
}
