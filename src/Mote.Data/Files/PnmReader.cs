using System.Globalization;

namespace Mote.Data.Files;

/// <summary>Portable grey and pixel maps (netpbm): P2 and P3 in text, P5 and P6 in bytes, 8 or 16 bits.</summary>
internal static class PnmReader
{
    public static IEnumerable<Recording> Read(ByteReader reader)
    {
        var magic = reader.Bytes(2, "the signature");
        if (magic[0] != 'P' || magic[1] is not ((byte)'2' or (byte)'3' or (byte)'5' or (byte)'6'))
            throw reader.Damaged("the file begins with none of P2, P3, P5 and P6", 0);
        var (width, height, most) = (Number(reader, "the width"), Number(reader, "the height"), Number(reader, "the largest value"));
        if (width < 1 || height < 1 || (long)width * height > PngReader.MostPixels)
            throw reader.Damaged($"a picture of {width}x{height} pixels");
        if (most is < 1 or > 65535) throw reader.Damaged($"a largest value of {most}");
        var colours = magic[1] is (byte)'3' or (byte)'6' ? 3 : 1;
        var reals = new float[width * height * colours];
        var isText = magic[1] is (byte)'2' or (byte)'3';
        var row = new byte[isText ? 0 : width * colours * (most > 255 ? 2 : 1)];
        for (var y = 0; y < height; y++)
        {
            reader.Fill(row, $"row {y} of {height}");
            for (var i = 0; i < width * colours; i++)
            {
                var value = isText ? Number(reader, $"row {y}") : most > 255 ? row[2 * i] << 8 | row[2 * i + 1] : row[i];
                if (value > most) throw reader.Damaged($"a value of {value} where {most} is the largest");
                reals[y * width * colours + i] = value / (float)most;
            }
        }
        yield return new RecordingInMemory("", SampleKind.Picture, [height, width, colours], null, [], reals) { HasTime = false };
    }

    /// <summary>A number in text, after blanks and comments; the one character behind it is taken too, as the format wants it.</summary>
    private static int Number(ByteReader reader, string what)
    {
        var c = reader.Byte(what);
        while (char.IsWhiteSpace((char)c) || c == '#')
        {
            if (c == '#')
                while (reader.Byte(what) is not (byte)'\n') { }
            c = reader.Byte(what);
        }
        var text = "";
        Span<byte> next = stackalloc byte[1];
        for (; char.IsAsciiDigit((char)c) && text.Length < 9; c = next[0])
        {
            text += (char)c;
            if (reader.Read(next) == 0) break;
        }
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw reader.Damaged($"{what} is no number");
    }
}
