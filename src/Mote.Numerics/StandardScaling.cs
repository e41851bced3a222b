namespace Mote.Numerics;

/// <summary>
/// An integer c times a real, with one rounding (ties upwards), saturated: the real is a factor, or a factor by the root of a sum of
/// squares. c has at most 31 bits. C twin: mote_standard_scaling.h.
/// </summary>
public readonly record struct StandardScaling
{
    private readonly uint _multiplier;
    private readonly int _shift;

    private StandardScaling(uint multiplier, int shift) => (_multiplier, _shift) = (multiplier, shift);

    /// <summary>By the factor alone.</summary>
    public static StandardScaling Plain(QuantizedMultiplier factor) => new((uint)factor.Multiplier, 31 - factor.Shift);

    /// <summary>By factor / √squares; by nothing where squares are 0. Squares below 2^63.</summary>
    public static StandardScaling Divided(QuantizedMultiplier factor, ulong squares)
    {
        if (squares == 0) return default;
        // With squares · 4^pairs between 2^62 and 2^64 the root has 32 bits.
        var pairs = System.Numerics.BitOperations.LeadingZeroCount(squares) / 2;
        var root = FixedPoint.RoundedRoot(squares << (2 * pairs));
        return new((uint)(((ulong)(uint)factor.Multiplier << 32) / root), 63 - factor.Shift - pairs);
    }

    public int Apply(int c)
    {
        var product = c * (long)_multiplier;
        if (_shift > 62) return 0;
        if (_shift > 0) return (int)Math.Clamp((product + (1L << (_shift - 1))) >> _shift, int.MinValue, int.MaxValue);
        return product == 0 ? 0 : product > 0 ? int.MaxValue : int.MinValue;
    }
}
