using System.Runtime.InteropServices;
using Mote.Core.Types;

namespace Mote.Workflows;

/// <summary>The first place where a tensor is not what it should be.</summary>
public sealed record Difference(string Where, int Element, double Expected, double Actual)
{
    public override string ToString() => $"{Where}, element {Element}: {Expected:R} expected, {Actual:R} found";
}

/// <summary>Compares tensors: integers bit for bit, reals relative to the largest value of the tensor.</summary>
public static class Comparison
{
    public const double FloatTolerance = 1e-5;

    /// <summary>Null if they agree.</summary>
    /// <param name="where">For the message.</param>
    /// <param name="element">Of both.</param>
    /// <param name="expected">Stored.</param>
    /// <param name="actual">Computed.</param>
    /// <param name="bounds">What reals may differ by, where the stored results say so; otherwise <see cref="FloatTolerance"/>.</param>
    public static Difference? First(
        string where, ElementType element, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, FloatBounds? bounds = null)
    {
        if (expected.Length != actual.Length) return new Difference($"{where} (bytes)", 0, expected.Length, actual.Length);
        if (expected.SequenceEqual(actual)) return null;
        var (e, a) = (Numbers(element, expected), Numbers(element, actual));
        if (element != ElementType.Float32)
        {
            var first = expected.CommonPrefixLength(actual) / element.Bytes();
            return new Difference(where, first, e[first], a[first]);
        }
        var (relative, absolute) = bounds is { } b ? (b.Relative, b.Absolute)
            : (0, FloatTolerance * e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (var i = 0; i < e.Length; i++)
            // Infinities must be met exactly: a relative bound would be infinite, too.
            if (!e[i].Equals(a[i]) && !(double.IsFinite(e[i]) && Math.Abs(e[i] - a[i]) <= absolute + relative * Math.Abs(e[i])))
                return new Difference(where, i, e[i], a[i]);
        return null;
    }

    /// <summary>As stored.</summary>
    internal static double[] Numbers(ElementType element, ReadOnlySpan<byte> bytes) => element switch
    {
        ElementType.Float32 => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)],
        ElementType.Int8 => [.. bytes.ToArray().Select(v => (double)(sbyte)v)],
        ElementType.Int16 => [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray().Select(v => (double)v)],
        ElementType.Int32 => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(v => (double)v)],
        ElementType.Int64 => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(v => (double)v)],
        ElementType.UInt32 => [.. MemoryMarshal.Cast<byte, uint>(bytes).ToArray().Select(v => (double)v)],
        ElementType.UInt64 => [.. MemoryMarshal.Cast<byte, ulong>(bytes).ToArray().Select(v => (double)v)],
        ElementType.Int4 => [.. PackedInt4.Unpack(bytes, 2 * bytes.Length).Select(v => (double)v)],
        ElementType.UInt8 or ElementType.Bool => [.. bytes.ToArray().Select(v => (double)v)],
    };
}
