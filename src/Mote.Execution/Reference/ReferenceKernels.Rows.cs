using Mote.Core.Rules;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void LogSoftmaxFloat(KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var depth = call.Y.Shape[-1];
        for (var row = 0; row < x.Length; row += depth)
        {
            var max = float.MinValue;
            foreach (var value in x.Slice(row, depth))
                if (value > max) max = value;
            var sum = 0f;
            foreach (var value in x.Slice(row, depth)) sum += FloatMath.Exp(value - max);
            var log = FloatFunctions.Log(sum);
            for (var c = row; c < row + depth; c++) y[c] = x[c] - max - log;
        }
    }

    /// <summary>Differences and the logarithm of the sum in Q5.26, the sum in Q12.19, the result in Q4.</summary>
    private static void LogSoftmaxInt8(KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var y = call.Out<sbyte>();
        var depth = call.Y.Shape[-1];
        var (factor, smallest, reverse) = ElementwiseRequantization.LogSoftmax(call.X(0));
        for (var row = 0; row < x.Length; row += depth)
        {
            int max = sbyte.MinValue;
            foreach (var value in x.Slice(row, depth)) max = Math.Max(max, value);
            var sum = 0;
            foreach (var value in x.Slice(row, depth))
                if (value - max >= smallest)
                    sum += FixedPoint.RoundingDivideByPowerOfTwo(FixedPoint.ExpOfNegative(FixedPoint.Multiply(value - max, factor)), 12);
            var log = FixedPointFunctions.LogOfAtLeastOne(sum);
            // Below it, the difference less the logarithm no longer fits into Q5.26.
            var least = Math.Max(smallest - 1, FixedPoint.Multiply(log + int.MinValue, reverse));
            for (var c = row; c < row + depth; c++)
            {
                var difference = x[c] - max;
                y[c] = difference <= least ? sbyte.MinValue : (sbyte)Math.Clamp(
                    FixedPoint.RoundingDivideByPowerOfTwo(FixedPoint.Multiply(difference, factor) - log, 22) + sbyte.MaxValue,
                    sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }

    private static void NormalizeFloat(KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var depth = call.Y.Shape[-1];
        for (var row = 0; row < x.Length; row += depth)
        {
            var sum = 0f;
            foreach (var value in x.Slice(row, depth)) sum += value * value;
            var norm = FloatFunctions.Sqrt(sum);
            if (norm < 1e-6f) norm = 1e-6f;
            for (var c = row; c < row + depth; c++) y[c] = x[c] / norm;
        }
    }

    private static void NormalizeInt8(KernelCall call)
    {
        var x = call.In<sbyte>(0);
        var y = call.Out<sbyte>();
        var depth = call.Y.Shape[-1];
        var zero = call.X(0).PerTensor.ZeroPoint;
        for (var row = 0; row < x.Length; row += depth)
        {
            var sum = 0;
            foreach (var value in x.Slice(row, depth)) sum += (value - zero) * (value - zero);
            var inverse = FixedPointFunctions.InverseSqrt(sum);
            // In steps of 2^-7.
            var factor = inverse with { Shift = inverse.Shift + 7 };
            for (var c = row; c < row + depth; c++)
                y[c] = (sbyte)Math.Clamp(FixedPoint.Multiply(x[c] - zero, factor), sbyte.MinValue, sbyte.MaxValue);
        }
    }
}
