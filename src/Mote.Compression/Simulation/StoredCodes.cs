using System.Buffers.Binary;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>Stored numbers of any type as doubles, which hold all of them but the largest 64-bit integers.</summary>
internal static class StoredCodes
{
    public static double[] Read(TensorType type, ReadOnlySpan<byte> bytes)
    {
        if (type.Element == ElementType.Int4) return [.. PackedInt4.Unpack(bytes, type.Elements).Select(v => (double)v)];
        var codes = new double[type.Elements];
        var size = type.Element.Bytes();
        for (var i = 0; i < codes.Length; i++)
        {
            var at = bytes.Slice(i * size, size);
            codes[i] = type.Element switch
            {
                ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(at),
                ElementType.Int8 => (sbyte)at[0],
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                ElementType.UInt8 or ElementType.Bool => at[0],
                ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(at),
                ElementType.Int4 => throw new InvalidOperationException("unpacked above"),
            };
        }
        return codes;
    }

    public static byte[] Write(TensorType type, ReadOnlySpan<double> codes)
    {
        var bytes = new byte[type.Bytes];
        var size = type.Element.Bytes();
        for (var i = 0; i < codes.Length; i++)
        {
            var at = bytes.AsSpan(i * size, size);
            if (type.IsFloat) BinaryPrimitives.WriteSingleLittleEndian(at, (float)codes[i]);
            else
            {
                var whole = type.Element == ElementType.UInt64 ? unchecked((long)(ulong)codes[i]) : (long)codes[i];
                for (var b = 0; b < size; b++) at[b] = (byte)(whole >> (8 * b));
            }
        }
        return bytes;
    }
}
