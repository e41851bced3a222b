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
    public static Difference? First(string where, ElementType element, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (expected.Length != actual.Length) return new Difference($"{where} (bytes)", 0, expected.Length, actual.Length);
        if (expected.SequenceEqual(actual)) return null;
        var (e, a) = (Numbers(element, expected), Numbers(element, actual));
        var tolerance = element == ElementType.Float32 ? FloatTolerance * e.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max() : 0;
        for (var i = 0; i < e.Length; i++)
            if (!(Math.Abs(e[i] - a[i]) <= tolerance) && !e[i].Equals(a[i])) return new Difference(where, i, e[i], a[i]);
        return null;
    }

    private static double[] Numbers(ElementType element, ReadOnlySpan<byte> bytes) => element switch
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
