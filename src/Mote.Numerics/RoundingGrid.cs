namespace Mote.Numerics;

/// <summary>
/// The numbers of a narrow format: multiples of a spacing that grows with a number's exponent (floating point) or does not (fixed point).
/// What lies outside of the least and the largest number becomes that number: nothing wraps, nothing becomes infinite. Half-way numbers go
/// to the even neighbour (IEEE 754), or numbers to either neighbour at random, so that the mean is the number itself (Gupta and others
/// 2015, "Deep Learning with Limited Numerical Precision").
/// </summary>
/// <param name="FractionBits">Significant bits behind the first one of a floating-point number; 0 in fixed point.</param>
/// <param name="LeastExponent">Of the numbers whose spacing no smaller one goes below.</param>
/// <param name="MostExponent">Of the numbers whose spacing no larger one goes beyond.</param>
/// <param name="Low">The least number.</param>
/// <param name="High">The largest number.</param>
public readonly record struct RoundingGrid(int FractionBits, int LeastExponent, int MostExponent, float Low, float High)
{
    /// <summary>Two's complement: integers of so many bits, of which so many are behind the point.</summary>
    /// <param name="wordBits">2 to 24, so that a float holds every number.</param>
    /// <param name="fractionBits">0 to 30.</param>
    public static RoundingGrid FixedPoint(int wordBits, int fractionBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wordBits, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wordBits, 24);
        ArgumentOutOfRangeException.ThrowIfNegative(fractionBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fractionBits, 30);
        var step = MathF.ScaleB(1, -fractionBits);
        return new(0, -fractionBits, -fractionBits, -(1 << (wordBits - 1)) * step, ((1 << (wordBits - 1)) - 1) * step);
    }

    /// <summary>A sign, an exponent with the bias 2^(bits - 1) - 1, significant bits, and numbers below the least normal one.</summary>
    /// <param name="exponentBits">2 to 6.</param>
    /// <param name="significandBits">Those that are stored: 1 to 14.</param>
    /// <param name="hasInfinities">Whether the largest exponent is kept for infinities and what is no number, as IEEE 754 has it. If not,
    /// only all ones are no number (OCP 8-bit Floating Point Specification, E4M3).</param>
    public static RoundingGrid FloatingPoint(int exponentBits, int significandBits, bool hasInfinities)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exponentBits, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponentBits, 6);
        ArgumentOutOfRangeException.ThrowIfLessThan(significandBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(significandBits, 14);
        var bias = (1 << (exponentBits - 1)) - 1;
        var most = (1 << exponentBits) - 1 - bias - (hasInfinities ? 1 : 0);
        var ones = (2 << significandBits) - (hasInfinities ? 1 : 2);
        var high = MathF.ScaleB(ones, most - significandBits);
        return new(significandBits, 1 - bias, most, -high, high);
    }

    /// <summary>The least positive number.</summary>
    public float Smallest => MathF.ScaleB(1, LeastExponent - FractionBits);

    /// <summary>The distance of neighbours at x.</summary>
    public float Spacing(float x)
    {
        var exponent = (int)((BitConverter.SingleToUInt32Bits(x) >> 23) & 0xFF) - 127;
        return MathF.ScaleB(1, Math.Clamp(exponent, LeastExponent, MostExponent) - FractionBits);
    }

    /// <summary>The nearest number; of two the even one.</summary>
    public float Nearest(float x)
    {
        var spacing = Spacing(x);
        return Limited(MathF.Round(x / spacing, MidpointRounding.ToEven) * spacing);
    }

    /// <summary>The number above x where u lies below what x is from the number below it, in spacings; else that number.</summary>
    /// <param name="x">What is rounded.</param>
    /// <param name="u">Drawn from [0, 1).</param>
    public float Stochastic(float x, float u)
    {
        var spacing = Spacing(x);
        var (scaled, below) = (x / spacing, MathF.Floor(x / spacing));
        return Limited((u < scaled - below ? below + 1 : below) * spacing);
    }

    private float Limited(float x) => x > High ? High : x < Low ? Low : x;
}
