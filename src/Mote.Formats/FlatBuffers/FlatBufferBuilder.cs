using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Mote.Formats.FlatBuffers;

/// <summary>A place in a FlatBuffer under construction, counted from its end; 0 is absent.</summary>
internal readonly record struct FlatRef(int FromEnd)
{
    public bool IsNone => FromEnd == 0;
}

/// <summary>
/// Writes a FlatBuffer from its end to its beginning, so that every offset points forwards, as the format demands. Each object
/// is complete before the one that refers to it.
/// </summary>
internal sealed class FlatBufferBuilder
{
    private byte[] _bytes = new byte[1024];
    private int _used;
    private int _largestAlignment = 4;

    public FlatRef Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Prepare(4, utf8.Length + 1);
        Push(stackalloc byte[1]);
        Push(utf8);
        PushInt(utf8.Length);
        return new FlatRef(_used);
    }

    /// <param name="elements">The content.</param>
    /// <param name="alignment">Of the first element in the file.</param>
    public FlatRef Vector<T>(ReadOnlySpan<T> elements, int alignment = 4)
        where T : unmanaged
    {
        var content = MemoryMarshal.AsBytes(elements);
        alignment = Math.Max(alignment, Marshal.SizeOf<T>());
        Prepare(4, content.Length);
        Prepare(alignment, content.Length);
        Push(content);
        PushInt(elements.Length);
        return new FlatRef(_used);
    }

    public FlatRef Tables(IReadOnlyList<FlatRef> tables)
    {
        Prepare(4, 4 * tables.Count);
        for (var i = tables.Count - 1; i >= 0; i--) PushOffset(tables[i]);
        PushInt(tables.Count);
        return new FlatRef(_used);
    }

    /// <summary>A table of the given fields.</summary>
    public FlatRef Table(params ReadOnlySpan<FlatField> fields)
    {
        var end = _used;
        var places = new int[fields.Length];
        // Largest fields first, so that none needs padding but the first.
        foreach (var size in (ReadOnlySpan<int>)[8, 4, 1])
            for (var i = fields.Length - 1; i >= 0; i--)
            {
                if (fields[i].Size != size) continue;
                Prepare(size, 0);
                if (fields[i].Target is { } target) PushOffset(target);
                else PushLong(fields[i].Bits, size);
                places[i] = _used;
            }
        Prepare(4, 0);
        PushInt(0);
        var table = _used;
        var last = fields.Length;
        while (last > 0 && places[last - 1] == 0) last--;
        if ((_used + 2 * last + 4) % 2 != 0) throw new InvalidOperationException("tables start at multiples of four");
        for (var i = last - 1; i >= 0; i--) PushLong(places[i] == 0 ? 0 : table - places[i], 2);
        PushLong(table - end, 2);
        PushLong(4 + 2 * last, 2);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_bytes.Length - table), _used - table);
        return new FlatRef(table);
    }

    public byte[] Finish(FlatRef root, string identifier)
    {
        Prepare(_largestAlignment, 8);
        Push(Encoding.ASCII.GetBytes(identifier));
        PushOffset(root);
        return _bytes.AsSpan(_bytes.Length - _used).ToArray();
    }

    /// <summary>Pads so that what is pushed after <paramref name="upcoming"/> more bytes begins aligned.</summary>
    private void Prepare(int alignment, int upcoming)
    {
        _largestAlignment = Math.Max(_largestAlignment, alignment);
        var excess = (_used + upcoming) % alignment;
        if (excess != 0) Push(new byte[alignment - excess]);
    }

    private void PushInt(int value) => PushLong(value, 4);

    private void PushOffset(FlatRef target) => PushInt(_used + 4 - target.FromEnd);

    private void PushLong(long value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Push(bytes[..size]);
    }

    private void Push(ReadOnlySpan<byte> content)
    {
        if (_bytes.Length - _used < content.Length)
        {
            var larger = new byte[Math.Max(_bytes.Length * 2, _used + content.Length)];
            _bytes.AsSpan(_bytes.Length - _used).CopyTo(larger.AsSpan(larger.Length - _used));
            _bytes = larger;
        }
        _used += content.Length;
        content.CopyTo(_bytes.AsSpan(_bytes.Length - _used));
    }
}

/// <summary>A field of a table: a scalar, a reference, or absent.</summary>
internal readonly record struct FlatField(int Size, long Bits, FlatRef? Target)
{
    public static FlatField Absent => default;

    public static FlatField Int(int value) => new(4, value, null);

    public static FlatField Byte(int value) => new(1, value, null);

    public static FlatField Bool(bool value) => new(1, value ? 1 : 0, null);

    public static FlatField Float(float value) => new(4, BitConverter.SingleToInt32Bits(value), null);

    public static FlatField Ref(FlatRef target) => target.IsNone ? Absent : new FlatField(4, 0, target);
}
