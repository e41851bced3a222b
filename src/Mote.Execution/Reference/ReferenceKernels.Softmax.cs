using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    /// <summary>The output has all of its bits behind the point: int8 or int16, the zero point its smallest value.</summary>
    private static void SoftmaxInt8<T>(Softmax op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>
    {
        const int accumulatorBits = 12;
        var x = call.In<sbyte>(0);
        var y = call.Out<T>();
        var bits = 8 * call.Y.Element.Bytes();
        var (least, most) = call.Y.Element.Range();
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
                var probability = exponentials[c] < 0 || bitsOverUnit > bits ? 0
                    : FixedPoint.RoundingDivideByPowerOfTwo(
                        FixedPoint.SaturatingRoundingDoublingHighMultiply(scale, exponentials[c]), bitsOverUnit + 31 - bits);
                y[row + c] = T.CreateTruncating(Math.Clamp(probability + least, least, most));
            }
        }
    }

    private static void SoftmaxInt16(Softmax op, KernelCall call)
    {
        var x = call.In<short>(0);
        var y = call.Out<short>();
        var depth = call.Y.Shape[-1];
        var factor = Requantization.SoftmaxInt16(op.Beta, call.X(0));
        for (var row = 0; row < x.Length; row += depth)
        {
            var max = short.MinValue;
            foreach (var value in x.Slice(row, depth)) max = Math.Max(max, value);
            var sum = 0;
            for (var c = row; c < row + depth; c++)
            {
                var difference = unchecked(FixedPoint.Multiply(x[c] - max, factor) + short.MaxValue);
                y[c] = Int16Table.Lookup(Saturated(difference), Int16Table.Exponential);
                sum += y[c];
            }
            // The sum as 1 + fraction, the fraction in 16 bits and then around zero.
            var headroom = BitOperations.LeadingZeroCount((uint)sum);
            var mantissa = (int)((((long)sum << (headroom - 1)) + (1 << 13)) >> 14);
            var scale = Int16Table.Lookup(Saturated(mantissa - ((1 << 15) + (1 << 16))), Int16Table.OneOverOnePlus);
            var right = 31 - headroom;
            for (var c = row; c < row + depth; c++)
                y[c] = (short)Math.Clamp((int)(((long)y[c] * scale + (1L << (right - 1))) >> right), 0, short.MaxValue);
        }

        static short Saturated(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
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
