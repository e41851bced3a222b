using System.Buffers.Binary;
using System.Numerics;

namespace Mote.Training.Logs;

/// <summary>The Castagnoli checksum (RFC 3720, appendix B.4), which TFRecord files carry masked.</summary>
public static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>Turned and moved, so that a checksum over bytes that hold checksums stays a good one (TFRecord).</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Of(bytes), 15) + 0xa282ead8;
}
