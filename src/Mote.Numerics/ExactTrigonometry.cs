using System.Numerics;

namespace Mote.Numerics;

/// <summary>
/// Sine and cosine rounded to the nearest double, the same on every host: computed with 192 fractional bits. For tables that are
/// made at compile time.
/// </summary>
public static class ExactTrigonometry
{
    private const int Bits = 192;

    private static readonly BigInteger HalfPi = MachinPi() >> 1;

    public static double Cos(double angle) => Rotated(angle, 1);

    public static double Sin(double angle) => Rotated(angle, 0);

    /// <summary>sin(angle + quarter · π/2).</summary>
    private static double Rotated(double angle, int quarter)
    {
        if (!(Math.Abs(angle) <= 1000)) throw new ArgumentOutOfRangeException(nameof(angle), angle, "tables need angles near zero");
        var x = Fixed(angle);
        var quarters = BigInteger.Divide(2 * x + x.Sign * HalfPi, 2 * HalfPi);
        var rest = x - quarters * HalfPi;
        var turn = (int)(((quarters + quarter) % 4 + 4) % 4);
        var result = Series(rest, cosine: turn % 2 != 0);
        return Rounded(turn >= 2 ? -result : result);
    }

    private static BigInteger Series(BigInteger x, bool cosine)
    {
        var square = x * x >> Bits;
        var term = cosine ? BigInteger.One << Bits : x;
        var sum = term;
        for (var n = cosine ? 1 : 2; !term.IsZero && !term.Equals(BigInteger.MinusOne); n += 2)
        {
            term = -(term * square >> Bits) / (n * (n + 1));
            sum += term;
        }
        return sum;
    }

    private static BigInteger Fixed(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = exponent == 0 ? bits & 0xFFFFFFFFFFFFF : (bits & 0xFFFFFFFFFFFFF) | 1L << 52;
        var shift = Math.Max(exponent, 1) - 1075 + Bits;
        mantissa = shift >= 0 ? mantissa << shift : mantissa >> -shift;
        return value < 0 ? -mantissa : mantissa;
    }

    /// <summary>To nearest; the last bits are not known well enough for ties to occur.</summary>
    private static double Rounded(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value);
        var excess = (int)magnitude.GetBitLength() - 53;
        if (excess > 0) magnitude = (magnitude + (BigInteger.One << (excess - 1))) >> excess;
        return Math.ScaleB((double)magnitude, Math.Max(excess, 0) - Bits) * value.Sign;
    }

    /// <summary>π = 16·arctan(1/5) - 4·arctan(1/239).</summary>
    private static BigInteger MachinPi()
    {
        const int guard = 32;
        return (16 * ArcTanOfInverse(5, Bits + guard) - 4 * ArcTanOfInverse(239, Bits + guard)) >> guard;
    }

    private static BigInteger ArcTanOfInverse(int x, int bits)
    {
        var power = (BigInteger.One << bits) / x;
        var sum = power;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power /= -x * x;
            sum += power / n;
        }
        return sum;
    }
}
