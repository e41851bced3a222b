using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Mote.Data.Files;

/// <summary>
/// NumPy's array file (NumPy Enhancement Proposal 1): floats and integers of either byte order. A vector is a signal of one channel, a
/// matrix in C order one of as many channels as it has columns.
/// </summary>
internal static partial class NpyReader
{
    [GeneratedRegex(@"'descr':\s*'([<>|=])([fiub])(\d)'")]
    private static partial Regex Descr();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"'shape':\s*\(([\d,\s]*)\)")]
    private static partial Regex Dimensions();

    public static IEnumerable<Recording> Read(ByteReader reader)
    {
        var head = reader.Bytes(8, "the header");
        if (head[0] != 0x93 || !head.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw reader.Damaged("the file does not begin with \\x93NUMPY", 0);
        if (head[6] is not (1 or 2 or 3)) throw reader.Unsupported($"version {head[6]} of the format", "Save it with a current NumPy.");
        var length = head[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(reader.Bytes(2, "the header"))
            : reader.LittleUInt32("the header");
        if (length > 1 << 16) throw reader.Damaged($"a header of {length} bytes");
        var text = Encoding.UTF8.GetString(reader.Bytes((int)length, "the header"));
        var (descr, order, shape) = (Descr().Match(text), Order().Match(text), Dimensions().Match(text));
        if (!descr.Success || !order.Success || !shape.Success)
            throw reader.Unsupported("the array is not of plain numbers", "Save it as float32, float64 or integers.");
        var dims = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(d => long.TryParse(d, out var n) && n is >= 0 and <= int.MaxValue ? n
                : throw reader.Damaged($"a dimension of {d}")).ToArray();
        if (dims.Length is not (1 or 2) || (dims.Length == 2 && dims[1] is 0 or > 4096))
            throw reader.Unsupported($"the array is of shape ({shape.Groups[1].Value})", "Save (samples) or (samples, channels).");
        if (dims.Length == 2 && dims[1] > 1 && order.Groups[1].Value == "True")
            throw reader.Unsupported("the array is in Fortran order", "Save numpy.ascontiguousarray of it.");
        var kind = descr.Groups[2].Value[0];
        var size = descr.Groups[3].Value[0] - '0';
        if ((kind, size) is not (('f', 4 or 8) or ('i' or 'u', 1 or 2 or 4 or 8) or ('b', 1)))
            throw reader.Unsupported($"elements of type {kind}{size}", "Save it as float32, float64 or integers.");
        yield return new NpyRecording(reader, dims.Length == 2 ? (int)dims[1] : 1, dims[0], kind, size, descr.Groups[1].Value == ">");
    }

    private sealed class NpyRecording(ByteReader reader, int channels, long frames, char kind, int size, bool big)
        : Recording("", SampleKind.Measured, [channels], null, [])
    {
        private readonly byte[] _buffer = new byte[8192 * size];
        private long _left = frames * channels;

        public override int Read(Span<float> reals)
        {
            var done = 0;
            while (done < reals.Length && _left > 0)
            {
                var count = (int)Math.Min(Math.Min(8192, reals.Length - done), _left);
                var start = reader.Offset;
                reader.Fill(_buffer.AsSpan(0, count * size), $"the array: {_left} elements are missing");
                for (var i = 0; i < count; i++)
                {
                    var real = (float)Element(_buffer.AsSpan(i * size, size));
                    if (!float.IsFinite(real)) throw reader.Damaged($"an element is {real}", start + i * size);
                    reals[done++] = real;
                }
                _left -= count;
            }
            return done / channels;
        }

        private double Element(Span<byte> at)
        {
            if (big) at.Reverse();
            return (kind, size) switch
            {
                ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(at),
                ('f', _) => BinaryPrimitives.ReadDoubleLittleEndian(at),
                ('i', 1) => (sbyte)at[0],
                ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(at),
                ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(at),
                ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(at),
                (_, 1) => at[0],
                (_, 2) => BinaryPrimitives.ReadUInt16LittleEndian(at),
                (_, 4) => BinaryPrimitives.ReadUInt32LittleEndian(at),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
            };
        }
    }
}
