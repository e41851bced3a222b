using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void FilterFloat(Svdf op, KernelCall call)
    {
        var x = call.In<float>(Svdf.Input);
        var featureWeights = new RealWeights(call, Svdf.FeatureWeights);
        var timeWeights = new RealWeights(call, Svdf.TimeWeights);
        var (features, times) = (featureWeights.Values.ToArray(), timeWeights.Values.ToArray());
        var bias = call.InOrEmpty<float>(Svdf.Bias);
        var y = call.Out<float>();
        var state = call.Out<float>(1);
        var (inputs, filters, memory) = Sizes(call);
        Shift(call.In<float>(Svdf.State), state, memory);
        for (var i = 0; i < y.Length; i++)
        {
            var (batch, unit) = (i / (filters / op.Rank), i % (filters / op.Rank));
            var sum = bias.IsEmpty ? 0f : bias[unit];
            for (var filter = unit * op.Rank; filter < (unit + 1) * op.Rank; filter++)
            {
                var row = state.Slice((batch * filters + filter) * memory, memory);
                var feature = 0f;
                for (var c = 0; c < inputs; c++) feature += features[filter * inputs + c] * x[batch * inputs + c];
                row[^1] = featureWeights.Scaled(feature, 0);
                var overTime = 0f;
                for (var t = 0; t < memory; t++) overTime += times[filter * memory + t] * row[t];
                sum += timeWeights.Scaled(overTime, 0);
            }
            y[i] = Apply(op.Activation, sum);
        }
    }

    private static void FilterInt8(Svdf op, KernelCall call)
    {
        var wide = call.X(Svdf.State).Element == ElementType.Int16;
        var (x, features, times) = (Integers(call, Svdf.Input), Integers(call, Svdf.FeatureWeights), Integers(call, Svdf.TimeWeights));
        var bias = call.InOrEmpty<int>(Svdf.Bias);
        var y = call.Out<sbyte>();
        var (inputs, filters, memory) = Sizes(call);
        var state = new int[call.X(Svdf.State).Elements];
        Shift<int>(Integers(call, Svdf.State), state, memory);
        var (toState, toOutput) = RecurrentScales.Svdf(
            call.X(Svdf.Input), call.X(Svdf.FeatureWeights), call.X(Svdf.TimeWeights), call.X(Svdf.State), call.Y);
        var (zeroX, zeroY) = (call.X(Svdf.Input).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var zeroS = call.X(Svdf.State).PerTensor.ZeroPoint;
        var (low, high) = call.X(Svdf.State).Element.Range();
        for (var i = 0; i < y.Length; i++)
        {
            var (batch, unit) = (i / (filters / op.Rank), i % (filters / op.Rank));
            var sum = bias.IsEmpty ? 0 : bias[unit];
            for (var filter = unit * op.Rank; filter < (unit + 1) * op.Rank; filter++)
            {
                var row = state.AsSpan((batch * filters + filter) * memory, memory);
                var feature = 0;
                for (var c = 0; c < inputs; c++) feature += features[filter * inputs + c] * (x[batch * inputs + c] - zeroX);
                var stored = zeroS + Math.Clamp(FixedPoint.Multiply(feature, toState), low, high);
                // Clamped before the zero point is added, as the reference does: what then does not fit wraps.
                row[^1] = wide ? (short)stored : (sbyte)stored;
                for (var t = 0; t < memory; t++) sum += times[filter * memory + t] * (row[t] - zeroS);
            }
            y[i] = (sbyte)Math.Clamp(FixedPoint.Multiply(sum, toOutput) + zeroY, sbyte.MinValue, sbyte.MaxValue);
        }
        StoreIntegers(call, 1, state);
    }

    private static (int Inputs, int Filters, int Memory) Sizes(KernelCall call) =>
        (call.X(Svdf.Input).Shape[1], call.X(Svdf.FeatureWeights).Shape[0], call.X(Svdf.TimeWeights).Shape[1]);

    /// <summary>Rows of memory forget their first element; the last one is written later.</summary>
    private static void Shift<T>(ReadOnlySpan<T> from, Span<T> to, int memory)
    {
        for (var row = 0; row < to.Length; row += memory) from.Slice(row + 1, memory - 1).CopyTo(to[row..]);
    }

    private static int[] Integers(KernelCall call, int operand)
    {
        if (call.X(operand).Element == ElementType.Int8) return [.. call.In<sbyte>(operand).ToArray().Select(v => (int)v)];
        return [.. call.In<short>(operand).ToArray().Select(v => (int)v)];
    }

    /// <summary>Values that fit, as int8 or int16, as the operand has them that the result is the new value of.</summary>
    private static void StoreIntegers(KernelCall call, int output, ReadOnlySpan<int> values)
    {
        var narrow = call.Out<byte>(output).Length == values.Length;
        for (var i = 0; i < values.Length; i++)
            if (narrow) call.Out<sbyte>(output)[i] = (sbyte)values[i];
            else call.Out<short>(output)[i] = (short)values[i];
    }

    private static float Apply(Nonlinearity function, float x) => function switch
    {
        Nonlinearity.None => x,
        Nonlinearity.Relu => x > 0f ? x : 0f,
        Nonlinearity.ReluN1To1 => x < 1f ? x > -1f ? x : -1f : 1f,
        Nonlinearity.Relu6 => x < 6f ? x > 0f ? x : 0f : 6f,
        Nonlinearity.Tanh => FloatFunctions.Tanh(x),
        Nonlinearity.SignBit => float.IsNegative(x) ? 1f : 0f,
    };
}
