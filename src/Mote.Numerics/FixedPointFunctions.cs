using System.Numerics;
using static Mote.Numerics.FixedPoint;

namespace Mote.Numerics;

/// <summary>
/// Elementary functions in fixed point, as the TFLite reference composes them (gemmlowp's scheme). Twins of those that run on a
/// device: runtime/include/mote_log_of_at_least_one.h and mote_inverse_sqrt.h; the others only fill tables.
/// </summary>
public static class FixedPointFunctions
{
    /// <summary>1 / (1 + e^-x) for x in Q4.27, in Q0.31.</summary>
    public static int Logistic(int x)
    {
        if (x == 0) return 1 << 30;
        var positive = OneOverOnePlus(ExpOfNegativeQ4(x > 0 ? -x : x));
        return x > 0 ? positive : int.MaxValue - positive;
    }

    /// <summary>tanh x for x in Q4.27, in Q0.31: (1 - e^2x) / (1 + e^2x) of the negative side, where 2x in Q5.26 has the bits of
    /// x.</summary>
    public static int Tanh(int x)
    {
        if (x == 0) return 0;
        const int one = 1 << 29; // Q2.29
        var half = HalfSum(ExpOfNegative(x < 0 ? x : -x), int.MaxValue);
        var y = 1515870810 + SaturatingRoundingDoublingHighMultiply(half, -1010580540); // 48/17 - 32/17 · half
        for (var step = 0; step < 3; step++)
            y += SaturatingShiftLeft(SaturatingRoundingDoublingHighMultiply(y, one - SaturatingRoundingDoublingHighMultiply(half, y)), 2);
        var size = SaturatingShiftLeft(y - one, 2);
        return x < 0 ? -size : size;
    }

    /// <summary>As <see cref="ExpOfNegative"/> for x in Q4.27.</summary>
    private static int ExpOfNegativeQ4(int x)
    {
        if (x == 0) return int.MaxValue;
        const int quarter = 1 << 25;
        var inQuarter = (x & (quarter - 1)) - quarter;
        var result = ExpOnMinusQuarterToZero(SaturatingShiftLeft(inQuarter, 4));
        var remainder = inQuarter - x;
        for (var i = 0; i < ExpFactors.Length - 1; i++)
            if ((remainder & (quarter << i)) != 0)
                result = SaturatingRoundingDoublingHighMultiply(result, ExpFactors[i]);
        return result;
    }

    /// <summary>ln x for x >= 1 in Q12.19, in Q5.26: the power of two apart, and a rational function around 2^-¼.</summary>
    public static int LogOfAtLeastOne(int x)
    {
        const int quarter = 1 << 23; // Q6.25
        const int sqrtHalf = 1518500250, fourthRootOfHalf = 1805811301, ln2 = 1488522236;
        var zerosA = BitOperations.LeadingZeroCount((uint)x);
        var a = SaturatingShiftLeft(SaturatingRoundingDoublingHighMultiply(SaturatingShiftLeft(x, zerosA - 1), sqrtHalf), 1);
        var powerA = Saturate((long)SaturatingShiftLeft(12 - zerosA, 25) + quarter);
        var zerosB = BitOperations.LeadingZeroCount((uint)SaturatingRoundingDoublingHighMultiply(x, sqrtHalf)) - 1;
        var b = SaturatingShiftLeft(x, zerosB);
        var powerB = Saturate((long)SaturatingShiftLeft(12 - zerosB, 25) - quarter);
        var r = Math.Min(a, b);
        var power = Math.Max(powerA, powerB);

        var p = HalfSum(r, fourthRootOfHalf);
        var q = (r - fourthRootOfHalf) * 2;
        var square = SaturatingRoundingDoublingHighMultiply(q, q);
        var numerator = SaturatingRoundingDoublingHighMultiply(q, r)
            + SaturatingRoundingDoublingHighMultiply(SaturatingRoundingDoublingHighMultiply(q, square), 117049297);
        var denominator = SaturatingRoundingDoublingHighMultiply(
            p, 1057819769 + q + SaturatingRoundingDoublingHighMultiply(127690142, square))
            + SaturatingRoundingDoublingHighMultiply(638450708, q);
        return SaturatingShiftLeft(SaturatingRoundingDoublingHighMultiply(power, ln2)
            + SaturatingRoundingDoublingHighMultiply(RoundingDivideByPowerOfTwo(numerator, 6), OneOverOnePlus(denominator)), 1);
    }

    /// <summary>1/√x as a factor, for x >= 0; 0 counts as 1. Five Newton steps from one.</summary>
    public static QuantizedMultiplier InverseSqrt(int x)
    {
        if (x <= 1) return new QuantizedMultiplier(int.MaxValue, 0);
        const int halfThree = (1 << 28) + (1 << 27); // Q3.28
        var right = 11;
        for (; x >= 1 << 29; x /= 4) right++;
        var pairs = (BitOperations.LeadingZeroCount((uint)x) - 1) / 2 - 1;
        right -= pairs;
        var half = RoundingDivideByPowerOfTwo((x << (2 * pairs)) >> 1, 1);
        var y = 1 << 28;
        for (var step = 0; step < 5; step++)
        {
            var cube = SaturatingShiftLeft(SaturatingRoundingDoublingHighMultiply(SaturatingRoundingDoublingHighMultiply(y, y), y), 6);
            y = SaturatingShiftLeft(
                SaturatingRoundingDoublingHighMultiply(halfThree, y) - SaturatingRoundingDoublingHighMultiply(half, cube), 3);
        }
        y = SaturatingRoundingDoublingHighMultiply(y, 1518500250); // √½
        return right < 0 ? new QuantizedMultiplier(y << -right, 0) : new QuantizedMultiplier(y, -right);
    }

    /// <summary>(a + b) / 2, ties away from zero.</summary>
    private static int HalfSum(int a, int b)
    {
        var sum = (long)a + b;
        return (int)((sum + (sum >= 0 ? 1 : -1)) / 2);
    }

    private static int Saturate(long x) => (int)Math.Clamp(x, int.MinValue, int.MaxValue);
}
