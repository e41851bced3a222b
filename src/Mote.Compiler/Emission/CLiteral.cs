using System.Buffers.Binary;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Core.Types;

namespace Mote.Compiler.Emission;

/// <summary>Numbers as C writes them, exact to the bit.</summary>
internal static class CLiteral
{
    public static string Int(int value) => value == int.MinValue ? "INT32_MIN" : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Shortest decimal that reads back as the same float.</summary>
    public static string Float(float value)
    {
        if (float.IsInfinity(value)) return value > 0 ? "INFINITY" : "-INFINITY";
        if (float.IsNaN(value))
            throw new MoteException("MOTE0304", "a constant", "NaN cannot be written as a C constant.",
                "Find the layer whose training went out of range.");
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) || text.Contains('E', StringComparison.Ordinal) ? text + "f" : text + ".0f";
    }

    /// <summary>The elements of a tensor.</summary>
    public static IEnumerable<string> Elements(Tensor tensor)
    {
        var size = tensor.Type.Element.Bytes();
        var bytes = tensor.Bytes.ToArray();
        for (var i = 0; i < bytes.Length; i += size)
            yield return tensor.Type.Element switch
            {
                ElementType.Int8 => ((sbyte)bytes[i]).ToString(CultureInfo.InvariantCulture),
                ElementType.UInt8 or ElementType.Bool => bytes[i].ToString(CultureInfo.InvariantCulture),
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(i)).ToString(CultureInfo.InvariantCulture),
                ElementType.Int32 => Int(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i))),
                ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)).ToString(CultureInfo.InvariantCulture) + "u",
                ElementType.UInt64 =>
                    BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i)).ToString(CultureInfo.InvariantCulture) + "ULL",
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i)) is var v && v == long.MinValue
                    ? "INT64_MIN" : v.ToString(CultureInfo.InvariantCulture) + "LL",
                ElementType.Int4 => throw new InvalidOperationException("weights are unpacked before they are printed"),
                ElementType.Float32 => Float(BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i))),
            };
    }
}
