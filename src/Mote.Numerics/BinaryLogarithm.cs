using System.Numerics;

namespace Mote.Numerics;

/// <summary>
/// log2 of integers with 16 fractional bits, by a table of log2(1 + x) - x with 128 segments, interpolated: off by at most 1.5 steps.
/// C twin: mote_binary_log.h.
/// </summary>
public static class BinaryLogarithm
{
    public const int FractionBits = 16;

    private const int WithinBits = 9;

    /// <param name="x">At least 1.</param>
    public static int Of(ulong x)
    {
        var whole = BitOperations.Log2(x);
        var fraction = (int)(x << (63 - whole) >> (63 - FractionBits)) & 0xFFFF;
        var table = IntegerLogarithm.Table;
        var (segment, within) = (fraction >> WithinBits, fraction & ((1 << WithinBits) - 1));
        var correction = table[segment] + (((table[segment + 1] - table[segment]) * within) >> WithinBits);
        return (whole << FractionBits) + fraction + correction;
    }
}
