using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType[] InferGru(Gru op, OperandChecks call)
    {
        call.Takes(12, 12);
        var (x, hidden, states) = GatedStates(Gru.Weights, Gru.Hidden, op.TimeMajor, call);
        foreach (var gate in Enum.GetValues<GruGate>())
        {
            RequireMatrix(Gru.Weights + (int)gate, [states, x.Shape[2]], $"the {gate} gate's weights", x, call);
            // The candidate's matrix may read a state that has been scaled down, which is int16.
            var read = gate == GruGate.Candidate && !op.LinearBeforeReset && !x.IsFloat ? GatedScales.ResetState(hidden) : hidden;
            RequireMatrix(Gru.Recurrent + (int)gate, [states, states], $"the {gate} gate's recurrent weights", read, call);
            RequireGatedBias(Gru.Bias + (int)gate, states, $"the {gate} gate's bias", x, call);
        }
        if (op.LinearBeforeReset) RequireGatedBias(Gru.RecurrentBias, states, "the candidate's recurrent bias", hidden, call);
        else call.Require(call.Optional(Gru.RecurrentBias) is null, "a recurrent bias is for linearBeforeReset; add it to the bias.");
        return GatedResults(x, hidden, states, call);
    }

    private static TensorType[] InferFastGrnn(FastGrnn op, OperandChecks call)
    {
        call.Takes(7, 7);
        var (x, hidden, states) = GatedStates(FastGrnn.Weights, FastGrnn.Hidden, op.TimeMajor, call);
        call.Require(op is { Zeta: >= 0 and <= 1, Nu: >= 0 and <= 1 }, $"zeta is {op.Zeta}, nu {op.Nu}; both lie between 0 and 1.");
        RequireMatrix(FastGrnn.Weights, [states, x.Shape[2]], "the weights", x, call);
        var (read, columns) = (hidden, states);
        if (call.Optional(FastGrnn.RecurrentFactor) is { } factor)
        {
            columns = factor.Shape.Rank == 2 ? factor.Shape[0] : 0;
            RequireMatrix(FastGrnn.RecurrentFactor, [columns, states], "the recurrent weights' second factor", hidden, call);
            if (!x.IsFloat) read = GatedScales.Between(columns);
        }
        RequireMatrix(FastGrnn.Recurrent, [states, columns], "the recurrent weights", read, call);
        RequireGatedBias(FastGrnn.UpdateBias, states, "the update gate's bias", x, call);
        RequireGatedBias(FastGrnn.CandidateBias, states, "the candidate's bias", x, call);
        return GatedResults(x, hidden, states, call);
    }

    /// <summary>Input, hidden state, and how many elements the latter has for each sequence.</summary>
    private static (TensorType X, TensorType Hidden, int States) GatedStates(int weights, int state, bool timeMajor, OperandChecks call)
    {
        var (x, hidden) = (call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16), call[state]);
        call.Require(x.Shape.Rank == 3, $"the input has shape {x.Shape}; three dimensions are expected.");
        var states = call[weights].Shape is { Rank: 2 } w ? w[0] : 0;
        call.Require(hidden.Shape.UncheckedElements == (long)x.Shape[timeMajor ? 1 : 0] * states,
            $"the hidden state has {hidden.Shape} elements; {x.Shape[timeMajor ? 1 : 0]} times {states} are expected.");
        call.Require(hidden.Element == x.Element || (x.Element == ElementType.Int8 && hidden.Element == ElementType.Int16),
            $"the hidden state is {hidden.Element.Text()} beside {x.Element.Text()} inputs; "
            + "supported: f32 beside f32, i8 or i16 beside i8, i16 beside i16.");
        if (x.IsFloat) return (x, hidden, states);
        call.Require(hidden.Quantization is Quantization.PerTensor, "the hidden state has no scale for the whole tensor.");
        call.Require(hidden.PerTensor.Scale >= GatedScales.LeastHiddenScale,
            $"the hidden state has the scale {hidden.PerTensor.Scale}; at least 2^-20 is expected.");
        call.Require((x.Element == ElementType.Int8 || x.PerTensor.ZeroPoint == 0)
            && (hidden.Element == ElementType.Int8 || hidden.PerTensor.ZeroPoint == 0),
            "int16 inputs and hidden states must have the zero point 0.");
        return (x, hidden, states);
    }

    private static void RequireMatrix(int operand, Shape shape, string what, TensorType read, OperandChecks call)
    {
        var weights = call[operand];
        call.Require(weights.Shape == shape && shape.All(d => d > 0), $"{what} have shape {weights.Shape}; {shape} is expected.");
        var element = read.IsFloat ? ElementType.Float32 : ElementType.Int8;
        call.Require(weights.Element == element, $"{what} are {weights.Element.Text()}; {element.Text()} is expected here.");
        if (read.IsFloat) return;
        RequireSymmetric(weights, what, call);
        // Sums of 64 bits leave no room for larger factors.
        call.Require(read.Element == ElementType.Int8 || RecurrentScales.Gate(read, weights).Shift < 8,
            $"{what} and what they read have scales too large for int16.");
    }

    private static void RequireGatedBias(int operand, int states, string what, TensorType read, OperandChecks call)
    {
        var (bias, element) = (call[operand], BiasElement(read));
        call.Require(bias.Element == element, $"{what} is {bias.Element.Text()}; {element.Text()} is expected.");
        call.Require(bias.Shape == [states], $"{what} has shape {bias.Shape}; [{states}] is expected.");
    }

    private static TensorType[] GatedResults(TensorType x, TensorType hidden, int states, OperandChecks call)
    {
        call.Require(x.Element != hidden.Element || call.OutputQuantization == hidden.Quantization,
            "output and hidden state have one element type; they must have the same scale and zero point, too.");
        call.Require(x.Element != ElementType.Int16 || call.OutputQuantization is Quantization.PerTensor { ZeroPoint: 0 },
            "an i16 output must have the zero point 0.");
        return [new TensorType(x.Element, x.Shape.With(2, states), call.OutputQuantization), hidden];
    }
}
