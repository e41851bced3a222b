using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

/// <summary>Layers of signs.</summary>
internal static partial class Lower
{
    private static ImmutableArray<KernelCall>? TrySigns(NodeLowering n)
    {
        if (!SignLayer.Pay(n.Options) || SignLayer.Of(n.Graph, n.Node) is not { } layer) return null;
        var packed = n.Layout(0) as ValueLayout.Signs;
        if (packed is null && n.Layout(0) is not ValueLayout.Rows) return null;
        var depth = layer.X[3];
        var run = packed is null || SignLayer.IsPixel(depth, packed.Run) ? depth : packed.Run;
        var words = SignLayer.Words(depth, run);
        var signs = layer.Parameters(words, packs: packed is null);
        // The kernels get a pointer in any case.
        var scratch = Math.Max(1, layer.ScratchWords(words, packs: packed is null));
        var x = n.Operand("x", 0, "void");
        var weights = n.Constant(1).Span<sbyte>();
        var w = NodeLowering.Data<uint>("w", ElementType.UInt32,
            layer.IsAbreast ? SignLayer.PackAbreast(weights, layer.Y[3], run) : SignLayer.Pack(weights, run));
        (string, CValue)[] counts = layer.IsAbreast ? [("count_words", layer.CountWords)] : [];
        var family = layer.IsAbreast ? "conv2d_signs_abreast" : "conv2d_signs";
        var memory = new CArgument.Scratch("scratch", "uint32_t");
        if (n.ResultLayout is ValueLayout.Signs)
            return [n.Call(family, CParameters.Of([("signs", signs), .. counts]),
                [
                    x, w, layer.IsAbreast ? NodeLowering.Data<uint>("limit", ElementType.UInt32, layer.Limits())
                        : NodeLowering.Data<short>("threshold", ElementType.Int16, layer.Thresholds()),
                    memory, n.Result("uint32_t"),
                ])[0] with
            {
                ScratchBytes = scratch * sizeof(uint),
                ResultBytes = ValueBytes.OfSigns(n.Y.Shape.Elements, layer.Y[3]),
            }];
        if (n.ResultLayout is not ValueLayout.Rows) return null;
        foreach (var factor in layer.Factors) n.Factor(factor);
        var (low, high) = Requantization.Clamp(layer.Activation, n.Y);
        var parameters = CParameters.Of([
            ("signs", signs), .. counts, ("magnitude", layer.Magnitude), ("output_offset", n.Y.PerTensor.ZeroPoint), ("low", low),
            ("high", high)]);
        return [n.Call(family + "_s8", parameters,
            [
                x, w, NodeLowering.Data<int>("bias", ElementType.Int32, layer.Bias),
                NodeLowering.Data<int>("multiplier", ElementType.Int32, [.. layer.Factors.Select(f => f.Multiplier)]),
                NodeLowering.Data<sbyte>("shift", ElementType.Int8, [.. layer.Factors.Select(f => (sbyte)f.Shift)]), memory, n.Result(),
            ])[0] with { ScratchBytes = scratch * sizeof(uint) }];
    }

    /// <summary>Of what <see cref="ByteSignLayer"/> says.</summary>
    private static ImmutableArray<KernelCall> BytesToSigns(Conv2D op, NodeLowering n)
    {
        var weights = n.Constant(Conv2D.Weights);
        var bias = n.Constant(Conv2D.Bias).Span<int>();
        var w = weights.Type.Shape;
        var pairs = ByteSignLayer.Pairs(w.Elements / w[0]);
        var biases = new int[(bias.Length + 3) / 4 * 4];
        bias.CopyTo(biases);
        var parameters = CParameters.Of(
            ("window", Window(w[1], w[2], op.Steps, op.Padding, n)), ("input_offset", -n.X().PerTensor.ZeroPoint), ("pairs", pairs));
        return [n.Call("conv2d_s8_signs", parameters,
            [
                n.Operand("x", 0), NodeLowering.Data<short>("w", ElementType.Int16, ByteSignLayer.Pack(weights)),
                NodeLowering.Data<int>("bias", ElementType.Int32, biases), new CArgument.Scratch("scratch", "int16_t"),
                n.Result("uint32_t"),
            ])[0] with
        {
            ScratchBytes = pairs * 2 * sizeof(short),
            ResultBytes = ValueBytes.OfSigns(n.Y.Shape.Elements, n.Y.Shape[3]),
        }];
    }

    private static ImmutableArray<KernelCall>? TryMaxPoolSigns(MaxPool2D op, NodeLowering n)
    {
        if (n.ResultLayout is not ValueLayout.Signs) return null;
        var depth = n.Y.Shape[3];
        var parameters = CParameters.Of(
            ("window", Window(op.KernelY, op.KernelX, op.Steps, op.Padding, n)), ("words", SignLayer.Words(depth, depth)));
        return [n.Call("max_pool2d_signs", parameters, [n.Operand("x", 0, "uint32_t"), n.Result("uint32_t")])[0] with
        {
            ResultBytes = ValueBytes.OfSigns(n.Y.Shape.Elements, depth),
        }];
    }
}
