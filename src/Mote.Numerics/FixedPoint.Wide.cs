namespace Mote.Numerics;

public static partial class FixedPoint
{
    /// <summary>
    /// x · m for sums of 64 bits, with one rounding (ties upwards): the multiplier is first reduced to 15 bits, as the reference
    /// does for int16 activations. Exact for |x| &lt; 2^47; beyond, the product wraps modulo 2^64, and the result is its lower half.
    /// </summary>
    public static int MultiplyWide(long x, QuantizedMultiplier m)
    {
        long reduced = m.Multiplier < 0x7FFF0000 ? (m.Multiplier + (1 << 15)) >> 16 : 0x7FFF;
        var right = 15 - m.Shift;
        return unchecked((int)(right > 0 ? (x * reduced + (1L << (right - 1))) >> right : right > -64 ? (x * reduced) << -right : 0));
    }
}
