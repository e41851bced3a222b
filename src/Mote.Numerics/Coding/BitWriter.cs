namespace Mote.Numerics.Coding;

/// <summary>Bits into bytes, the first one into the highest place; what the last byte lacks is zeros.</summary>
public sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private uint _pending;
    private int _count;

    /// <param name="bits">Its lowest <paramref name="count"/> bits are written, the highest of them first.</param>
    /// <param name="count">0 to 16.</param>
    public void Write(uint bits, int count)
    {
        _pending = (_pending << count) | (bits & ((1u << count) - 1));
        for (_count += count; _count >= 8; _count -= 8) _bytes.Add((byte)(_pending >> (_count - 8)));
    }

    /// <summary>All that was written.</summary>
    public byte[] ToArray() => _count == 0 ? [.. _bytes] : [.. _bytes, (byte)(_pending << (8 - _count))];
}
