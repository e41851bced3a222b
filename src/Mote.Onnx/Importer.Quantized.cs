using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx;

/// <summary>Tensors between DequantizeLinear and QuantizeLinear: integer operators where both sides are quantized.</summary>
internal sealed partial class Importer
{
    /// <summary>What a float result becomes at once: the clamp behind it, its quantization, and the name it then has.</summary>
    public sealed record Target(Quantization.PerTensor Quantization, bool IsUnsigned, Activation Activation, string Name, OnnxNode[] Taken);

    /// <summary>The quantization that a node's result has right behind it, perhaps behind a clamp; null if it stays real.</summary>
    public Target? QuantizedResult(OnnxNode n, bool clamps = false)
    {
        var name = n.Outputs[0];
        var next = OnlyReader(name);
        var activation = Activation.None;
        var taken = new List<OnnxNode>();
        if (clamps && next is not null && Clamp(next) is { } clamp and not Activation.None)
        {
            (activation, name) = (clamp, next.Outputs[0]);
            taken.Add(next);
            next = OnlyReader(name);
        }
        if (next is null || next.FullName != "QuantizeLinear" || next.Inputs[0] != name) return null;
        return Scale(next) is { } scale && scale.Element is ElementType.Int8 or ElementType.UInt8
            ? new Target(scale.Quantization, scale.Element == ElementType.UInt8, activation, name, [.. taken]) : null;
    }

    /// <summary>The result of an integer operator, under the name its real counterpart has.</summary>
    public void DefineQuantized(OnnxNode n, Target target, OnnxValue value)
    {
        foreach (var taken in target.Taken) Take(taken);
        Define(target.Name, new OnnxValue
        {
            Name = target.Name, Dims = value.Dims, Id = value.Id, Layout = value.Layout, View = View.Real, IsUnsigned = target.IsUnsigned,
        });
    }

    /// <summary>The clamp a node is, where constants say which; None if it is something else.</summary>
    public Activation Clamp(OnnxNode n)
    {
        if (n.FullName == "Relu") return Activation.Relu;
        if (n.FullName != "Clip" || n.Inputs.Skip(1).Any(i => i.Length > 0 && !(IsKnown(i) && _values[i].IsConstant)))
            return Activation.None;
        return Clamp(Scalar(n, 1, n.Float("min", float.NegativeInfinity), "minimum"),
            Scalar(n, 2, n.Float("max", float.PositiveInfinity), "maximum"));
    }

    public static Activation Clamp(float low, float high) => (low, high) switch
    {
        (0, float.PositiveInfinity or float.MaxValue) => Activation.Relu,
        (0, 6) => Activation.Relu6,
        (-1, 1) => Activation.ReluN1To1,
        _ => Activation.None,
    };

    /// <summary>
    /// The scale, zero point (of the graph's int8 or int16) and element type of a QuantizeLinear or DequantizeLinear; null unless
    /// they are one constant each.
    /// </summary>
    public (Quantization.PerTensor Quantization, ElementType Element)? Scale(OnnxNode n)
    {
        if (n.Inputs.Length < 2 || !IsKnown(n.Inputs[1]) || _values[n.Inputs[1]].Constant is not { Reals: [var scale] }) return null;
        if (!float.IsFinite(scale) || scale <= 0) throw n.Bad($"the scale is {scale}; it must be positive and finite.");
        if (n.Inputs.Length < 3 || n.Inputs[2].Length == 0)
        {
            var type = OnnxConstants.Element(n.Int("output_dtype", 2)) ?? ElementType.UInt8;
            return (new Quantization.PerTensor(scale, type == ElementType.UInt8 ? -128 : 0), type);
        }
        if (!IsKnown(n.Inputs[2]) || _values[n.Inputs[2]].Constant is not { Integers: [var zero] } data) return null;
        return data.Element switch
        {
            ElementType.UInt8 => (new Quantization.PerTensor(scale, (int)zero - 128), ElementType.UInt8),
            ElementType.Int8 or ElementType.Int16 => (new Quantization.PerTensor(scale, (int)zero), data.Element),
            _ => null,
        };
    }

    /// <summary>How a constant's integers stand for reals, for the graph; null where they do not.</summary>
    private static Quantization.PerTensor? ConstantQuantization(OnnxNode n, OnnxValue value)
    {
        if (value.Scales is not { } scales) return null;
        if (value.Constant!.Element == ElementType.Int8 && scales.IsPerTensor)
            return new Quantization.PerTensor(scales.Scales[0], (int)scales.Zeros[0]);
        throw n.Bad($"'{value.Name}' is quantized as {value.Constant.Element.Text()}"
            + (scales.IsPerTensor ? ", which is not supported here." : " by channel, which is not supported here."));
    }

    /// <summary>Constants of uint8 as int8.</summary>
    public static OnnxValue Signed(OnnxValue value)
    {
        if (value is not { Constant: { Element: ElementType.UInt8, Integers: { } stored } data, Scales: { } scales }) return value;
        return new OnnxValue
        {
            Name = value.Name, Dims = value.Dims,
                Constant = OnnxTensor.Of(data.Dims, ElementType.Int8, Array.ConvertAll(stored, v => v - 128)),
            Scales = scales with { Zeros = Array.ConvertAll(scales.Zeros, z => z - 128) },
        };
    }

    /// <summary>
    /// Whether an operand is quantized as integer operators take it: an activation of int8, or a constant with one scale.
    /// </summary>
    public bool IsInt8(OnnxValue value) => value.IsConstant
        ? value is { Scales.IsPerTensor: true, Constant.Element: ElementType.Int8 or ElementType.UInt8 }
        : value.View == View.Real && Type(value.Id).Element == ElementType.Int8;
}
