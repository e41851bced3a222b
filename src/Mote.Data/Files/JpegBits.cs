namespace Mote.Data.Files;

/// <summary>A Huffman table of JPEG: codes of up to 16 bits, shorter ones first.</summary>
internal sealed class JpegHuffman
{
    private readonly int[] _first = new int[18], _offset = new int[17], _count = new int[17];
    private readonly byte[] _symbols;

    private JpegHuffman(byte[] symbols) => _symbols = symbols;

    /// <param name="counts">Codes of each length from 1 to 16.</param>
    /// <param name="symbols">What they stand for.</param>
    /// <returns>null if there are more codes than bits allow.</returns>
    public static JpegHuffman? Make(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var table = new JpegHuffman(symbols.ToArray());
        var (code, at) = (0, 0);
        for (var length = 1; length <= 16; length++)
        {
            table._first[length] = code;
            table._offset[length] = at;
            table._count[length] = counts[length - 1];
            code += counts[length - 1];
            at += counts[length - 1];
            if (code > 1 << length) return null;
            code <<= 1;
        }
        return table;
    }

    /// <summary>The next symbol; -1 where no code fits.</summary>
    public int Read(JpegBits bits)
    {
        var code = 0;
        for (var length = 1; length <= 16; length++)
        {
            code = code << 1 | bits.Bits(1);
            var place = code - _first[length];
            if (place < _count[length]) return _symbols[_offset[length] + place];
        }
        return -1;
    }
}

/// <summary>The bits of a scan, and the blocks in them.</summary>
internal sealed class JpegBits(ByteReader reader)
{
    private static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private static readonly float[] Cosines = MakeCosines();

    private int _bits, _count;

    public int Bits(int count)
    {
        while (_count < count)
        {
            _bits = _bits << 8 | Byte();
            _count += 8;
        }
        _count -= count;
        return _bits >> _count & ((1 << count) - 1);
    }

    /// <summary>Goes on behind a restart marker.</summary>
    public void Restart()
    {
        _count = 0;
        var at = reader.Offset;
        if (reader.Byte("a restart marker") != 0xFF || reader.Byte("a restart marker") is < 0xD0 or > 0xD7)
            throw reader.Damaged("there is no restart marker where one must be", at);
    }

    /// <summary>Decodes a block, dequantizes and transforms it.</summary>
    public void Block(JpegHuffman dc, JpegHuffman ac, int[] quantization, ref int previous, Span<float> block)
    {
        Span<float> coefficients = stackalloc float[64];
        coefficients.Clear();
        var size = Symbol(dc);
        if (size > 11) throw reader.Damaged("a coefficient is too large");
        previous += Signed(size);
        coefficients[0] = previous * quantization[0];
        for (var i = 1; i < 64; i++)
        {
            var symbol = Symbol(ac);
            var (run, bits) = (symbol >> 4, symbol & 15);
            if (bits == 0)
            {
                if (run != 15) break;
                i += 15;
                continue;
            }
            i += run;
            if (i > 63) throw reader.Damaged("a block has more than 64 coefficients");
            coefficients[ZigZag[i]] = Signed(bits) * quantization[i];
        }
        Transform(coefficients, block);
    }

    private int Symbol(JpegHuffman table) => table.Read(this) is var symbol and >= 0 ? symbol
        : throw reader.Damaged("a code is in no table");

    private int Signed(int size)
    {
        if (size == 0) return 0;
        var bits = Bits(size);
        return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
    }

    private int Byte()
    {
        // Bytes are taken when their bits are needed, so a marker is never met before the data should end.
        var value = reader.Byte("the picture's data");
        if (value == 0xFF && reader.Byte("the picture's data") != 0) throw reader.Damaged("the picture's data end too early");
        return value;
    }

    /// <summary>The inverse cosine transform of 8x8, rows and then columns.</summary>
    private static void Transform(ReadOnlySpan<float> coefficients, Span<float> block)
    {
        Span<float> rows = stackalloc float[64];
        for (var v = 0; v < 8; v++)
            for (var x = 0; x < 8; x++)
            {
                var sum = 0f;
                for (var u = 0; u < 8; u++) sum += Cosines[8 * x + u] * coefficients[8 * v + u];
                rows[8 * v + x] = sum;
            }
        for (var x = 0; x < 8; x++)
            for (var y = 0; y < 8; y++)
            {
                var sum = 0f;
                for (var v = 0; v < 8; v++) sum += Cosines[8 * y + v] * rows[8 * v + x];
                block[8 * y + x] = sum;
            }
    }

    private static float[] MakeCosines()
    {
        var table = new float[64];
        for (var x = 0; x < 8; x++)
            for (var u = 0; u < 8; u++)
                table[8 * x + u] = (float)((u == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos((2 * x + 1) * u * Math.PI / 16));
        return table;
    }
}
