using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

/// <summary>int8 weights beside float activations.</summary>
public static partial class OpSamples
{
    private static ValueId HybridWeights(GraphSketch s, Shape shape, int? axis) => s.Constant(new TensorType(ElementType.Int8, shape, axis is { } a
        ? new Quantization.PerAxis(a, Enumerable.Range(0, shape[a]).Select(i => 0.01f + 0.003f * i).ToEquatableArray())
        : new Quantization.PerTensor(0.012f, 0)));

    private static IEnumerable<Graph> ConvolutionsHybrid()
    {
        (string Name, Shape X, Shape W, Steps Steps, Padding Padding)[] forms =
        [
            ("3x3 same", [1, 6, 5, 3], [4, 3, 3, 3], new(1, 1), new(1, 1, 1, 1)),
            ("1x1", [1, 4, 4, 8], [5, 1, 1, 8], new(1, 1), default),
            ("strides and dilation", [2, 9, 9, 2], [3, 3, 2, 2], new(2, 1, 2, 3), default),
            ("two groups", [1, 5, 5, 6], [4, 3, 3, 3], new(1, 1), new(1, 1, 1, 1)),
        ];
        foreach (var (name, x, w, steps, padding) in forms)
            foreach (var axis in (int?[])[null, 0])
                foreach (var activation in (Activation[])[Activation.None, Activation.Relu6])
                    yield return Float($"conv hybrid {name} axis {axis} {activation}", s =>
                        s.Node(new Conv2D(steps, padding, activation), null, s.Input(x), HybridWeights(s, w, axis), s.Bias(w[0])));
        yield return Float("conv hybrid without bias", s =>
            s.Node(new Conv2D(Steps.One, default), null, s.Input([1, 4, 4, 3]), HybridWeights(s, [4, 3, 3, 3], 0)));
        yield return Float("conv hybrid computed weights", s => s.Node(new Conv2D(Steps.One, default), null, s.Input([1, 4, 4, 2]),
            s.Input(new TensorType(ElementType.Int8, [3, 2, 2, 2], new Quantization.PerTensor(0.01f, 0))), s.Bias(3)));
        yield return Float("conv hybrid after a pad, before a clamp", s => s.Node(new Relu(Activation.Relu), null,
            s.Node(new Conv2D(Steps.One, default), null, s.Node(new Pad([0, 1, 0, 0], [0, 0, 2, 0]), null, s.Input([1, 4, 4, 3])),
                HybridWeights(s, [2, 3, 3, 3], 0), s.Bias(2))));
    }

    private static IEnumerable<Graph> DepthwiseConvolutionsHybrid()
    {
        foreach (var axis in (int?[])[null, 3])
            foreach (var (x, w, steps, padding) in ((Shape, Shape, Steps, Padding)[])
                [([1, 6, 5, 4], [1, 3, 3, 4], new(1, 1), new(1, 1, 1, 1)), ([2, 7, 7, 3], [1, 3, 2, 6], new(2, 1, 1, 2), default)])
                yield return Float($"depthwise hybrid {w} axis {axis}", s => s.Node(
                    new DepthwiseConv2D(steps, padding, Activation.Relu), null, s.Input(x), HybridWeights(s, w, axis), s.Bias(w[3])));
    }

    private static IEnumerable<Graph> MatricesHybrid()
    {
        foreach (var axis in (int?[])[null, 0])
            foreach (var keepDims in (bool[])[false, true])
                foreach (var bias in (bool[])[false, true])
                    yield return Float($"matrix hybrid axis {axis} keep {keepDims} bias {bias}", s => s.Node(new FullyConnected(Activation.Relu6, keepDims),
                        null, s.Input([2, 3, 7]), HybridWeights(s, [4, 7], axis), bias ? s.Bias(4) : ValueId.None));
        yield return Float("matrix hybrid of one row and a scale a row", s =>
            s.Node(new FullyConnected(), null, s.Input([2, 5]), HybridWeights(s, [1, 5], 0), s.Bias(1)));
    }

    private static IEnumerable<Graph> TransposeConvolutionsHybrid()
    {
        foreach (var axis in (int?[])[null, 0])
            yield return Float($"transpose conv hybrid axis {axis}", s => s.Node(new TransposeConv2D(6, 8, new(2, 2), 0, 0, Activation.Relu),
                null, s.Input([1, 3, 4, 2]), HybridWeights(s, [3, 3, 3, 2], axis), s.Bias(3)));
    }

    private static IEnumerable<Graph> BatchedProductsHybrid()
    {
        foreach (var turn in (bool[])[false, true])
        {
            yield return Float($"batch matmul hybrid {turn}", s => s.Node(new BatchMatMul(false, turn), null, s.Input([2, 3, 4]),
                HybridWeights(s, turn ? [5, 4] : [4, 5], null)));
            yield return Float($"batch matmul hybrid computed {turn}", s => s.Node(new BatchMatMul(turn, turn), null, s.Input(turn ? [2, 4, 3] : [2, 3, 4]),
                s.Input(new TensorType(ElementType.Int8, turn ? [2, 5, 4] : [2, 4, 5], new Quantization.PerTensor(0.02f, 0)))));
        }
    }
}
