using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void SoftmaxInt8(Softmax op, KernelCall call)
    {
        const int accumulatorBits = 12;
        var x = call.In<sbyte>(0);
        var y = call.Out<sbyte>();
        var depth = call.Y.Shape[-1];
        var (factor, smallest) = Requantization.Softmax(op.Beta, call.X(0));
        var exponentials = new int[depth];
        for (var row = 0; row < x.Length; row += depth)
        {
            int max = sbyte.MinValue;
            foreach (var value in x.Slice(row, depth)) max = Math.Max(max, value);
            var sum = 0;
            for (var c = 0; c < depth; c++)
            {
                var difference = x[row + c] - max;
                exponentials[c] = difference < smallest ? -1 : FixedPoint.ExpOfNegative(FixedPoint.Multiply(difference, factor));
                if (difference >= smallest) sum += FixedPoint.RoundingDivideByPowerOfTwo(exponentials[c], accumulatorBits);
            }
            var (scale, bitsOverUnit) = FixedPoint.Reciprocal(sum, accumulatorBits);
            for (var c = 0; c < depth; c++)
            {
                // Beyond 31 bits nothing is left; that many classes are about equal.
                var probability = exponentials[c] < 0 || bitsOverUnit > 8 ? 0
                    : FixedPoint.RoundingDivideByPowerOfTwo(
                        FixedPoint.SaturatingRoundingDoublingHighMultiply(scale, exponentials[c]), bitsOverUnit + 31 - 8);
                y[row + c] = (sbyte)Math.Clamp(probability - 128, sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }

    private static void SoftmaxFloat(Softmax op, KernelCall call)
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
            for (var c = row; c < row + depth; c++)
            {
                y[c] = FloatMath.Exp((x[c] - max) * op.Beta);
                sum += y[c];
            }
            for (var c = row; c < row + depth; c++) y[c] /= sum;
        }
    }
}
