using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>
/// CBOR (RFC 8949) as JSON: numbers, texts, arrays, maps with text keys, definite and indefinite; tags are dropped, byte strings become
/// texts in base 64, undefined becomes null. Own code, because the package of the framework's makers does not restore.
/// </summary>
internal ref struct CborToJson
{
    private const int MostDepth = 60;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _path;
    private int _at;

    private CborToJson(ReadOnlySpan<byte> bytes, string path)
    {
        _bytes = bytes;
        _path = path;
    }

    /// <exception cref="MoteException">MOTE0501: the bytes are no CBOR.</exception>
    public static byte[] Convert(ReadOnlySpan<byte> bytes, string path)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            var reader = new CborToJson(bytes, path);
            reader.Item(writer, 0);
            if (reader._at != bytes.Length) throw reader.Damaged("something comes behind the end");
        }
        return stream.ToArray();
    }

    private void Item(Utf8JsonWriter writer, int depth)
    {
        if (depth > MostDepth) throw Damaged("the values are nested too deeply");
        var (major, info) = Head();
        switch (major)
        {
            case 0: writer.WriteNumberValue(Argument(info)); break;
            case 1: writer.WriteNumberValue(-1 - (decimal)Argument(info)); break;
            case 2: writer.WriteBase64StringValue(String(2, info)); break;
            case 3: writer.WriteStringValue(Text(String(3, info))); break;
            case 4:
                writer.WriteStartArray();
                foreach (var _ in new Elements(info == 31 ? null : Count(info, 1)))
                {
                    if (info == 31 && IsBreak()) break;
                    Item(writer, depth + 1);
                }
                writer.WriteEndArray();
                break;
            case 5:
                writer.WriteStartObject();
                foreach (var _ in new Elements(info == 31 ? null : Count(info, 2)))
                {
                    if (info == 31 && IsBreak()) break;
                    var (kind, length) = Head();
                    if (kind != 3) throw Damaged("a map has a key that is no text");
                    writer.WritePropertyName(Text(String(3, length)));
                    Item(writer, depth + 1);
                }
                writer.WriteEndObject();
                break;
            case 6:
                Argument(info);
                Item(writer, depth + 1);
                break;
            default: Simple(writer, info); break;
        }
    }

    private void Simple(Utf8JsonWriter writer, int info)
    {
        switch (info)
        {
            case 20 or 21: writer.WriteBooleanValue(info == 21); break;
            case 22 or 23: writer.WriteNullValue(); break;
            case 25: Real(writer, (double)BinaryPrimitives.ReadHalfBigEndian(Take(2))); break;
            case 26: Real(writer, BinaryPrimitives.ReadSingleBigEndian(Take(4))); break;
            case 27: Real(writer, BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            default: throw Damaged($"a simple value {info}");
        }
    }

    private readonly void Real(Utf8JsonWriter writer, double real)
    {
        if (!double.IsFinite(real)) throw Damaged($"a number is {real}");
        writer.WriteNumberValue(real);
    }

    private (int Major, int Info) Head()
    {
        var b = Take(1)[0];
        return (b >> 5, b & 31);
    }

    private ulong Argument(int info) => info switch
    {
        < 24 => (ulong)info,
        24 => Take(1)[0],
        25 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        26 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        27 => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        _ => throw Damaged($"a length of kind {info}"),
    };

    /// <summary>A number of elements; each takes at least so many bytes, so a promise of more is a lie.</summary>
    private int Count(int info, int bytesEach)
    {
        var count = Argument(info);
        return count <= (ulong)((_bytes.Length - _at) / bytesEach) ? (int)count
            : throw Damaged($"{count} elements do not fit into the file");
    }

    private ReadOnlySpan<byte> String(int major, int info)
    {
        if (info != 31) return Take(Count(info, 1));
        var whole = new List<byte>();
        while (!IsBreak())
        {
            var (kind, length) = Head();
            if (kind != major || length == 31) throw Damaged("a piece of a string is none");
            whole.AddRange(Take(Count(length, 1)));
        }
        return whole.ToArray();
    }

    private readonly string Text(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Damaged("a text is not in UTF-8");

    private bool IsBreak()
    {
        if (_at >= _bytes.Length || _bytes[_at] != 0xFF) return false;
        _at++;
        return true;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at) throw Damaged("the file ends too early");
        _at += count;
        return _bytes.Slice(_at - count, count);
    }

    private readonly MoteException Damaged(string message) =>
        new("MOTE0501", $"{_path}, byte {_at}", message + ".", "The file is damaged or no CBOR.");

    /// <summary>So many turns, or turns without end.</summary>
    private readonly struct Elements(int? count)
    {
        public IEnumerator<int> GetEnumerator()
        {
            for (var i = 0; count is null || i < count; i++) yield return i;
        }
    }
}
