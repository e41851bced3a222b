using System.Numerics;

namespace Mote.Numerics;

public static partial class FixedPoint
{
    /// <summary>More than any stored integer of 16 bits, with room for a zero point.</summary>
    private const int OutOfReach = 1 << 24;

    /// <summary>
    /// a / b · m for |a|, |b| below 2^17, as the TFLite reference divides quantized integers: the reciprocal of b to 31 bits, a
    /// with all its headroom, and two more roundings. What the reference leaves undefined is defined here: a / 0 is beyond all of
    /// int16 on a's side, 0 / 0 is 0, and quotients too small for its shift are 0. Twin: runtime/include/mote_quotient.h.
    /// </summary>
    public static int Quotient(int a, int b, QuantizedMultiplier m)
    {
        if (b == 0) return Math.Sign(a) * OutOfReach;
        if (b < 0) (a, b) = (-a, -b);
        var (inverse, bitsOverUnit) = Reciprocal(b, 31);
        var headroom = BitOperations.LeadingZeroCount((uint)(a < 0 ? ~a : a)) - 1;
        var scaled = SaturatingRoundingDoublingHighMultiply(SaturatingRoundingDoublingHighMultiply(a << headroom, inverse), m.Multiplier);
        var right = bitsOverUnit + headroom - m.Shift;
        if (right > 31) return 0;
        var quotient = right >= 0 ? RoundingDivideByPowerOfTwo(scaled, right) : SaturatingShiftLeft(scaled, Math.Min(-right, 31));
        return Math.Clamp(quotient, -OutOfReach, OutOfReach);
    }

    /// <summary>a / b towards zero; a / 0 is the end of int32 on a's side, 0 / 0 is 0, and the one overflow saturates.</summary>
    public static int PlainQuotient(int a, int b)
    {
        if (b == 0) return a > 0 ? int.MaxValue : a < 0 ? int.MinValue : 0;
        return a == int.MinValue && b == -1 ? int.MaxValue : a / b;
    }

    /// <summary>⌊a / b⌋, with the same exceptions as <see cref="PlainQuotient"/>.</summary>
    public static int FloorQuotient(int a, int b)
    {
        var quotient = PlainQuotient(a, b);
        return b != 0 && b != -1 && a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    /// <summary>a - b·⌊a / b⌋, which has b's sign; 0 where b is 0.</summary>
    public static int FloorRemainder(int a, int b)
    {
        if (b is 0 or -1) return 0;
        var remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }
}
