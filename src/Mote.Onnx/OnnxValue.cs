using Mote.Core.Graphs;

namespace Mote.Onnx;

/// <summary>What the file sees of a tensor that is quantized in the graph.</summary>
internal enum View
{
    /// <summary>The tensor as it is.</summary>
    Plain,

    /// <summary>The integers, as QuantizeLinear gives them.</summary>
    Stored,

    /// <summary>The reals they stand for, as DequantizeLinear gives them: no node computes them until somebody needs them.</summary>
    Real,
}

/// <summary>
/// A value of the file while it is imported: a constant, or a tensor of the graph with the shape the file gives it and the order in
/// which its elements lie in memory. The graph's own shape may be any of as many elements.
/// </summary>
internal sealed class OnnxValue
{
    public required string Name { get; init; }

    /// <summary>As the file writes the shape.</summary>
    public required int[] Dims { get; init; }

    public OnnxTensor? Constant { get; init; }

    /// <summary>How the constant's integers stand for reals, where the file has dequantized them.</summary>
    public ConstantScales? Scales { get; init; }

    public ValueId Id { get; init; } = ValueId.None;

    public Layout Layout { get; init; } = Layout.Plain(1);

    public View View { get; init; }

    /// <summary>Whether the file stores it as uint8; the graph's integers are int8 and smaller by 128.</summary>
    public bool IsUnsigned { get; init; }

    public bool IsConstant => Constant is not null;

    public int Rank => Dims.Length;

    public int Elements => Dims.Aggregate(1, (product, d) => checked(product * d));

    public Factors Factors =>
        Layout.For(Dims) ?? throw new InvalidOperationException($"{Name}: the layout does not fit [{string.Join(',', Dims)}]");

    /// <summary>The same memory under another shape of the file's.</summary>
    public OnnxValue As(string name, int[] dims, Layout layout) => new()
    {
        Name = name, Dims = dims, Constant = Constant, Scales = Scales, Id = Id, Layout = layout, View = View, IsUnsigned = IsUnsigned,
    };

    /// <summary>Another tensor of the graph under the same view.</summary>
    public OnnxValue Of(string name, int[] dims, ValueId id, Layout layout) =>
        new() { Name = name, Dims = dims, Id = id, Layout = layout, View = View, IsUnsigned = IsUnsigned };

    public static OnnxValue OfConstant(string name, OnnxTensor constant) =>
        new() { Name = name, Dims = constant.Dims, Constant = constant };
}

/// <summary>real = Scales[c] · (q - Zeros[c]), with c the index along Axis, or 0 where there is one scale.</summary>
internal sealed record ConstantScales(float[] Scales, long[] Zeros, int Axis)
{
    public bool IsPerTensor => Scales.Length == 1;

    public OnnxTensor Reals(OnnxTensor integers)
    {
        var inner = integers.Dims.Skip(Axis + 1).Aggregate(1, (p, d) => p * d);
        var values = new float[integers.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var c = IsPerTensor ? 0 : i / inner % Scales.Length;
            values[i] = Scales[c] * (integers.Integers![i] - Zeros[c]);
        }
        return OnnxTensor.Of(integers.Dims, values);
    }
}
