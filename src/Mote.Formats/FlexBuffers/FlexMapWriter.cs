using System.Buffers.Binary;
using System.Text;

namespace Mote.Formats.FlexBuffers;

/// <summary>
/// Writes a map from names to integers, reals and booleans as a FlexBuffer: the names, where they are, the values in the names' order,
/// their types, the root. All numbers are as wide as the widest.
/// </summary>
internal static class FlexMapWriter
{
    public static byte[] Write(params IEnumerable<(string Key, FlexValue Value)> entries)
    {
        var sorted = entries.OrderBy(e => e.Key, StringComparer.Ordinal).ToArray();
        foreach (var width in (ReadOnlySpan<int>)[1, 2, 4])
            if (TryWrite(sorted, width) is { } bytes) return bytes;
        return TryWrite(sorted, 8) ?? throw new InvalidOperationException("eight bytes hold every number");
    }

    /// <summary>Null if a number does not fit.</summary>
    private static byte[]? TryWrite((string Key, FlexValue Value)[] entries, int width)
    {
        var bytes = new List<byte>();
        var fits = true;
        var keys = new int[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            keys[i] = bytes.Count;
            bytes.AddRange(Encoding.UTF8.GetBytes(entries[i].Key));
            bytes.Add(0);
        }
        while (bytes.Count % width != 0) bytes.Add(0);
        Unsigned(entries.Length);
        var keyVector = bytes.Count;
        foreach (var key in keys) Unsigned(bytes.Count - key);
        Unsigned(bytes.Count - keyVector);
        Unsigned(width);
        Unsigned(entries.Length);
        var values = bytes.Count;
        foreach (var (_, value) in entries)
        {
            if (value is FlexValue.Float real)
            {
                fits &= width == 8 || (width == 4 && (float)real.Value == real.Value);
                Push(width == 8 ? BitConverter.DoubleToInt64Bits(real.Value) : BitConverter.SingleToInt32Bits((float)real.Value));
                continue;
            }
            var number = Number(value);
            fits &= width == 8 || (number >= -(1L << (8 * width - 1)) && number < 1L << (8 * width - 1));
            Push(number);
        }
        var log2 = int.Log2(width);
        foreach (var (_, value) in entries)
            bytes.Add((byte)((int)TypeOf(value) << 2 | log2));
        while (bytes.Count % width != 0) bytes.Add(0);
        Unsigned(bytes.Count - values);
        bytes.Add((byte)((int)FlexType.Map << 2 | log2));
        bytes.Add((byte)width);
        return fits ? [.. bytes] : null;

        void Unsigned(int number)
        {
            fits &= width >= 4 || number < 1 << (8 * width);
            Push(number);
        }

        void Push(long number)
        {
            Span<byte> all = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(all, number);
            bytes.AddRange(all[..width].ToArray());
        }
    }

    private static FlexType TypeOf(FlexValue value) => value is FlexValue.Bool ? FlexType.Bool
        : value is FlexValue.Float ? FlexType.Float : FlexType.Int;

    private static long Number(FlexValue value) => value is FlexValue.Int i ? i.Value
        : value is FlexValue.Bool b ? b.Value ? 1 : 0
        : throw new ArgumentException($"{value} is neither a number nor boolean");
}
