using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

/// <summary>int4 weights, odd and even in number, beside int8 activations.</summary>
public static partial class OpSamples
{
    private static ValueId Int4Weights(GraphSketch s, Shape shape, int? axis) => s.Constant(new TensorType(ElementType.Int4, shape, axis is { } a
        ? new Quantization.PerAxis(a, Enumerable.Range(0, shape[a]).Select(i => 0.1f + 0.01f * i).ToEquatableArray())
        : new Quantization.PerTensor(0.12f, 0)));

    private static IEnumerable<Graph> ConvolutionsInt4()
    {
        foreach (var padding in (Padding[])[default, new(1, 1, 1, 1)])
            yield return Int8($"conv int4 {padding}", s => s.Node(new Conv2D(Steps.One, padding, Activation.Relu6), s.Sums(s.Input([1, 5, 4, 3]), 27, 4),
                new ValueId(0), Int4Weights(s, [5, 3, 3, 3], 0), s.Bias(5)));
        yield return Int8("conv int4 pointwise", s => s.Node(new Conv2D(Steps.One, default), s.Sums(s.Input([1, 3, 3, 5]), 5, 4),
            new ValueId(0), Int4Weights(s, [3, 1, 1, 5], null)));
    }

    private static IEnumerable<Graph> DepthwiseConvolutionsInt4()
    {
        foreach (var padding in (Padding[])[default, new(1, 1, 1, 1)])
            yield return Int8($"depthwise int4 {padding}", s => s.Node(new DepthwiseConv2D(Steps.One, padding), s.Sums(s.Input([1, 5, 4, 3]), 9, 4),
                new ValueId(0), Int4Weights(s, [1, 3, 3, 3], 3), s.Bias(3)));
    }

    private static IEnumerable<Graph> MatricesInt4()
    {
        foreach (var axis in (int?[])[null, 0])
            yield return Int8($"matrix int4 axis {axis}", s => s.Node(new FullyConnected(), s.Sums(s.Input([2, 7]), 7, -4),
                new ValueId(0), Int4Weights(s, [3, 7], axis), s.Bias(3)));
    }
}
