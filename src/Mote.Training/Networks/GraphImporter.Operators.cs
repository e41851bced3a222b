using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Training.Networks;

internal sealed partial class GraphImporter
{
    /// <summary>The node in the network: a value for each result, -1 for those that nobody may read.</summary>
    private int[] Translate(Node node) => node.Op switch
    {
        Conv2D o => [Convolution(node, new Convolve(o.Steps, o.Padding), o.Activation, grouped: true)],
        DepthwiseConv2D o => [Convolution(node, new ConvolveDepthwise(o.Steps, o.Padding), o.Activation, grouped: false)],
        FullyConnected o => [Dense(node, o)],
        Add o => [Clamped(node, OwnBias(node) ?? Combined(node, CombineKind.Sum), o.Activation)],
        Mul o => [Clamped(node, Combined(node, CombineKind.Product), o.Activation)],
        AddN => [node.Inputs.Skip(1).Aggregate(X(node, 0), (sum, i) => Emit(node, new Combine(CombineKind.Sum), sum, Operand(node, i)))],
        Binary o => [Arithmetic(node, o)],
        Relu o => [Clamped(node, X(node, 0), o.Kind)],
        LeakyRelu o => [Emit(node, new Leak(o.Alpha), X(node, 0))],
        PRelu => [LearnedLeak(node)],
        Unary o => [Function(node, o.Kind)],
        Softmax o => [options.Logits && _uses.IsOutput(node.Output) ? X(node, 0) : Emit(node, new Normalise(o.Beta), X(node, 0))],
        AveragePool2D o => [Pool(node, new PoolAverage(o.KernelY, o.KernelX, o.Steps, o.Padding), o.Activation)],
        MaxPool2D o => [Pool(node, new PoolMaximum(o.KernelY, o.KernelX, o.Steps, o.Padding), o.Activation)],
        Mean o => [Averaged(node, o.Axes)],
        Reduce { Kind: ReduceKind.Sum } o => [Summed(node, o.Axes)],
        L2Normalization => [Normalised(node)],
        Reshape => [X(node, 0)],
        Pad { Value: null or 0 } o => [Moved(node, o with { Value = null })],
        Pad => throw Refuse(node, "it pads with another number than zero."),
        StridedSlice or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch or BatchToSpace or MirrorPad
            or Resize { Kind: ResizeKind.Nearest } => [Moved(node, node.Op)],
        Split o => Parts(node, o),
        Concatenation o => [Joined(node, o.Axis, isNew: false)],
        Pack o => [Joined(node, o.Axis, isNew: true)],
        Lstm o => Memory(node, o),
        Gru o => Memory(node, o),
        FastGrnn o => Memory(node, o),
        Quantize or Dequantize or Lookup or Cast => throw Refuse(node, $"{node.Op.Name()} is about integers.", Quantized),
        Svdf or SpectralSubtraction or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic =>
            throw Refuse(node, $"{node.Op.Name()} remembers something from one inference to the next."),
        Compare or Select or ZerosLike or Reduce or ArgReduce or CumSum or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice
            or BroadcastArgs or LogSoftmax or L2Pool2D or TransposeConv2D or BatchMatMul or Resize or If or While or ForEachFrame
                or LogSpectrum
            or Standardize or WindowFunction
            or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or Pcan or FilterBankLog
            or TreeEnsemble or DetectionPostProcess => throw Refuse(node, $"nothing can be learned through {node.Op.Name()}."),
    };

    private int X(Node node, int operand) => Operand(node, node.Inputs[operand]);

    private int Image(Node node)
    {
        var shape = graph.Type(node.Inputs[0]).Shape;
        return shape.Rank == 4 && shape[0] == 1 ? X(node, 0)
            : throw Refuse(node, $"it reads {shape}; one image at a time can be trained with.");
    }

    private int Pool(Node node, TrainingOp op, Activation activation) => Clamped(node, Emit(node, op, Image(node)), activation);

    private int Convolution(Node node, TrainingOp op, Activation activation, bool grouped)
    {
        var (x, weights) = (Image(node), graph.Type(node.Inputs[1]).Shape);
        if (grouped && weights[3] != Network.Shape(x)[3]) throw Refuse(node, "its channels are in groups, which cannot be trained.");
        var y = Emit(node, op, x, Learned(node, node.Inputs[1], "weights"));
        // The clamp may be an operator of its own.
        var isClamped = activation != Activation.None
            || _uses.Readers(node.Output) is [{ Op: Relu } reader] && _uses.IsPrivateTo(node.Output, reader);
        if (!options.BatchNorm || !isClamped || IsFrozen(node)) return Clamped(node, Biased(node, y), activation);
        var bias = Known(node.Inputs[2]) ?? new float[Network.Shape(y)[3]];
        return _layers.IdentityBatchNorm(y, Unique($"{node.Origin.Layers[0]}.norm"), [.. bias], activation);
    }

    private int Biased(Node node, int y) => node.Inputs.Count < 3 || node.Inputs[2].IsNone ? y
        : Emit(node, new AddBias(), y, Learned(node, node.Inputs[2], "bias"));

    private int Dense(Node node, FullyConnected op)
    {
        var (x, weights) = (X(node, 0), graph.Type(node.Inputs[1]).Shape);
        var rows = Network.Shape(x).Elements / weights[1];
        if (Network.Shape(x)[-1] != weights[1]) x = Shaped(x, rows == 1 ? [1, weights[1]] : [1, rows, weights[1]], node);
        return Clamped(node, Biased(node, Emit(node, new Connect(), x, Learned(node, node.Inputs[1], "weights"))), op.Activation);
    }

    /// <summary>A sum with one number a channel is a bias that found no place in a layer.</summary>
    private int? OwnBias(Node node)
    {
        var bias = Known(node.Inputs[1]) is null ? 0 : 1;
        var (constant, channels) = (graph.Type(node.Inputs[bias]).Shape, graph.Type(node.Output).Shape[-1]);
        if (Known(node.Inputs[bias]) is not { } numbers || constant.Elements != channels || constant[-1] != channels) return null;
        var x = X(node, 1 - bias);
        if (Network.Shape(x)[-1] != channels) return null;
        var stored = Stored(node.Inputs[bias], $"{node.Origin.Layers[0]}.bias", [channels], numbers, learned: !IsFrozen(node));
        return Emit(node, new AddBias(), x, stored);
    }

    private int Combined(Node node, CombineKind kind) => Emit(node, new Combine(kind), X(node, 0), X(node, 1));

    private int Arithmetic(Node node, Binary op)
    {
        var y = op.Kind switch
        {
            BinaryKind.Sub => Combined(node, CombineKind.Difference),
            BinaryKind.SquaredDifference => Emit(node, new Apply(UnaryKind.Square), Combined(node, CombineKind.Difference)),
            BinaryKind.Div when Known(node.Inputs[1]) is { } divisor => Emit(node, new Combine(CombineKind.Product), X(node, 0),
                Constant(node, "reciprocal", Batched(graph.Type(node.Inputs[1]).Shape), [.. divisor.Select(d => 1 / d)])),
            BinaryKind.Div or BinaryKind.Minimum or BinaryKind.Maximum or BinaryKind.FloorDiv or BinaryKind.FloorMod or BinaryKind.And
                or BinaryKind.Or => throw Refuse(node, $"nothing can be learned through {op.Kind} of two values."),
        };
        return Clamped(node, y, op.Activation);
    }

    /// <summary>max(x, 0) - α·max(-x, 0), with α learned.</summary>
    private int LearnedLeak(Node node)
    {
        var x = X(node, 0);
        var below = Clamped(node, Emit(node, new Apply(UnaryKind.Neg), x), Activation.Relu);
        var scaled = Emit(node, new Combine(CombineKind.Product), below, Learned(node, node.Inputs[PRelu.Alpha], "alpha"));
        return Emit(node, new Combine(CombineKind.Difference), Clamped(node, x, Activation.Relu), scaled);
    }

    private int Function(Node node, UnaryKind kind) =>
        kind is UnaryKind.Ceil or UnaryKind.Floor or UnaryKind.Round or UnaryKind.Not or UnaryKind.Gelu
            ? throw Refuse(node, $"nothing can be learned through {kind}.") : Emit(node, new Apply(kind), X(node, 0));

    /// <summary>Over axes of the graph's value. A first dimension of 1 has nothing to average.</summary>
    private int Averaged(Node node, EquatableArray<int> axes)
    {
        var (x, shape) = (X(node, 0), graph.Type(node.Inputs[0]).Shape);
        var added = Network.Shape(x).Rank - shape.Rank;
        int[] own = [.. axes.Select(a => a + added).Where(a => a > 0)];
        return own.Length == 0 ? x : Emit(node, new Average(own.ToEquatableArray(), KeepDims: true), x);
    }

    private int Summed(Node node, EquatableArray<int> axes)
    {
        var shape = graph.Type(node.Inputs[0]).Shape;
        var count = axes.Aggregate(1, (product, axis) => product * shape[axis]);
        return Emit(node, new Combine(CombineKind.Product), Averaged(node, axes), Constant(node, "count", [1], count));
    }

    /// <summary>X / √Σ X²</summary>
    private int Normalised(Node node)
    {
        var x = X(node, 0);
        var shape = Network.Shape(x);
        var mean = Emit(node, new Average([shape.Rank - 1], KeepDims: true), Emit(node, new Apply(UnaryKind.Square), x));
        var sum = Emit(node, new Combine(CombineKind.Product), mean, Constant(node, "count", [1], shape[-1]));
        return Emit(node, new Combine(CombineKind.Product), x, Emit(node, new Apply(UnaryKind.Rsqrt), sum));
    }

    /// <summary>An operator that only moves elements, on the shape that it knows.</summary>
    private int Moved(Node node, Op op) => Emit(node, new Rearrange(op), Shaped(X(node, 0), graph.Type(node.Inputs[0]).Shape, node));

    private int[] Parts(Node node, Split op)
    {
        var shape = graph.Type(node.Inputs[0]).Shape;
        var (parts, start) = (new int[op.Sizes.Count], 0);
        for (var k = 0; k < parts.Length; k++)
        {
            var begin = new int[shape.Rank];
            begin[op.Axis] = start;
            var sizes = shape.With(op.Axis, op.Sizes[k]);
            var slice = new StridedSlice(begin.ToEquatableArray(), sizes.Dims, Enumerable.Repeat(1, shape.Rank).ToEquatableArray(), sizes);
            parts[k] = Moved(node, slice);
            start += op.Sizes[k];
        }
        return parts;
    }

    /// <summary>One after another along an axis, never the first.</summary>
    private int Joined(Node node, int axis, bool isNew)
    {
        var operands = new int[node.Inputs.Count];
        for (var i = 0; i < operands.Length; i++)
        {
            if (Known(node.Inputs[i]) is not null)
                throw Refuse(node, $"{graph[node.Inputs[i]].Name} is a constant; only computed values can be joined.");
            var shape = graph.Type(node.Inputs[i]).Shape;
            if (isNew) shape = [1, .. shape.Take(axis), 1, .. shape.Skip(axis)];
            else if (axis == 0 || shape[0] != 1) shape = [1, .. shape];
            operands[i] = Shaped(X(node, i), shape, node);
        }
        var added = Network.Shape(operands[0]).Rank - graph.Type(node.Output).Shape.Rank;
        return Emit(node, new Concatenate(axis + added), operands);
    }
}
