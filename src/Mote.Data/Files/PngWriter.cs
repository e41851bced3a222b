using System.Buffers.Binary;
using System.IO.Compression;

namespace Mote.Data.Files;

/// <summary>Writes small pictures as PNG (ISO/IEC 15948), grey or in colours, 8 bits. The same picture gives the same bytes.</summary>
public static class PngWriter
{
    /// <param name="pixels">Row-major.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="colours">1 or 3.</param>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int width, int colours)
    {
        if (colours is not (1 or 3) || width < 1 || pixels.Length == 0 || pixels.Length % (width * colours) != 0)
            throw new ArgumentException($"{pixels.Length} bytes are no picture {width} wide with {colours} colours");
        var height = pixels.Length / (width * colours);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(y * width * colours, width * colours));
            }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)(colours == 1 ? 0 : 2));
        return
        [
            0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10,
            .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, []),
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        name.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length),
            ~PngChunks.Crc(uint.MaxValue, chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }
}
