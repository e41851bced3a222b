using System.Numerics;

namespace Mote.Numerics;

/// <summary>
/// The natural logarithm of integers by a table of log2(1 + x) - x with 128 segments and 16 fractional bits, as TensorFlow Lite
/// Micro computes it. C twin: mote_integer_log.h.
/// </summary>
public static class IntegerLogarithm
{
    private const int ScaleBits = 16, SegmentBits = 7;

    /// <summary>log2(e)^-1 with 16 fractional bits.</summary>
    private const ulong NaturalFromBinary = 45426;

    /// <summary>At the segments' borders; one more, so that the last one has a neighbour.</summary>
    public static short[] Table { get; } =
    [
        .. Enumerable.Range(0, 1 << SegmentBits).Select(Entry), 0, 0,
    ];

    /// <param name="x">At least 1.</param>
    /// <param name="scale">What 1.0 becomes.</param>
    public static uint Natural(uint x, uint scale)
    {
        var whole = BitOperations.Log2(x);
        var fraction = x - (1u << whole);
        fraction = whole < ScaleBits ? fraction << (ScaleBits - whole) : fraction >> (whole - ScaleBits);
        var segment = (int)(fraction >> (ScaleBits - SegmentBits));
        var within = (int)(fraction & ((1 << (ScaleBits - SegmentBits)) - 1));
        // The slope is divided by the whole range, not by a segment, as the reference does.
        var correction = Table[segment] + (((Table[segment + 1] - Table[segment]) * within) >> ScaleBits);
        var binary = ((uint)whole << ScaleBits) + (uint)((int)fraction + correction);
        const uint half = 1u << (ScaleBits - 1);
        var natural = (uint)((NaturalFromBinary * binary + half) >> ScaleBits);
        return unchecked(scale * natural + half) >> ScaleBits;
    }

    /// <summary>Exact but for rounding: no entry is nearer than 0.001 to the middle between two integers.</summary>
    private static short Entry(int segment)
    {
        var x = segment / (double)(1 << SegmentBits);
        return (short)Math.Round((Math.Log2(1 + x) - x) * (1 << ScaleBits));
    }
}
