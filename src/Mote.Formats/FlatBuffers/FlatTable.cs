using System.Text;

namespace Mote.Formats.FlatBuffers;

/// <summary>A table: fields by index, absent ones at their default.</summary>
internal readonly struct FlatTable(FlatBuffer buffer, int at, int vtable, int vtableBytes, int tableBytes, string path)
{
    public int Offset => at;

    public string Path => path;

    public bool Has(int field) => FieldOffset(field, 1) != 0;

    public byte Byte(int field, byte absent = 0) => FieldOffset(field, 1) is var o and not 0 ? buffer.Byte(o, path) : absent;

    public bool Bool(int field) => Byte(field) != 0;

    public int Int(int field, int absent = 0) => FieldOffset(field, 4) is var o and not 0 ? buffer.Int32(o, path) : absent;

    public long Long(int field) => FieldOffset(field, 8) is var o and not 0 ? buffer.Int64(o, path) : 0;

    public float Float(int field) => FieldOffset(field, 4) is var o and not 0 ? buffer.Single(o, path) : 0;

    public FlatTable? Table(int field, string name) =>
        FieldOffset(field, 4) is var o and not 0 ? buffer.TableAt(buffer.Follow(o, Sub(name)), Sub(name)) : null;

    /// <summary>A vector; empty where absent.</summary>
    public FlatVector Vector(int field, int elementBytes, string name) =>
        FieldOffset(field, 4) is var o and not 0
            ? buffer.VectorAt(buffer.Follow(o, Sub(name)), elementBytes, Sub(name))
            : new FlatVector(buffer, 0, 0, Sub(name));

    /// <summary>Text; empty where absent. Bytes that are not UTF-8 become replacement characters.</summary>
    public string Text(int field, string name)
    {
        var vector = Vector(field, 1, name);
        return Encoding.UTF8.GetString(vector.Bytes(1));
    }

    private int FieldOffset(int field, int size)
    {
        var entry = 4 + 2 * field;
        if (entry + 2 > vtableBytes) return 0;
        var offset = buffer.UInt16(vtable + entry, path);
        if (offset == 0) return 0;
        if (offset + size > tableBytes) throw buffer.Corrupt(vtable + entry, path, $"field {field} lies outside its table");
        return at + offset;
    }

    private string Sub(string name) => $"{path}.{name}";
}

/// <summary>A vector whose extent has been checked.</summary>
internal readonly struct FlatVector(FlatBuffer buffer, int at, int count, string path)
{
    public int Count => count;

    public int Offset => at;

    public int Int32(int index) => buffer.Int32(at + 4 * index, path);

    public long Int64(int index) => buffer.Int64(at + 8 * index, path);

    public float Single(int index) => buffer.Single(at + 4 * index, path);

    public FlatTable Table(int index) => buffer.TableAt(buffer.Follow(at + 4 * index, path), $"{path}[{index}]");

    public ReadOnlySpan<byte> Bytes(int elementBytes) => buffer.Slice(at, (long)count * elementBytes, path);

    public int[] Int32s()
    {
        var values = new int[count];
        for (var i = 0; i < count; i++) values[i] = Int32(i);
        return values;
    }
}
