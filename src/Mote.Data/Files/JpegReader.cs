using System.Buffers.Binary;
using Mote.Core.Types;

namespace Mote.Data.Files;

/// <summary>
/// JPEG (ITU-T T.81), baseline and extended sequential with Huffman coding, 8 bits, grey or YCbCr (JFIF) or RGB (Adobe's marker says
/// which). Chroma is interpolated linearly between its sites. Progressive pictures are refused: cameras for microcontrollers send
/// baseline. Own code, because no library that restores reads pictures.
/// </summary>
internal sealed class JpegReader
{
    private readonly ByteReader _reader;
    private readonly int[]?[] _quantization = new int[4][];
    private readonly JpegHuffman?[] _dc = new JpegHuffman?[4], _ac = new JpegHuffman?[4];
    private JpegComponent[] _components = [];
    private int _width, _height, _restart, _adobe = -1;

    private JpegReader(ByteReader reader) => _reader = reader;

    public static IEnumerable<Recording> Read(ByteReader reader)
    {
        var picture = new JpegReader(reader);
        var reals = picture.Decode();
        Shape shape = [picture._height, picture._width, picture._components.Length];
        yield return new RecordingInMemory("", SampleKind.Picture, shape, null, [], reals)
        {
            HasTime = false,
        };
    }

    private float[] Decode()
    {
        if (_reader.Byte("the signature") != 0xFF || _reader.Byte("the signature") != 0xD8)
            throw _reader.Damaged("the file does not begin like a JPEG file", 0);
        while (true)
        {
            var marker = Marker();
            var start = _reader.Offset;
            var length = BinaryPrimitives.ReadUInt16BigEndian(_reader.Bytes(2, "a segment's length")) - 2;
            if (length < 0) throw _reader.Damaged("a segment of negative length", start);
            var segment = _reader.Bytes(length, $"segment 0x{marker:X2}");
            switch (marker)
            {
                case 0xDB: Quantization(segment); break;
                case 0xC4: Huffman(segment); break;
                case 0xC0 or 0xC1: Frame(segment); break;
                case 0xC2: throw _reader.Unsupported("the picture is progressive", "Save it as baseline JPEG or as PNG.");
                case >= 0xC3 and <= 0xCF and not 0xC8 and not 0xCC:
                    throw _reader.Unsupported($"the picture is coded in a way (0x{marker:X2}) that hardly anybody uses",
                        "Save it as baseline JPEG or as PNG.");
                case 0xDD when length >= 2: _restart = BinaryPrimitives.ReadUInt16BigEndian(segment); break;
                case 0xEE when length >= 12 && segment.AsSpan().StartsWith("Adobe"u8): _adobe = segment[11]; break;
                case 0xDA:
                    Scan(segment);
                    return Colours();
            }
        }
    }

    private int Marker()
    {
        var at = _reader.Offset;
        if (_reader.Byte("a marker") != 0xFF) throw _reader.Damaged("there is no marker where one must be", at);
        byte marker;
        while ((marker = _reader.Byte("a marker")) == 0xFF) { }
        return marker is 0 or 0xD8 or 0xD9 ? throw _reader.Damaged("the picture ends before its data", at) : marker;
    }

    private void Quantization(ReadOnlySpan<byte> s)
    {
        while (s.Length > 0)
        {
            var (wide, id) = (s[0] >> 4, s[0] & 15);
            var bytes = wide == 0 ? 64 : 128;
            if (wide > 1 || id > 3 || s.Length < 1 + bytes) throw _reader.Damaged("a quantization table is wrong");
            var table = new int[64];
            for (var i = 0; i < 64; i++) table[i] = wide == 0 ? s[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(s[(1 + 2 * i)..]);
            _quantization[id] = table;
            s = s[(1 + bytes)..];
        }
    }

    private void Huffman(ReadOnlySpan<byte> s)
    {
        while (s.Length > 0)
        {
            var (kind, id) = (s[0] >> 4, s[0] & 15);
            var count = 0;
            for (var i = 1; i <= 16 && i < s.Length; i++) count += s[i];
            if (kind > 1 || id > 3 || s.Length < 17 + count || count > 256) throw _reader.Damaged("a Huffman table is wrong");
            var table = JpegHuffman.Make(s.Slice(1, 16), s.Slice(17, count)) ?? throw _reader.Damaged("a Huffman table has too many codes");
            (kind == 0 ? _dc : _ac)[id] = table;
            s = s[(17 + count)..];
        }
    }

    private void Frame(ReadOnlySpan<byte> s)
    {
        if (_components.Length > 0) throw _reader.Damaged("there are two frames");
        if (s.Length < 6 || s.Length < 6 + 3 * s[5]) throw _reader.Damaged("the frame's head is too short");
        if (s[0] != 8) throw _reader.Unsupported($"samples of {s[0]} bits", "Save it with 8 bits.");
        (_height, _width) = (BinaryPrimitives.ReadUInt16BigEndian(s[1..]), BinaryPrimitives.ReadUInt16BigEndian(s[3..]));
        if (_width == 0 || _height == 0 || (long)_width * _height > PngReader.MostPixels)
            throw _reader.Damaged($"a picture of {_width}x{_height} pixels");
        if (s[5] is not (1 or 3)) throw _reader.Unsupported($"{s[5]} colours", "Save it as grey or RGB.");
        var components = new JpegComponent[s[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var (id, h, v, table) = (s[6 + 3 * i], s[7 + 3 * i] >> 4, s[7 + 3 * i] & 15, s[8 + 3 * i]);
            if (h is 0 or > 4 || v is 0 or > 4 || table > 3) throw _reader.Damaged("a colour's sampling is wrong");
            components[i] = new JpegComponent(id, h, v, table);
        }
        var (mostH, mostV) = (components.Max(c => c.H), components.Max(c => c.V));
        foreach (var c in components) c.Size(_width, _height, mostH, mostV);
        _components = components;
    }

    private void Scan(ReadOnlySpan<byte> s)
    {
        if (_components.Length == 0) throw _reader.Damaged("the scan comes before the frame");
        if (s.Length < 1 || s.Length < 4 + 2 * s[0]) throw _reader.Damaged("the scan's head is too short");
        if (s[0] != _components.Length)
            throw _reader.Unsupported("the colours are in scans of their own", "Save it as baseline JPEG or as PNG.");
        var tables = new (JpegHuffman Dc, JpegHuffman Ac, int[] Q)[_components.Length];
        for (var i = 0; i < s[0]; i++)
        {
            var id = s[1 + 2 * i];
            var at = Array.FindIndex(_components, c => c.Id == id);
            if (at < 0) throw _reader.Damaged("the scan has a colour that the frame has not");
            var (dc, ac) = (s[2 + 2 * i] >> 4, s[2 + 2 * i] & 15);
            if (dc > 3 || ac > 3) throw _reader.Damaged("a scan's table is wrong");
            tables[at] = (_dc[dc] ?? throw _reader.Damaged("a Huffman table is missing"),
                _ac[ac] ?? throw _reader.Damaged("a Huffman table is missing"),
                _quantization[_components[at].Table] ?? throw _reader.Damaged("a quantization table is missing"));
        }
        if (tables.Any(t => t.Dc is null)) throw _reader.Damaged("a colour is missing in the scan");
        Blocks(tables);
    }

    private void Blocks((JpegHuffman Dc, JpegHuffman Ac, int[] Q)[] tables)
    {
        var bits = new JpegBits(_reader);
        var previous = new int[_components.Length];
        Span<float> block = stackalloc float[64];
        // Of one colour alone the units are single blocks, and only those that the picture reaches into.
        var single = _components.Length == 1;
        var (rows, columns) = single ? ((_components[0].Height + 7) / 8, (_components[0].Width + 7) / 8)
            : (_components[0].BlockRows / _components[0].V, _components[0].BlockColumns / _components[0].H);
        for (var unit = 0; unit < rows * columns; unit++)
        {
            if (_restart > 0 && unit > 0 && unit % _restart == 0)
            {
                bits.Restart();
                Array.Clear(previous);
            }
            for (var c = 0; c < _components.Length; c++)
            {
                var component = _components[c];
                var (v, h) = single ? (1, 1) : (component.V, component.H);
                for (var k = 0; k < v * h; k++)
                {
                    bits.Block(tables[c].Dc, tables[c].Ac, tables[c].Q, ref previous[c], block);
                    component.Put(unit / columns * v + k / h, unit % columns * h + k % h, block);
                }
            }
        }
    }

    private float[] Colours()
    {
        var colours = _components.Length;
        var reals = new float[_width * _height * colours];
        var isNamedRgb = _components.Select(c => (char)c.Id).SequenceEqual("RGB");
        var isRgb = _adobe == 0 || (_adobe < 0 && isNamedRgb);
        for (var y = 0; y < _height; y++)
            for (var x = 0; x < _width; x++)
            {
                var pixel = reals.AsSpan((y * _width + x) * colours, colours);
                for (var c = 0; c < colours; c++) pixel[c] = _components[c].At(x, y);
                if (colours == 3 && !isRgb)
                {
                    var (luma, blue, red) = (pixel[0], pixel[1] - 128, pixel[2] - 128);
                    (pixel[0], pixel[1], pixel[2]) = (luma + 1.402f * red, luma - 0.344136f * blue - 0.714136f * red, luma + 1.772f * blue);
                }
                // Whole levels, as every decoder gives them.
                for (var c = 0; c < colours; c++) pixel[c] = MathF.Round(Math.Clamp(pixel[c], 0, 255)) / 255f;
            }
        return reals;
    }
}
