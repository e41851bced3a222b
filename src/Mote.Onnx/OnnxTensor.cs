using System.Runtime.InteropServices;
using Mote.Core.Types;

namespace Mote.Onnx;

/// <summary>
/// A constant of the file while it is read, row-major in the file's own axis order: reals in <see cref="Reals"/>, everything else in
/// <see cref="Integers"/>. Unlike the graph's tensors it may be empty, which shapes that are computed with are.
/// </summary>
internal sealed class OnnxTensor
{
    private OnnxTensor(int[] dims, ElementType element, float[]? reals, long[]? integers) =>
        (Dims, Element, Reals, Integers) = (dims, element, reals, integers);

    public int[] Dims { get; }

    public ElementType Element { get; }

    /// <summary>Null unless <see cref="Element"/> is f32.</summary>
    public float[]? Reals { get; }

    /// <summary>Null where <see cref="Element"/> is f32.</summary>
    public long[]? Integers { get; }

    public int Count => Reals?.Length ?? Integers!.Length;

    public static OnnxTensor Of(int[] dims, float[] values) => new(dims, ElementType.Float32, values, null);

    public static OnnxTensor Of(int[] dims, ElementType element, long[] values) => new(dims, element, null, values);

    public static OnnxTensor Vector(IEnumerable<int> values)
    {
        var all = values.Select(v => (long)v).ToArray();
        return Of([all.Length], ElementType.Int64, all);
    }

    public OnnxTensor Reshaped(int[] dims) => new(dims, Element, Reals, Integers);

    /// <summary>Axis k of the result is axis order[k] of this.</summary>
    public OnnxTensor Permuted(int[] order)
    {
        if (order.Select((a, i) => a == i).All(same => same)) return this;
        var places = Places(Dims, order);
        var dims = order.Select(a => Dims[a]).ToArray();
        return Reals is { } r ? Of(dims, Array.ConvertAll(places, p => r[p]))
            : Of(dims, Element, Array.ConvertAll(places, p => Integers![p]));
    }

    /// <summary>Where each element of the permuted tensor lies in one of shape <paramref name="dims"/>.</summary>
    public static int[] Places(int[] dims, int[] order)
    {
        var steps = new int[dims.Length];
        var step = 1;
        for (var axis = dims.Length - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= dims[axis];
        }
        var places = new int[step];
        var index = new int[order.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var at = 0;
            for (var k = 0; k < order.Length; k++) at += index[k] * steps[order[k]];
            places[i] = at;
            for (var k = order.Length - 1; k >= 0 && ++index[k] == dims[order[k]]; k--) index[k] = 0;
        }
        return places;
    }

    /// <summary>As a constant of the graph, under a shape of as many elements.</summary>
    /// <param name="element">f32 for reals; any integer type that holds the values.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="quantization">Of the result.</param>
    public Tensor ToGraph(ElementType element, Shape shape, Quantization? quantization = null)
    {
        var type = new TensorType(element, shape, quantization);
        if (Reals is { } reals && element == ElementType.Float32) return Tensor.From<float>(type, reals);
        var values = Integers ?? Array.ConvertAll(Reals!, r => (long)r);
        if (element == ElementType.Float32) return Tensor.From<float>(type, Array.ConvertAll(values, v => (float)v));
        var size = element.Bytes();
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
            for (var b = 0; b < size; b++) bytes[i * size + b] = (byte)(values[i] >> (8 * b));
        return Tensor.FromBytes(type, bytes);
    }

    public static OnnxTensor FromGraph(TensorType type, ReadOnlySpan<byte> bytes, int[] dims)
    {
        if (type.IsFloat) return Of(dims, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        var size = type.Element.Bytes();
        var values = new long[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            for (var b = 0; b < size; b++) values[i] |= (long)bytes[i * size + b] << (8 * b);
            if (size < 8 && IsSigned(type.Element)) values[i] = values[i] << (64 - 8 * size) >> (64 - 8 * size);
        }
        return Of(dims, type.Element, values);
    }

    private static bool IsSigned(ElementType element) =>
        element is ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64;
}
