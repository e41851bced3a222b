using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Text;
using Mote.Numerics.Coding;

namespace Mote.Formats.Packed;

/// <summary>Reads .motez. The file is hostile until read: every count is bounded by the bytes that are left, what is decoded by
/// <see cref="PackedGraph.MostDecoded"/>.</summary>
public sealed class PackedGraphReader
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private readonly string _path;
    private readonly List<SymbolTable> _tables = [];
    private readonly List<CodedConstant> _constants = [];
    private long _decoded;
    private int _at;

    private PackedGraphReader(byte[] bytes, string path)
    {
        (_bytes, _path) = (bytes, path);
        _end = bytes.Length - sizeof(uint);
    }

    /// <summary>Whether content is in this format, whatever its name says.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> bytes) => bytes.StartsWith(PackedGraph.Magic);

    /// <exception cref="MoteException">MOTE0007: the file is damaged, or no such file. MOTE0002: its text is no graph.</exception>
    public static Graph Read(byte[] bytes, string path) => new PackedGraphReader(bytes, path).Read();

    private Graph Read()
    {
        var head = PackedGraph.Magic.Length + 1;
        if (!IsPacked(_bytes) || _end < head) throw Damaged("it does not begin as a packed graph does");
        if (_bytes[head - 1] != PackedGraph.Version) throw Damaged($"version {_bytes[head - 1]} is not known, only {PackedGraph.Version}");
        if (FnvCheck.Of(_bytes.AsSpan(0, _end)) != BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(_end)))
            throw Damaged("its check at the end does not hold");
        _at = head;
        for (var left = Count(3); left > 0; left--) _tables.Add(Table());
        for (var left = Count(7); left > 0; left--) _constants.Add(Constant());
        if (_at != _end) throw Damaged($"{_end - _at} bytes are left over");
        if (_constants.Count == 0) throw Damaged("there is no text");
        var text = Encoding.UTF8.GetString(Decoded(0, null));
        try
        {
            return GraphText.Parse(text, Bytes);
        }
        catch (FormatException e)
        {
            throw new MoteException("MOTE0002", _path, e.Message + ".");
        }
    }

    private SymbolTable Table()
    {
        var words = new ushort[Count(1)];
        for (var i = 0; i < words.Length; i++)
        {
            var word = Number();
            words[i] = word <= ushort.MaxValue ? (ushort)word : throw Damaged($"{word} is no word of a table");
        }
        return new SymbolTable([.. words], [.. Run(Count(1))]);
    }

    private CodedConstant Constant()
    {
        var number = Run(1)[0];
        if (number >= ConstantCodings.All.Count) throw Damaged($"there is no coding {number}");
        var coding = ConstantCodings.All[number];
        var (count, parameter) = (Number(), Number());
        var tables = new SymbolTable[coding.TableCount()];
        for (var i = 0; i < tables.Length; i++)
            tables[i] = Number() is var place && place < _tables.Count ? _tables[place] : throw Damaged($"there is no table {place}");
        var check = BinaryPrimitives.ReadUInt32LittleEndian(Run(sizeof(uint)));
        return new CodedConstant(coding, count, parameter, [.. tables], [.. Run(Count(1))], check);
    }

    /// <summary>What a text such as #3 or #3*4 stands for.</summary>
    private byte[] Bytes(string reference, int count)
    {
        var parts = reference.TrimStart('#').Split('*');
        var planes = 1;
        if (!reference.StartsWith('#') || parts.Length > 2 || !TryNumber(parts[0], out var first)
            || (parts.Length == 2 && !TryNumber(parts[1], out planes)) || planes is < 1 or > 8 || first > _constants.Count - planes)
            throw new FormatException($"'{reference}' is no constant of the file");
        if (planes == 1) return Decoded(first, count);
        if (count % planes != 0) throw new FormatException($"'{reference}' does not fit {count} bytes");
        var each = Enumerable.Range(first, planes).Select(i => Decoded(i, count / planes)).ToArray();
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = each[i % planes][i / planes];
        return bytes;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <param name="index">Of the constant.</param>
    /// <param name="count">How many bytes it must have; null for any number.</param>
    private byte[] Decoded(int index, int? count)
    {
        var constant = _constants[index];
        if (count is { } expected && constant.Count != expected)
            throw Damaged($"constant {index} has {constant.Count} bytes where {expected} are needed");
        // A few bytes may stand for many, and a text may name a constant again and again.
        if ((_decoded += constant.Count) > PackedGraph.MostDecoded + _bytes.Length)
            throw Damaged($"it decodes to more than {PackedGraph.MostDecoded >> 20} MiB");
        return constant.Decode() ?? throw Damaged($"constant {index} ({constant.Coding}) is corrupt");
    }

    /// <summary>A number of things that take at least so many bytes each.</summary>
    private int Count(int bytes) => Number() is var count && count <= (_end - _at) / bytes ? count : throw Damaged($"{count} is too many");

    private int Number()
    {
        var value = 0u;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Run(1)[0];
            if (shift == 28 && next > 7) break;
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80) return (int)value;
        }
        throw Damaged("a number is too large");
    }

    private ReadOnlySpan<byte> Run(int bytes)
    {
        if (bytes > _end - _at) throw Damaged($"it ends within {bytes} bytes");
        _at += bytes;
        return _bytes.AsSpan(_at - bytes, bytes);
    }

    private MoteException Damaged(string what) => new(
        "MOTE0007", _path, $"byte {_at}: {what}.", "Write the file anew, from the model that it was made of.");
}
