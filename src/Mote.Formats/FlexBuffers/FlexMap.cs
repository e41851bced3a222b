using System.Buffers.Binary;
using System.Text;

namespace Mote.Formats.FlexBuffers;

/// <summary>A value of a FlexBuffer's map.</summary>
internal abstract record FlexValue
{
    private FlexValue()
    {
    }

    public sealed record Null : FlexValue;

    public sealed record Int(long Value) : FlexValue;

    public sealed record UInt(ulong Value) : FlexValue;

    public sealed record Float(double Value) : FlexValue;

    public sealed record Bool(bool Value) : FlexValue;

    public sealed record Text(string Value) : FlexValue;

    /// <summary>Of integers, floats or booleans.</summary>
    public sealed record Vector(IReadOnlyList<FlexValue> Items) : FlexValue;
}

/// <summary>What makes bytes no FlexBuffer, or one that is not supported here.</summary>
internal sealed class FlexException(int at, string problem) : Exception($"{problem} at byte offset {at}");

/// <summary>
/// The options of custom operators: a map from names to numbers, texts and lists of numbers, encoded as a FlexBuffer. The bytes are
/// hostile: every offset is checked, and lists may not be many times longer than the bytes. Maps and lists within are refused.
/// Layout: FlatBuffers internals, "FlexBuffers".
/// </summary>
internal sealed class FlexMap
{
    private readonly byte[] _bytes;
    private long _budget;

    private FlexMap(byte[] bytes) => (_bytes, _budget) = (bytes, 4L * bytes.Length + 64);

    /// <exception cref="FlexException">The bytes are no such map.</exception>
    public static IReadOnlyDictionary<string, FlexValue> Read(ReadOnlySpan<byte> bytes) => new FlexMap(bytes.ToArray()).Root();

    private Dictionary<string, FlexValue> Root()
    {
        if (_bytes.Length < 3) throw new FlexException(0, $"{_bytes.Length} bytes are no FlexBuffer");
        int width = _bytes[^1];
        if (width is not (1 or 2 or 4 or 8)) throw new FlexException(_bytes.Length - 1, $"the root has {width} bytes");
        var packed = _bytes[^2];
        if (packed >> 2 != (int)FlexType.Map) throw new FlexException(_bytes.Length - 2, $"the root is of type {packed >> 2}, no map");
        return Map(Follow(_bytes.Length - 2 - width, width), 1 << (packed & 3));
    }

    private Dictionary<string, FlexValue> Map(int at, int width)
    {
        var count = Count(at - width, width, at, width + 1L);
        var keys = Follow(at - 3 * width, width);
        var keyWidth = Unsigned(at - 2 * width, width);
        if (keyWidth is not (1 or 2 or 4 or 8)) throw new FlexException(at - 2 * width, $"keys have {keyWidth} bytes");
        if (Count(keys - (int)keyWidth, (int)keyWidth, keys, (long)keyWidth) != count)
            throw new FlexException(keys, "there are not as many keys as values");
        var map = new Dictionary<string, FlexValue>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var key = Key(Follow(keys + i * (int)keyWidth, (int)keyWidth));
            if (!map.TryAdd(key, Value(at + i * width, width, _bytes[at + count * width + i])))
                throw new FlexException(keys + i * (int)keyWidth, $"the key '{key}' is there twice");
        }
        return map;
    }

    /// <summary>Scalars stand where they are; others are pointed to, and their type says how wide they are.</summary>
    private FlexValue Value(int at, int width, byte packed)
    {
        var (type, inner) = ((FlexType)(packed >> 2), 1 << (packed & 3));
        switch (type)
        {
            case FlexType.Null: return new FlexValue.Null();
            case FlexType.Int or FlexType.UInt or FlexType.Float or FlexType.Bool: return Scalar(at, width, type);
            case FlexType.IndirectInt: return Scalar(Follow(at, width), inner, FlexType.Int);
            case FlexType.IndirectUInt: return Scalar(Follow(at, width), inner, FlexType.UInt);
            case FlexType.IndirectFloat: return Scalar(Follow(at, width), inner, FlexType.Float);
            case FlexType.Key: return new FlexValue.Text(Key(Follow(at, width)));
            case FlexType.Text:
                var text = Follow(at, width);
                return new FlexValue.Text(Encoding.UTF8.GetString(_bytes, text, Count(text - inner, inner, text, 1)));
            case FlexType.VectorInt: return Vector(Follow(at, width), inner, FlexType.Int);
            case FlexType.VectorUInt: return Vector(Follow(at, width), inner, FlexType.UInt);
            case FlexType.VectorFloat: return Vector(Follow(at, width), inner, FlexType.Float);
            case FlexType.VectorBool: return Vector(Follow(at, width), inner, FlexType.Bool);
            case >= FlexType.VectorInt2 and <= FlexType.VectorFloat4:
                var kind = (int)type - (int)FlexType.VectorInt2;
                return Items(Follow(at, width), inner, kind / 3 + 2, FlexType.Int + kind % 3);
            default: throw new FlexException(at, $"a value of type {packed >> 2} is not supported");
        }
    }

    private FlexValue.Vector Vector(int at, int width, FlexType type) => Items(at, width, Count(at - width, width, at, width), type);

    private FlexValue.Vector Items(int at, int width, int count, FlexType type)
    {
        Spend(at, count);
        var items = new FlexValue[count];
        for (var i = 0; i < count; i++) items[i] = Scalar(at + i * width, width, type);
        return new FlexValue.Vector(items);
    }

    private FlexValue Scalar(int at, int width, FlexType type)
    {
        var bits = Unsigned(at, width);
        if (type == FlexType.UInt) return new FlexValue.UInt(bits);
        if (type == FlexType.Bool) return new FlexValue.Bool(bits != 0);
        var shift = 64 - 8 * width;
        if (type == FlexType.Int) return new FlexValue.Int((long)(bits << shift) >> shift);
        return new FlexValue.Float(width switch
        {
            8 => BitConverter.UInt64BitsToDouble(bits),
            4 => BitConverter.UInt32BitsToSingle((uint)bits),
            2 => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
            _ => throw new FlexException(at, "a float has one byte"),
        });
    }

    private string Key(int at)
    {
        var length = _bytes.AsSpan(at).IndexOf((byte)0);
        if (length < 0) throw new FlexException(at, "a key does not end");
        Spend(at, length);
        return Encoding.UTF8.GetString(_bytes, at, length);
    }

    /// <summary>How many elements of so many bytes stand from an offset on, as the number before them says.</summary>
    private int Count(int at, int width, int elements, long elementBytes)
    {
        var count = Unsigned(at, width);
        if (count > (ulong)_bytes.Length || elements + (long)count * elementBytes > _bytes.Length)
            throw new FlexException(at, $"{count} elements are more than there is room for");
        Spend(at, (int)count);
        return (int)count;
    }

    /// <summary>Where an offset, counted backwards from itself, leads.</summary>
    private int Follow(int at, int width)
    {
        var distance = Unsigned(at, width);
        return distance <= (ulong)at ? at - (int)distance : throw new FlexException(at, $"the offset {distance} leads out of the bytes");
    }

    private ulong Unsigned(int at, int width)
    {
        if (at < 0 || at > _bytes.Length - width) throw new FlexException(at, $"{width} bytes are expected");
        Span<byte> bits = stackalloc byte[8];
        _bytes.AsSpan(at, width).CopyTo(bits);
        return BinaryPrimitives.ReadUInt64LittleEndian(bits);
    }

    private void Spend(int at, int work)
    {
        _budget -= work;
        if (_budget < 0) throw new FlexException(at, "values overlap so much that there are many times more than bytes");
    }
}

/// <summary>The types of a FlexBuffer's values, as it numbers them.</summary>
internal enum FlexType
{
    Null = 0,
    Int = 1,
    UInt = 2,
    Float = 3,
    Key = 4,
    Text = 5,
    IndirectInt = 6,
    IndirectUInt = 7,
    IndirectFloat = 8,
    Map = 9,
    VectorInt = 11,
    VectorUInt = 12,
    VectorFloat = 13,
    VectorInt2 = 16,
    VectorFloat4 = 24,
    Bool = 26,
    VectorBool = 36,
}
