using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private const int GateOne = 1 << 15;

    private static void UpdateInteger(Gru op, KernelCall call)
    {
        var size = new GatedSteps(call.X(Gru.Input), call.Y, op.TimeMajor);
        var (xType, hType) = (call.X(Gru.Input), call.X(Gru.Hidden));
        var arithmetic = new GatedIntegers(hType, call.Y, GatedScales.GruShare(hType));
        var resetType = GatedScales.ResetState(hType);
        var (xs, hidden, y) = (Integers(call, Gru.Input), Integers(call, Gru.Hidden), new int[call.Y.Elements]);
        var (reset, next) = (new int[size.States], new int[size.States]);
        foreach (var (batch, row) in size.Rows())
        {
            var x = xs.AsSpan(row * size.Inputs, size.Inputs);
            var h = hidden.AsSpan(batch * size.States, size.States);
            for (var j = 0; j < reset.Length; j++)
            {
                reset[j] = GatedIntegers.Sigmoid(FromInput(GruGate.Reset, x, j) + FromState(GruGate.Reset, h, hType, j));
                if (!op.LinearBeforeReset)
                    reset[j] = FixedPoint.RoundingDivideByPowerOfTwo(
                        reset[j] * (h[j] - hType.PerTensor.ZeroPoint), GatedScales.ResetShift(hType));
            }
            for (var j = 0; j < next.Length; j++)
            {
                var update = GatedIntegers.Sigmoid(FromInput(GruGate.Update, x, j) + FromState(GruGate.Update, h, hType, j));
                var recalled = op.LinearBeforeReset
                    ? FixedPoint.RoundingDivideByPowerOfTwo(
                        reset[j] * FromState(GruGate.Candidate, h, hType, j, BiasAt(call, Gru.RecurrentBias, j)), 15)
                    : FromState(GruGate.Candidate, reset, resetType, j);
                var candidate = GatedIntegers.Tanh(FromInput(GruGate.Candidate, x, j) + recalled);
                next[j] = arithmetic.Blend((GateOne - update) * candidate, update, h[j]);
            }
            next.CopyTo(h);
            for (var j = 0; j < next.Length; j++) y[row * size.States + j] = arithmetic.Output(next[j]);
        }
        StoreIntegers(call, 0, y);
        StoreIntegers(call, 1, hidden);

        int FromInput(GruGate gate, ReadOnlySpan<int> x, int j) => GatedIntegers.Sum(
            x, xType, call.In<sbyte>(Gru.Weights + (int)gate), call.X(Gru.Weights + (int)gate), j, BiasAt(call, Gru.Bias + (int)gate, j));

        int FromState(GruGate gate, ReadOnlySpan<int> h, TensorType type, int j, long bias = 0) => GatedIntegers.Sum(
            h, type, call.In<sbyte>(Gru.Recurrent + (int)gate), call.X(Gru.Recurrent + (int)gate), j, bias);
    }

    private static void UpdateInteger(FastGrnn op, KernelCall call)
    {
        var size = new GatedSteps(call.X(FastGrnn.Input), call.Y, op.TimeMajor);
        var (xType, hType) = (call.X(FastGrnn.Input), call.X(FastGrnn.Hidden));
        var arithmetic = new GatedIntegers(hType, call.Y, GatedScales.FastGrnnShare(hType));
        var (zeta, nu) = (GatedScales.Coefficient(op.Zeta), GatedScales.Coefficient(op.Nu));
        var (xs, hidden, y) = (Integers(call, FastGrnn.Input), Integers(call, FastGrnn.Hidden), new int[call.Y.Elements]);
        var between = new int[call.Has(FastGrnn.RecurrentFactor) ? call.X(FastGrnn.RecurrentFactor).Shape[0] : 0];
        var readType = between.Length > 0 ? GatedScales.Between(between.Length) : hType;
        var next = new int[size.States];
        foreach (var (batch, row) in size.Rows())
        {
            var x = xs.AsSpan(row * size.Inputs, size.Inputs);
            var h = hidden.AsSpan(batch * size.States, size.States);
            for (var i = 0; i < between.Length; i++) between[i] = Sum(h, hType, FastGrnn.RecurrentFactor, i);
            for (var j = 0; j < next.Length; j++)
            {
                var recalled = Sum(between.Length > 0 ? between : h, readType, FastGrnn.Recurrent, j);
                var update = GatedIntegers.Sigmoid(
                    Sum(x, xType, FastGrnn.Weights, j, BiasAt(call, FastGrnn.UpdateBias, j)) + recalled);
                var candidate = GatedIntegers.Tanh(
                    Sum(x, xType, FastGrnn.Weights, j, BiasAt(call, FastGrnn.CandidateBias, j)) + recalled);
                var factor = FixedPoint.RoundingDivideByPowerOfTwo(zeta * (GateOne - update), 15) + nu;
                next[j] = arithmetic.Blend(factor * candidate, update, h[j]);
            }
            next.CopyTo(h);
            for (var j = 0; j < next.Length; j++) y[row * size.States + j] = arithmetic.Output(next[j]);
        }
        StoreIntegers(call, 0, y);
        StoreIntegers(call, 1, hidden);

        int Sum(ReadOnlySpan<int> vector, TensorType type, int matrix, int j, long bias = 0) =>
            GatedIntegers.Sum(vector, type, call.In<sbyte>(matrix), call.X(matrix), j, bias);
    }

    /// <summary>A bias of 32 or 64 bits.</summary>
    private static long BiasAt(KernelCall call, int operand, int index) =>
        call.X(operand).Element == ElementType.Int32 ? call.In<int>(operand)[index] : call.In<long>(operand)[index];
}
