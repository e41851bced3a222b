namespace Mote.Core.Types;

public enum ElementType
{
    Float32,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt32,
    UInt64,
    Bool,

    /// <summary>Constant weights of four bits, two in a byte: see <see cref="PackedInt4"/>.</summary>
    Int4,
}

public static class ElementTypes
{
    /// <summary>What one element takes; an i4 standing alone takes a byte.</summary>
    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
        ElementType.Int16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.Int4 => 1,
    };

    /// <summary>As the text form writes it: f32, i8, u8, bool.</summary>
    public static string Text(this ElementType type) => type switch
    {
        ElementType.Float32 => "f32",
        ElementType.Int8 => "i8",
        ElementType.Int16 => "i16",
        ElementType.Int32 => "i32",
        ElementType.Int64 => "i64",
        ElementType.UInt8 => "u8",
        ElementType.UInt32 => "u32",
        ElementType.UInt64 => "u64",
        ElementType.Bool => "bool",
        ElementType.Int4 => "i4",
    };

    /// <summary>Smallest and largest stored integer.</summary>
    public static (int Min, int Max) Range(this ElementType type) => type switch
    {
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        ElementType.Int4 => (-8, 7),
        ElementType.Float32 or ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64 or ElementType.Bool =>
            throw new ArgumentOutOfRangeException(nameof(type), type, "has no 32-bit integer range"),
    };
}
