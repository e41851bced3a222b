using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Passes.DeadChannels;

/// <summary>
/// Channels that hold the same value at every position whatever the input. Found by running each operator's reference kernel
/// with the constant channels filled in, so that borders, rounding and clamps are exact without a second copy of the arithmetic.
/// </summary>
internal sealed class ConstantChannels
{
    private readonly Graph _graph;
    private readonly sbyte?[]?[] _constants;
    private readonly WorkLimit _limit = new(WorkLimit.PerGraph);

    public ConstantChannels(Graph graph)
    {
        _graph = graph;
        _constants = new sbyte?[graph.Values.Length][];
        foreach (var node in graph.Nodes) Analyze(node);
    }

    /// <summary>The value of a channel; null where it varies.</summary>
    public sbyte? this[ValueId id, int channel] => _constants[id.Index]?[channel];

    private void Analyze(Node node)
    {
        var y = _graph.Type(node.Output);
        if (node.Outputs.Count != 1 || y.Element != ElementType.Int8 || y.Shape.Rank == 0) return;
        if (node.Inputs.Any(i => !i.IsNone && !_graph[i].IsConstant && _graph.Type(i).Element != ElementType.Int8)) return;
        // Of computed weights (or a computed table) nothing is known.
        if (node.Op is Conv2D or DepthwiseConv2D or FullyConnected or Lookup
            && node.Inputs.Skip(1).Any(i => !i.IsNone && !_graph[i].IsConstant)) return;
        var channels = y.Shape[-1];
        var candidates = Enumerable.Range(0, channels).Where(k => DependsOnConstantsOnly(node, k)).ToList();
        if (candidates.Count == 0 || !_limit.Allows(_graph, node)) return;

        var output = Interpreter.Evaluate(_graph, node, Fill)[0];
        var constants = new sbyte?[channels];
        foreach (var k in candidates)
        {
            var uniform = true;
            for (var i = k; i < output.Length && uniform; i += channels) uniform = output[i] == output[k];
            if (uniform) constants[k] = (sbyte)output[k];
        }
        if (constants.Any(c => c is not null)) _constants[node.Output.Index] = constants;
    }

    private bool DependsOnConstantsOnly(Node node, int channel)
    {
        var x = node.Inputs[0];
        return node.Op switch
        {
            Conv2D => Weights(node).Reads(channel).All(c => this[x, c] is not null),
            FullyConnected => _graph.Type(x).Shape.Rank > 0 && _graph.Type(node.Inputs[1]).Shape[1] % Channels(x) == 0
                && Weights(node).Reads(channel).All(c => this[x, c % Channels(x)] is not null),
            DepthwiseConv2D => this[x, channel / (Channels(node.Output) / Channels(x))] is not null
                || Weights(node).IsZeroDepthwise(channel),
            AveragePool2D or MaxPool2D or Relu or Quantize or Lookup => this[x, channel] is not null,
            Add or Mul => node.Inputs.All(i => _graph[i].IsConstant
                || (_graph.Type(i).Shape.Rank > 0 && Channels(i) == Channels(node.Output) && this[i, channel] is not null)),
            Pad o => o.Before[^1] == 0 && o.After[^1] == 0 && this[x, channel] is not null,
            Mean o => !o.Axes.Contains(_graph.Type(x).Shape.Rank - 1) && this[x, channel] is not null,
            Reshape => _graph.Type(x).Shape.Rank > 0 && Channels(x) == Channels(node.Output) && this[x, channel] is not null,
            Svdf or Lstm or Gru or FastGrnn or If or While or ForEachFrame or LogSpectrum or Standardize => false,
            WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
                or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic => false,
            TreeEnsemble or DetectionPostProcess => false,
            Dequantize or Softmax or Concatenation => false,
            L2Pool2D or TransposeConv2D or BatchMatMul => false,
            Unary or LeakyRelu => this[x, channel] is not null,
            Cast or ZerosLike or Binary or Compare or Select or PRelu or AddN or LogSoftmax or L2Normalization => false,
            StridedSlice or Split or Pack or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch
                or BatchToSpace or MirrorPad or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice or BroadcastArgs or Resize
                or Reduce or ArgReduce or CumSum => false,
        };
    }

    private ConvolutionWeights Weights(Node node) => new(_graph, node);

    private int Channels(ValueId id) => _graph.Type(id).Shape[-1];

    /// <summary>A constant as it is; a computed value with its constant channels in place and zero elsewhere.</summary>
    private byte[] Fill(ValueId id)
    {
        if (_graph[id].Data is { } data) return data.Bytes.ToArray();
        var bytes = new byte[_graph.Type(id).Bytes];
        if (_constants[id.Index] is not { } constants) return bytes;
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(constants[i % constants.Length] ?? 0);
        return bytes;
    }
}
