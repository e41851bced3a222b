namespace Mote.Numerics;

/// <summary>
/// A positive real factor as integers: Multiplier · 2^(Shift - 31), with Multiplier in [2^30, 2^31) or zero.
/// A positive shift is a left shift.
/// </summary>
public readonly record struct QuantizedMultiplier(int Multiplier, int Shift)
{
    /// <summary>Nearest representation of a non-negative real; what lies below 2^-32 becomes zero, as in the TFLite reference.</summary>
    public static QuantizedMultiplier FromReal(double real)
    {
        if (!(real >= 0) || double.IsInfinity(real))
            throw new ArgumentOutOfRangeException(nameof(real), real, "must be finite and not negative");
        if (real == 0) return default;
        var exponent = Math.ILogB(real) + 1;
        var mantissa = (long)Math.Round(Math.ScaleB(real, 31 - exponent), MidpointRounding.AwayFromZero);
        if (mantissa == 1L << 31)
        {
            mantissa >>= 1;
            exponent++;
        }
        return exponent < -31 ? default : new QuantizedMultiplier((int)mantissa, exponent);
    }
}
