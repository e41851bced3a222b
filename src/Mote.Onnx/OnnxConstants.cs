using System.Buffers.Binary;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Onnx.Schema;

namespace Mote.Onnx;

/// <summary>
/// From tensors in the file, or in files beside it, to numbers. Hostile until read: sizes are checked before anything is made.
/// </summary>
internal sealed class OnnxConstants(string file, string? folder)
{
    private const int MostDimensions = 8;

    /// <summary>All constants together; what a microcontroller holds is a thousand times less.</summary>
    private const long MostBytes = 1L << 28;

    private long _bytes;

    /// <exception cref="MoteException">MOTE0131: the tensor contradicts itself or is of a type without a counterpart.</exception>
    public OnnxTensor Read(TensorPart part)
    {
        var dims = Dims(part);
        var count = dims.Aggregate(1L, (product, d) => Math.Min(product * d, MostBytes + 1));
        _bytes += Math.Min(count, MostBytes + 1) * 8;
        if (_bytes > MostBytes)
            throw Bad(part, $"has the shape [{string.Join(',', dims)}]: with it the constants take more than {MostBytes >> 20} MiB.");
        return Values(part, dims, (int)count);
    }

    /// <summary>
    /// The element type Mote gives values of an ONNX type; 64-bit integers and reals of other widths become 32 bits wide.
    /// </summary>
    public static ElementType? Element(int type) => type switch
    {
        1 or 10 or 11 or 16 => ElementType.Float32,
        2 => ElementType.UInt8,
        3 => ElementType.Int8,
        5 => ElementType.Int16,
        6 or 4 => ElementType.Int32,
        7 or 13 => ElementType.Int64,
        9 => ElementType.Bool,
        12 => ElementType.UInt32,
        _ => null,
    };

    private static int[] Narrowed(TensorPart part) => [.. part.Dims.Select(d => (int)Math.Min(d, int.MaxValue))];

    private int[] Dims(TensorPart part)
    {
        if (part.Dims.Count > MostDimensions) throw Bad(part, $"has {part.Dims.Count} dimensions; {MostDimensions} are supported.");
        if (part.Dims.Any(d => d < 0)) throw Bad(part, $"has the shape [{string.Join(',', part.Dims)}].");
        return Narrowed(part);
    }

    private OnnxTensor Values(TensorPart part, int[] dims, int count)
    {
        const int external = 1;
        var raw = part.DataLocation == external ? External(part) : part.RawData.Span;
        var isRaw = part.DataLocation == external || raw.Length > 0;
        switch (part.DataType)
        {
            case 1:
                return OnnxTensor.Of(dims, isRaw ? Raw(part, raw, count, 4, BinaryPrimitives.ReadSingleLittleEndian)
                    : Typed(part, part.FloatData, count, v => v));
            case 10:
                return OnnxTensor.Of(dims, isRaw ? Raw(part, raw, count, 2, b => (float)BinaryPrimitives.ReadHalfLittleEndian(b))
                    : Typed(part, part.Int32Data, count, v => (float)BitConverter.UInt16BitsToHalf((ushort)v)));
            case 16:
                return OnnxTensor.Of(dims, isRaw ? Raw(part, raw, count, 2, b => Brain(BinaryPrimitives.ReadUInt16LittleEndian(b)))
                    : Typed(part, part.Int32Data, count, v => Brain((ushort)v)));
            case 11:
                return OnnxTensor.Of(dims, isRaw ? Raw(part, raw, count, 8, b => (float)BinaryPrimitives.ReadDoubleLittleEndian(b))
                    : Typed(part, part.DoubleData, count, v => (float)v));
            case 7:
                return Of(dims, ElementType.Int64, isRaw ? Raw(part, raw, count, 8, BinaryPrimitives.ReadInt64LittleEndian)
                    : Typed(part, part.Int64Data, count, v => v));
            case 12 or 13:
                var wide = part.DataType == 13;
                return Of(dims, wide ? ElementType.Int64 : ElementType.UInt32, isRaw
                    ? Raw(part, raw, count, wide ? 8 : 4, b =>
                        wide ? (long)BinaryPrimitives.ReadUInt64LittleEndian(b) : BinaryPrimitives.ReadUInt32LittleEndian(b))
                    : Typed(part, part.Uint64Data, count, v => (long)v));
            case 2 or 3 or 4 or 5 or 6 or 9:
                return Of(dims, Element(part.DataType)!.Value, isRaw
                    ? Raw(part, raw, count, Width(part.DataType), b => Narrow(b, part.DataType))
                    : Typed(part, part.Int32Data, count, v => (long)v));
            default:
                throw Bad(part, $"is of the ONNX element type number {part.DataType}, which is not supported "
                    + "(float, double, float16, bfloat16, "
                    + "bool and integers of 8 to 64 bits are).");
        }
    }

    private static OnnxTensor Of(int[] dims, ElementType element, long[] values) => OnnxTensor.Of(dims, element, values);

    private delegate T FromBytes<T>(ReadOnlySpan<byte> bytes);

    private T[] Raw<T>(TensorPart part, ReadOnlySpan<byte> raw, int count, int width, FromBytes<T> convert)
    {
        if (raw.Length != (long)count * width)
            throw Bad(part, $"takes {(long)count * width} bytes as [{string.Join(',', part.Dims)}], but has {raw.Length}.");
        var values = new T[count];
        for (var i = 0; i < count; i++) values[i] = convert(raw[(i * width)..]);
        return values;
    }

    private TOut[] Typed<TIn, TOut>(TensorPart part, IReadOnlyList<TIn> data, int count, Func<TIn, TOut> convert)
    {
        if (data.Count != count) throw Bad(part, $"has {data.Count} elements for the shape [{string.Join(',', part.Dims)}].");
        var values = new TOut[count];
        for (var i = 0; i < count; i++) values[i] = convert(data[i]);
        return values;
    }

    private static int Width(int type) => type switch { 2 or 3 or 9 => 1, 4 or 5 => 2, _ => 4 };

    private static long Narrow(ReadOnlySpan<byte> b, int type) => type switch
    {
        2 or 9 => b[0],
        3 => (sbyte)b[0],
        4 => BinaryPrimitives.ReadUInt16LittleEndian(b),
        5 => BinaryPrimitives.ReadInt16LittleEndian(b),
        _ => BinaryPrimitives.ReadInt32LittleEndian(b),
    };

    private static float Brain(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private byte[] External(TensorPart part)
    {
        var entries = part.ExternalData.DistinctBy(e => e.Key).ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        if (folder is null || !entries.TryGetValue("location", out var location))
            throw Bad(part, folder is null ? "is in another file, but the model was not read from a folder."
                : "is in another file without a name.");
        // A model must not read what is not its own.
        if (location.Length == 0 || Path.IsPathRooted(location) || location.Contains("..", StringComparison.Ordinal)
            || location.Contains('\0'))
            throw Bad(part, $"is in '{location}', which is not a file beside the model.");
        var offset = Number(part, entries, "offset") ?? 0;
        try
        {
            using var stream = System.IO.File.OpenRead(Path.Combine(folder, location));
            var length = Number(part, entries, "length") ?? stream.Length - offset;
            if (offset < 0 || length < 0 || length > MostBytes || offset > stream.Length - length)
                throw Bad(part, $"is at bytes {offset} to {offset + length} of '{location}', which has {stream.Length}.");
            stream.Position = offset;
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad(part, $"is in '{location}', which cannot be read: {e.Message}", "Keep the file with the weights beside the model.");
        }
    }

    private long? Number(TensorPart part, Dictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out var text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw Bad(part, $"is in another file at the {key} '{text}', which is no number.");
    }

    private MoteException Bad(TensorPart part, string problem, string? help = null) =>
        new("MOTE0131", $"{file}: tensor '{part.Name}'", $"the tensor {problem}", help);
}
