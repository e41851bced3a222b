using System.Numerics;

namespace Mote.Numerics;

/// <summary>
/// The integer arithmetic all quantized operators are defined by. Its C twin is runtime/include/mote_fixed_point.h;
/// the two are compared over millions of values. Overflow wraps modulo 2^32 in both.
/// </summary>
public static partial class FixedPoint
{
    /// <summary>round(a·b / 2^31), ties upwards; the one overflow (both -2^31) saturates.</summary>
    public static int SaturatingRoundingDoublingHighMultiply(int a, int b) =>
        a == int.MinValue && b == int.MinValue ? int.MaxValue : (int)(((long)a * b + (1L << 30)) >> 31);

    /// <summary>round(x / 2^exponent), ties away from zero; exponent in 0..31.</summary>
    public static int RoundingDivideByPowerOfTwo(int x, int exponent)
    {
        var mask = (int)((1L << exponent) - 1);
        var remainder = x & mask;
        var threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + (remainder > threshold ? 1 : 0);
    }

    /// <summary>
    /// x · m with two roundings: first the high multiplication, then the shift. This is the rounding of the TFLite reference
    /// kernels as TensorFlow Lite Micro builds them; everything in Mote that rescales goes through here.
    /// </summary>
    public static int Multiply(int x, QuantizedMultiplier m)
    {
        var left = Math.Max(m.Shift, 0);
        var right = Math.Max(-m.Shift, 0);
        return RoundingDivideByPowerOfTwo(SaturatingRoundingDoublingHighMultiply(left >= 32 ? 0 : x << left, m.Multiplier), right);
    }

    /// <summary>x · 2^exponent, saturated to 32 bits; exponent in 0..31.</summary>
    public static int SaturatingShiftLeft(int x, int exponent) =>
        (int)Math.Clamp((long)x << exponent, int.MinValue, int.MaxValue);

    /// <summary>
    /// exp(x) for x in Q5.26, x in (-32, 0]; the result is in Q0.31. A Taylor polynomial of degree four around -1/8 on
    /// [-1/4, 0), then one factor exp(-2^k) for each remaining bit (the gemmlowp scheme the TFLite softmax is defined by).
    /// </summary>
    public static int ExpOfNegative(int x)
    {
        if (x == 0) return int.MaxValue;
        const int quarter = 1 << 24;
        var inQuarter = (x & (quarter - 1)) - quarter;
        var result = ExpOnMinusQuarterToZero(SaturatingShiftLeft(inQuarter, 5));
        var remainder = inQuarter - x;
        for (var i = 0; i < ExpFactors.Length; i++)
            if ((remainder & (quarter << i)) != 0)
                result = SaturatingRoundingDoublingHighMultiply(result, ExpFactors[i]);
        return result;
    }

    /// <summary>exp(-2^k) in Q0.31 for k = -2..4.</summary>
    internal static ReadOnlySpan<int> ExpFactors => [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

    internal static int ExpOnMinusQuarterToZero(int a)
    {
        const int expOfMinusEighth = 1895147668;
        const int third = 715827883;
        var x = a + (1 << 28);
        var x2 = SaturatingRoundingDoublingHighMultiply(x, x);
        var x3 = SaturatingRoundingDoublingHighMultiply(x2, x);
        var x4 = SaturatingRoundingDoublingHighMultiply(x2, x2);
        var x4Quarter = RoundingDivideByPowerOfTwo(x4, 2);
        var higher = RoundingDivideByPowerOfTwo(SaturatingRoundingDoublingHighMultiply(x4Quarter + x3, third) + x2, 1);
        return expOfMinusEighth + SaturatingRoundingDoublingHighMultiply(expOfMinusEighth, x + higher);
    }

    /// <summary>
    /// 1/x for x > 0 with <paramref name="integerBits"/> integer bits: the mantissa in Q0.31, and by how many bits x exceeds one.
    /// Three Newton steps.
    /// </summary>
    public static (int Mantissa, int BitsOverUnit) Reciprocal(int x, int integerBits)
    {
        var headroom = BitOperations.LeadingZeroCount((uint)x);
        var fraction = (int)(((uint)x << headroom) - (1u << 31));
        return (OneOverOnePlus(fraction), integerBits - headroom);
    }

    /// <summary>1 / (1 + a) for a in [0, 1), both in Q0.31.</summary>
    internal static int OneOverOnePlus(int a)
    {
        const int fortyEightOver17 = 1515870810; // Q2.29
        const int minusThirtyTwoOver17 = -1010580540; // Q2.29
        var half = (int)(((long)a + int.MaxValue + 1) / 2);
        var x = fortyEightOver17 + SaturatingRoundingDoublingHighMultiply(half, minusThirtyTwoOver17);
        for (var step = 0; step < 3; step++)
        {
            var error = (1 << 29) - SaturatingRoundingDoublingHighMultiply(half, x);
            x += SaturatingShiftLeft(SaturatingRoundingDoublingHighMultiply(x, error), 2);
        }
        return SaturatingShiftLeft(x, 1);
    }
}
