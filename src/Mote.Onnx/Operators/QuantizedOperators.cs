using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>
/// QuantizeLinear and DequantizeLinear, and the operators that hold both inside: QLinearConv and its like are spelled out as
/// dequantized operands, the real operator, and a quantized result, which the importer joins again.
/// </summary>
internal static class QuantizedOperators
{
    /// <summary>Of no operator set: a part of the ones that are spelled out here.</summary>
    public const string Bias = "(bias)";

    public static Dictionary<string, OperatorTable.Handler> Handlers { get; } = new()
    {
        ["QuantizeLinear"] = Quantize,
        ["DequantizeLinear"] = Dequantize,
        [Bias] = DequantizeBias,
    };

    /// <summary>
    /// The real operator of each, and where its operands are: value, scale, zero point in a row, starting at these places.
    /// </summary>
    private static readonly Dictionary<string, (string Op, int[] Operands, int Output)> Forms = new(StringComparer.Ordinal)
    {
        ["QLinearConv"] = ("Conv", [0, 3], 6),
        ["QLinearMatMul"] = ("MatMul", [0, 3], 6),
        ["com.microsoft.QGemm"] = ("Gemm", [0, 3], 7),
        ["com.microsoft.QLinearAdd"] = ("Add", [0, 3], 6),
        ["com.microsoft.QLinearMul"] = ("Mul", [0, 3], 6),
        ["com.microsoft.QLinearSigmoid"] = ("Sigmoid", [0], 3),
        ["com.microsoft.QLinearLeakyRelu"] = ("LeakyRelu", [0], 3),
        ["com.microsoft.QLinearGlobalAveragePool"] = ("GlobalAveragePool", [0], 3),
        ["com.microsoft.QLinearAveragePool"] = ("AveragePool", [0], 3),
        ["com.microsoft.QLinearSoftmax"] = ("Softmax", [0], 3),
        ["com.microsoft.QLinearReduceMean"] = ("ReduceMean", [0], 3),
    };

    public static IEnumerable<string> Joined => Forms.Keys.Append("com.microsoft.QLinearConcat");

    public static IEnumerable<OnnxNode> Spelled(OnnxNode n)
    {
        if (n.Domained == "com.microsoft" && n.Op is "QuantizeLinear" or "DequantizeLinear")
            return [n.Part(n.Op, n.Inputs, n.Outputs)];
        if (n.FullName == "com.microsoft.QLinearConcat") return Concatenated(n);
        if (!Forms.TryGetValue(n.FullName, out var form) || n.Inputs.Length <= form.Output || n.Outputs.Length != 1) return [n];
        var nodes = new List<OnnxNode>();
        var operands = new List<string>();
        var isProduct = form.Op is "Conv" or "Gemm";
        foreach (var at in form.Operands)
        {
            operands.Add($"{n.Outputs[0]}/operand {operands.Count}");
            var part = n.Part("DequantizeLinear", [n.Inputs[at], n.Inputs[at + 1], n.Inputs[at + 2]], [operands[^1]]);
            // Scales by channel are those of the weights' outputs: the first axis, and of matrices that are not transposed the last.
            if (at != 0) part = part.With("axis", form.Op == "Conv" || (form.Op == "Gemm" && n.Flag("transB")) ? 0 : 1);
            nodes.Add(part);
        }
        var bias = form.Op == "Conv" ? 8 : 6;
        if (isProduct && n.Inputs.Length > bias && n.Inputs[bias].Length > 0)
        {
            operands.Add($"{n.Outputs[0]}/bias");
            nodes.Add(n.Part(Bias, [n.Inputs[bias], n.Inputs[1], n.Inputs[4]], [operands[^1]]));
        }
        var real = $"{n.Outputs[0]}/real";
        nodes.Add(n.Part(form.Op, [.. operands], [real]));
        nodes.Add(n.Part("QuantizeLinear", [real, .. n.Inputs.Skip(form.Output).Take(2)], n.Outputs).With("axis", 1));
        return nodes;
    }

    private static List<OnnxNode> Concatenated(OnnxNode n)
    {
        var nodes = new List<OnnxNode>();
        var operands = new List<string>();
        for (var at = 2; at + 2 < n.Inputs.Length; at += 3)
        {
            operands.Add($"{n.Outputs[0]}/operand {operands.Count}");
            nodes.Add(n.Part("DequantizeLinear", [n.Inputs[at], n.Inputs[at + 1], n.Inputs[at + 2]], [operands[^1]]));
        }
        nodes.Add(n.Part("Concat", [.. operands], [$"{n.Outputs[0]}/real"]));
        nodes.Add(n.Part("QuantizeLinear", [$"{n.Outputs[0]}/real", n.Inputs[0], n.Inputs[1]], n.Outputs));
        return nodes;
    }

    /// <summary>A bias in 32 bits, whose scale is the product of its layer's.</summary>
    private static void DequantizeBias(Importer m, OnnxNode n)
    {
        var bias = m.Known(n, 0, "bias");
        float[]? input = m.Known(n, 1, "input's scale").Reals, weights = m.Known(n, 2, "weights' scales").Reals;
        if (input is not [var scale] || weights is null || bias.Integers is null || (weights.Length != 1 && weights.Length != bias.Count))
            throw n.Bad("the bias and its scales do not fit.");
        m.Define(n, OnnxValue.OfConstant(n.Outputs[0], OnnxTensor.Of(bias.Dims,
            [.. bias.Integers.Select((b, i) => (float)(b * ((double)scale * weights[weights.Length == 1 ? 0 : i])))])));
    }

    private static void Quantize(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        if (x.IsConstant)
        {
            m.Define(n, OnnxValue.OfConstant(n.Outputs[0], QuantizedConstant(m, n, m.Plain(n, x).Constant!)));
            return;
        }
        if (m.Scale(n) is not { } target)
            throw n.Bad("activations need one constant scale, and a zero point of int8, uint8 or int16.",
                "Quantize activations per tensor, to 8 bits.");
        var unsigned = target.Element == ElementType.UInt8;
        var element = target.Element == ElementType.Int16 ? ElementType.Int16 : ElementType.Int8;
        var id = x.Id;
        if (x.View == View.Plain || m.Type(id) is var type && (type.Element != element || !Equals(type.Quantization, target.Quantization)))
        {
            if (x.View == View.Plain && !m.Type(id).IsFloat) x = m.Plain(n, x);
            id = m.Emit(n, new Quantize(element), [x.Id], target.Quantization);
        }
        m.Define(n, new OnnxValue { Name = n.Outputs[0], Dims = x.Dims, Id = id, Layout = x.Layout, View = View.Stored,
            IsUnsigned = unsigned });
    }

    private static OnnxTensor QuantizedConstant(Importer m, OnnxNode n, OnnxTensor x)
    {
        var scales = Scales(m, n, x, out var element);
        var (low, high) = element.Range();
        var inner = x.Dims.Skip(scales.Axis + 1).Aggregate(1, (p, d) => p * d);
        return OnnxTensor.Of(x.Dims, element, [.. Importer.RealsOf(n, x, "operand").Select((v, i) =>
        {
            var c = scales.IsPerTensor ? 0 : i / inner % scales.Scales.Length;
            return (long)Math.Clamp(Math.Round((double)(v / scales.Scales[c]), MidpointRounding.ToEven) + scales.Zeros[c], low, high);
        })]);
    }

    private static ConstantScales Scales(Importer m, OnnxNode n, OnnxTensor x, out ElementType element)
    {
        var scales = m.Known(n, 1, "scale").Reals ?? throw n.Bad("the scale must be real.");
        var zero = m.Optional(n, 2) is null ? null : m.Known(n, 2, "zero point");
        element = zero?.Element ?? x.Element;
        if (element == ElementType.Float32) element = ElementType.UInt8;
        if (scales.Any(s => !float.IsFinite(s) || s <= 0)) throw n.Bad("scales must be positive and finite.");
        var axis = x.Dims.Length == 0 ? 0 : Importer.Axis(n, Math.Min(n.Int("axis", 1), x.Dims.Length - 1), x.Dims.Length);
        if (n.Int("block_size", 0) != 0) throw n.Bad("scales by block are not supported.", "Quantize weights by tensor or by channel.");
        var zeros = zero?.Integers ?? new long[scales.Length];
        if (zeros.Length != scales.Length || (scales.Length > 1 && (x.Dims.Length == 0 || x.Dims[axis] != scales.Length)))
            throw n.Bad($"{scales.Length} scales and {zeros.Length} zero points along axis {axis} do not fit {new Shape(new(x.Dims))}.");
        return new(scales, zeros, axis);
    }

    private static void Dequantize(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        if (x.Constant is { } constant)
        {
            if (constant.Integers is null) throw n.Bad("the operand must be integers.");
            m.Define(n, new OnnxValue { Name = n.Outputs[0], Dims = x.Dims, Constant = constant, Scales = Scales(m, n, constant, out _) });
            return;
        }
        if (m.Scale(n) is not { } scale)
            throw n.Bad("activations need one constant scale, and a zero point of int8, uint8 or int16.",
                "Quantize activations per tensor, to 8 bits.");
        var type = m.Type(x.Id);
        if (x.View != View.Stored || !Equals(type.Quantization, scale.Quantization))
            throw n.Bad($"the operand is {type}, not of the scale {scale.Quantization.Scale} "
                + $"with the zero point {scale.Quantization.ZeroPoint}.");
        m.Define(n, new OnnxValue { Name = n.Outputs[0], Dims = x.Dims, Id = x.Id, Layout = x.Layout, View = View.Real,
            IsUnsigned = x.IsUnsigned });
    }
}
