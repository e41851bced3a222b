using System.Buffers.Binary;

namespace Mote.Formats.Tests;

/// <summary>
/// Checks a .tflite file against the FlatBuffers rules, knowing nothing of the reader or the writer: identifier, tables within the
/// file, fields aligned to their size, strings that end in zero, and constants at multiples of 16.
/// </summary>
internal static class FlatBufferCheck
{
    private const int Scalar1 = 1, Scalar4 = 4, Table = 100, Tables = 101, Ints = 102, Longs = 103, Bytes16 = 104, Text = 105;

    private static readonly Dictionary<string, (int Field, int Kind, string Child)[]> Schema = new()
    {
        ["model"] = [(0, Scalar4, ""), (1, Tables, "code"), (2, Tables, "subgraph"), (3, Text, ""), (4, Tables, "buffer"),
            (6, Tables, "metadata"), (7, Tables, "signature")],
        ["metadata"] = [(0, Text, ""), (1, Scalar4, "")],
        ["signature"] = [(0, Tables, "name"), (1, Tables, "name"), (2, Text, ""), (4, Scalar4, "")],
        ["name"] = [(0, Text, ""), (1, Scalar4, "")],
        ["code"] = [(0, Scalar1, ""), (2, Scalar4, ""), (3, Scalar4, "")],
        ["subgraph"] = [(0, Tables, "tensor"), (1, Ints, ""), (2, Ints, ""), (3, Tables, "operator"), (4, Text, "")],
        ["tensor"] = [(0, Ints, ""), (1, Scalar1, ""), (2, Scalar4, ""), (3, Text, ""), (4, Table, "quantization"), (5, Scalar1, "")],
        ["quantization"] = [(2, Ints, ""), (3, Longs, ""), (6, Scalar4, "")],
        ["operator"] = [(0, Scalar4, ""), (1, Ints, ""), (2, Ints, ""), (3, Scalar1, ""), (4, Table, "options")],
        // Of many kinds: checked as far as all tables are alike.
        ["options"] = [],
        ["buffer"] = [(0, Bytes16, "")],
    };

    public static void Verify(byte[] file)
    {
        Assert.Equal("TFL3", System.Text.Encoding.ASCII.GetString(file, 4, 4));
        Visit(file, Follow(file, 0), "model");
    }

    private static void Visit(byte[] file, int table, string kind)
    {
        Assert.True(table % 4 == 0, $"{kind} at {table} is not aligned");
        var vtable = table - Int(file, table);
        Assert.True(vtable % 2 == 0 && vtable >= 8, $"{kind}: field table at {vtable}");
        var (entries, size) = (UShort(file, vtable), UShort(file, vtable + 2));
        Assert.True(vtable + entries <= file.Length && table + size <= file.Length, $"{kind} runs beyond the file");
        foreach (var (field, what, child) in Schema[kind])
        {
            var offset = 4 + 2 * field < entries ? UShort(file, vtable + 4 + 2 * field) : 0;
            if (offset == 0) continue;
            var width = what == Scalar1 ? 1 : 4;
            Assert.True((table + offset) % width == 0 && offset + width <= size, $"{kind} field {field} at {table + offset}");
            if (what is Scalar1 or Scalar4) continue;
            VisitChild(file, Follow(file, table + offset), what, child, $"{kind} field {field}");
        }
    }

    private static void VisitChild(byte[] file, int at, int kind, string child, string path)
    {
        if (kind == Table)
        {
            Visit(file, at, child);
            return;
        }
        var count = Int(file, at);
        var width = kind switch { Ints or Tables => 4, Longs => 8, _ => 1 };
        var alignment = kind == Bytes16 ? 16 : width;
        Assert.True(at % 4 == 0, $"{path}: length at {at}");
        Assert.True(count >= 0 && at + 4 + (long)count * width <= file.Length, $"{path}: {count} elements at {at}");
        Assert.True(count == 0 || (at + 4) % alignment == 0, $"{path}: elements at {at + 4} are not aligned to {alignment}");
        if (kind == Text) Assert.Equal(0, file[at + 4 + count]);
        if (kind != Tables) return;
        for (var i = 0; i < count; i++) Visit(file, Follow(file, at + 4 + 4 * i), child);
    }

    private static int Follow(byte[] file, int at)
    {
        var offset = Int(file, at);
        Assert.True(offset > 0 && at + offset < file.Length, $"offset {offset} at {at}");
        return at + offset;
    }

    private static int Int(byte[] file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));

    private static int UShort(byte[] file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
}
