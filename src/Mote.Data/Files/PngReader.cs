using System.Buffers.Binary;
using System.IO.Compression;

namespace Mote.Data.Files;

/// <summary>
/// PNG (ISO/IEC 15948): all colour types, depths and both interlace methods, checksums checked. Transparency is dropped, palettes become
/// colours. Own code, because no library that restores reads pictures.
/// </summary>
internal static class PngReader
{
    /// <summary>A picture for a microcontroller is a thousand times smaller.</summary>
    public const int MostPixels = 1 << 26;

    private const int Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    /// <summary>First row and column, and steps, of the seven passes of Adam7, and of the only one without interlacing.</summary>
    private static readonly (int Y, int X, int Down, int Right)[] Interlaced =
        [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)];

    private static readonly (int Y, int X, int Down, int Right)[] Plain = [(0, 0, 1, 1)];

    public static IEnumerable<Recording> Read(ByteReader reader)
    {
        if (!reader.Bytes(8, "the signature").AsSpan().SequenceEqual((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]))
            throw reader.Damaged("the file does not begin like a PNG file", 0);
        var chunks = new PngChunks(reader);
        if (chunks.Next() != "IHDR" || chunks.Left != 13) throw reader.Damaged("the first chunk is no IHDR of 13 bytes", 8);
        var header = Header.Read(chunks, reader);
        byte[]? palette = null;
        for (var name = chunks.Next(); name != "IDAT"; name = chunks.Next())
        {
            if (name == "IEND") throw reader.Damaged("there is no picture data");
            if (name == "PLTE" && chunks.Left is > 0 and <= 768 && chunks.Left % 3 == 0)
            {
                palette = new byte[chunks.Left];
                chunks.Fill(palette);
            }
        }
        if (header.Colour == Palette && palette is null) throw reader.Damaged("a picture with a palette has none");
        yield return new RecordingInMemory("", SampleKind.Picture, [header.Height, header.Width, header.Colours], null, [],
            Pixels(header, palette, chunks, reader)) { HasTime = false };
    }

    private static float[] Pixels(Header header, byte[]? palette, PngChunks chunks, ByteReader reader)
    {
        var colours = header.Colours;
        var reals = new float[header.Height * header.Width * colours];
        using var data = new ZLibStream(chunks, CompressionMode.Decompress);
        try
        {
            foreach (var (y0, x0, down, right) in header.IsInterlaced ? Interlaced : Plain)
            {
                var width = (header.Width - x0 + right - 1) / right;
                if (width <= 0) continue;
                var before = new byte[header.RowBytes(width)];
                var row = new byte[before.Length];
                for (var y = y0; y < header.Height; y += down)
                {
                    var filter = data.ReadByte();
                    data.ReadExactly(row);
                    if (!Unfilter(filter, row, before, header.PixelBytes)) throw reader.Damaged($"row {y} has filter {filter}");
                    for (var x = 0; x < width; x++)
                        if (!Pixel(header, palette, row, x, reals.AsSpan((y * header.Width + x0 + x * right) * colours, colours)))
                            throw reader.Damaged($"a pixel of row {y} is not in the palette");
                    (row, before) = (before, row);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw reader.Damaged("the picture data end too early or cannot be unpacked");
        }
        return reals;
    }

    private static bool Pixel(Header header, byte[]? palette, byte[] row, int x, Span<float> pixel)
    {
        if (header.Colour == Palette)
        {
            var index = Bits(row, x, header.Depth) * 3;
            if (index + 2 >= palette!.Length) return false;
            for (var c = 0; c < 3; c++) pixel[c] = palette[index + c] / 255f;
            return true;
        }
        for (var c = 0; c < pixel.Length; c++)
        {
            var at = x * header.Stored + c;
            pixel[c] = header.Depth switch
            {
                16 => BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(2 * at)) / 65535f,
                8 => row[at] / 255f,
                _ => Bits(row, at, header.Depth) / (float)((1 << header.Depth) - 1),
            };
        }
        return true;
    }

    private static int Bits(byte[] row, int at, int depth) =>
        depth == 8 ? row[at] : row[at * depth / 8] >> (8 - depth - at * depth % 8) & ((1 << depth) - 1);

    private static bool Unfilter(int filter, byte[] row, byte[] above, int step)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= step ? row[i - step] : 0, up = above[i], corner = i >= step ? above[i - step] : 0;
            var predicted = filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => -1,
            };
            if (predicted < 0) return false;
            row[i] = (byte)(row[i] + predicted);
        }
        return true;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (a, b, c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    /// <param name="Stored">Samples of a pixel in the file, alpha among them.</param>
    private sealed record Header(int Width, int Height, int Depth, int Colour, int Stored, bool IsInterlaced)
    {
        /// <summary>Of a pixel as it is read: grey or red, green, blue.</summary>
        public int Colours => Colour is Grey or GreyAlpha ? 1 : 3;

        public int PixelBytes => Math.Max(1, Stored * Depth / 8);

        public int RowBytes(int width) => (int)(((long)width * Stored * Depth + 7) / 8);

        public static Header Read(PngChunks chunks, ByteReader reader)
        {
            var bytes = new byte[13];
            chunks.Fill(bytes);
            var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)));
            var (depth, colour) = (bytes[8], bytes[9]);
            if (width == 0 || height == 0 || (ulong)width * height > MostPixels)
                throw reader.Damaged($"a picture of {width}x{height} pixels", 16);
            var known = colour switch
            {
                Grey => depth is 1 or 2 or 4 or 8 or 16,
                Palette => depth is 1 or 2 or 4 or 8,
                Rgb or GreyAlpha or Rgba => depth is 8 or 16,
                _ => false,
            };
            if (!known || bytes[10] != 0 || bytes[11] != 0 || bytes[12] > 1)
                throw reader.Damaged("the header holds an unknown kind of picture", 24);
            var stored = colour switch { Grey or Palette => 1, GreyAlpha => 2, Rgb => 3, _ => 4 };
            return new Header((int)width, (int)height, depth, colour, stored, bytes[12] == 1);
        }
    }
}
