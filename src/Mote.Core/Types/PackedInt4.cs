namespace Mote.Core.Types;

/// <summary>Integers of four bits, -8 to 7, two in a byte, the first in the lower half. Only constants are stored so.</summary>
public static class PackedInt4
{
    public static int Bytes(int elements) => (elements + 1) / 2;

    public static sbyte[] Unpack(ReadOnlySpan<byte> packed, int elements)
    {
        var values = new sbyte[elements];
        for (var i = 0; i < elements; i++)
        {
            var nibble = i % 2 == 0 ? packed[i / 2] & 15 : packed[i / 2] >> 4;
            values[i] = (sbyte)((nibble ^ 8) - 8);
        }
        return values;
    }

    public static byte[] Pack(ReadOnlySpan<sbyte> values)
    {
        var packed = new byte[Bytes(values.Length)];
        for (var i = 0; i < values.Length; i++) packed[i / 2] |= (byte)((values[i] & 15) << (i % 2 * 4));
        return packed;
    }

    /// <summary>Weights as int8, whether they are stored in eight bits or in four.</summary>
    public static ReadOnlySpan<sbyte> Int8(this Tensor weights) => weights.Type.Element == ElementType.Int4
        ? Unpack(weights.Bytes, weights.Type.Elements) : weights.Span<sbyte>();
}
