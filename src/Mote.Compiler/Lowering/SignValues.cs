using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>
/// Which int8 values hold nothing but -1 and 1, as can be told from a graph alone: results of layers whose sums are odd, so never zero,
/// and are clamped to these two, and what only moves or compares such values.
/// </summary>
internal static class SignValues
{
    public static bool Are(Graph graph, ValueId value)
    {
        if (graph.Type(value) is not { Element: ElementType.Int8, Quantization: Quantization.PerTensor { ZeroPoint: 0 } }) return false;
        if (graph.Nodes.FirstOrDefault(n => n.Outputs.Contains(value)) is not { } maker) return false;
        if (maker.Op is Reshape) return Are(graph, maker.Inputs[0]);
        if (maker.Op is MaxPool2D pool)
            return IsInEachWindow(pool, graph.Type(maker.Inputs[0]).Shape, graph.Type(value).Shape)
                && Requantization.Clamp(pool.Activation, graph.Type(value)) is (<= -1, >= 1) && Are(graph, maker.Inputs[0]);
        return AreGivenBy(graph, maker);
    }

    /// <summary>What a window that meets nothing gives is no sign.</summary>
    private static bool IsInEachWindow(MaxPool2D pool, Shape x, Shape y) =>
        Meets(pool.KernelY, pool.Steps.StrideY, pool.Padding.Top, x[1], y[1])
        && Meets(pool.KernelX, pool.Steps.StrideX, pool.Padding.Left, x[2], y[2]);

    private static bool Meets(int kernel, int stride, int pad, int size, int count) => kernel > pad && (count - 1) * stride - pad < size;

    private static bool AreGivenBy(Graph graph, Node layer)
    {
        var (axis, activation) = layer.Op is Conv2D c ? (0, c.Activation) : layer.Op is FullyConnected f ? (0, f.Activation)
            : layer.Op is DepthwiseConv2D d ? (3, d.Activation) : (-1, Activation.None);
        if (axis < 0 || layer.Inputs.Count < 3 || layer.Inputs[2].IsNone) return false;
        var (x, w, y) = (graph.Type(layer.Inputs[0]), graph.Type(layer.Inputs[1]), graph.Type(layer.Output));
        if (x.Element != ElementType.Int8 || w.Element != ElementType.Int8
            || w.Quantization is Quantization.PerTensor { ZeroPoint: not 0 } || Requantization.Clamp(activation, y) is not (-1, 1)
            || graph[layer.Inputs[1]].Data is not { } weights || graph[layer.Inputs[2]].Data is not { } bias) return false;
        foreach (var b in bias.Span<int>())
            if ((b & 1) == 0) return false;
        foreach (var weight in weights.Span<sbyte>())
            if ((weight & 1) != 0) return false;
        var channels = w.Shape[axis];
        var factors = layer.Op is FullyConnected ? Requantization.FullyConnected(x, w, y, channels)
            : Requantization.Convolution(x, w, y, channels);
        // Shifted to the left an odd sum stays at least as far from zero as 1 and -1 are, even where it wraps.
        return factors.All(k => k.Shift is >= 0 and <= 31 && FixedPoint.Multiply(1, k) >= 1 && FixedPoint.Multiply(-1, k) <= -1);
    }
}
