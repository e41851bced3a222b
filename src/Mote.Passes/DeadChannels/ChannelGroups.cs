using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Passes.DeadChannels;

/// <summary>
/// Which values share their channels (the last axis): what keeps channel k of its operand as channel k of its result ties the
/// two. A group can lose a channel only as a whole, and not at all if something ties it to a fixed number of channels.
/// </summary>
internal sealed class ChannelGroups
{
    private readonly Graph _graph;
    private readonly int[] _parent;
    private readonly HashSet<int> _fixed = [];

    public ChannelGroups(Graph graph)
    {
        _graph = graph;
        _parent = [.. Enumerable.Range(0, graph.Values.Length)];
        foreach (var id in graph.Inputs.Concat(graph.Outputs)) Fix(id);
        foreach (var state in graph.States)
        {
            Fix(state.Before);
            Fix(state.After);
        }
        foreach (var node in graph.Nodes) Tie(node);
        foreach (var value in graph.Values)
            if (value.Type.Element != ElementType.Int8 || value.Type.Shape.Rank == 0) Fix(value.Id);
    }

    public int Of(ValueId id)
    {
        var root = id.Index;
        while (_parent[root] != root) root = _parent[root];
        return root;
    }

    public bool IsFixed(ValueId id) => _fixed.Any(f => Of(new ValueId(f)) == Of(id));

    private void Tie(Node node)
    {
        var effect = node.Op switch
        {
            // Sums over all input channels: both sides are free.
            Conv2D => HasConstantWeights(node) && _graph.Type(node.Inputs[1]).Shape[3] == Channels(node.Inputs[0])
                ? Effect.Mixes : Effect.Fixes,
            FullyConnected o => HasConstantWeights(node) && MixesWholePixels(node, o) ? Effect.Mixes : Effect.Fixes,
            DepthwiseConv2D => HasConstantWeights(node) && Channels(node.Inputs[0]) == Channels(node.Output) ? Effect.Keeps : Effect.Fixes,
            AveragePool2D or MaxPool2D or Relu or Quantize => Effect.Keeps,
            Lookup => HasConstantWeights(node) ? Effect.Keeps : Effect.Fixes,
            Add or Mul => node.Inputs.All(i => KeepsUnderBroadcast(i, node.Output)) ? Effect.Keeps : Effect.Fixes,
            Pad o => o.Before.Count > 0 && o.Before[^1] == 0 && o.After[^1] == 0 ? Effect.Keeps : Effect.Fixes,
            Mean o => o.Axes.Contains(_graph.Type(node.Inputs[0]).Shape.Rank - 1) ? Effect.Fixes : Effect.Keeps,
            Reshape => _graph.Type(node.Inputs[0]).Shape.Rank > 0 && _graph.Type(node.Output).Shape.Rank > 0
                && Channels(node.Inputs[0]) == Channels(node.Output) ? Effect.Keeps : Effect.Fixes,
            Svdf or Lstm or Gru or FastGrnn or If or While or ForEachFrame or LogSpectrum or Standardize => Effect.Fixes,
            WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
                or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic => Effect.Fixes,
            TreeEnsemble or DetectionPostProcess => Effect.Fixes,
            Dequantize or Softmax or Concatenation => Effect.Fixes,
            L2Pool2D or TransposeConv2D or BatchMatMul => Effect.Fixes,
            Unary or LeakyRelu => Effect.Keeps,
            Cast or ZerosLike or Binary or Compare or Select or PRelu or AddN or LogSoftmax or L2Normalization => Effect.Fixes,
            StridedSlice or Split or Pack or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch
                or BatchToSpace or MirrorPad or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice or BroadcastArgs or Resize
                or Reduce or ArgReduce or CumSum => Effect.Fixes,
        };
        // Nobody slices the constant that such a node reads; folding makes the result a constant anyway.
        if (effect == Effect.Keeps && node.Op is not (Add or Mul) && _graph[node.Inputs[0]].IsConstant) effect = Effect.Fixes;
        if (effect == Effect.Keeps)
        {
            foreach (var input in node.Inputs.Where(i => !i.IsNone && !_graph[i].IsConstant)) Union(input, node.Output);
        }
        else if (effect == Effect.Fixes)
        {
            foreach (var id in node.Inputs.Concat(node.Outputs).Where(i => !i.IsNone)) Fix(id);
        }
    }

    private enum Effect { Mixes, Keeps, Fixes }

    /// <summary>Constants that can be sliced: not those packed in four bits.</summary>
    private bool HasConstantWeights(Node node) =>
        node.Inputs.Skip(1).All(i => i.IsNone || (_graph[i].IsConstant && _graph.Type(i).Element != ElementType.Int4));

    private bool MixesWholePixels(Node node, FullyConnected op)
    {
        var x = _graph.Type(node.Inputs[0]).Shape;
        var columns = _graph.Type(node.Inputs[1]).Shape[1];
        // With a zero point on the weights, a weight of 0 is not a real zero.
        return x.Rank > 0 && columns % x[-1] == 0 && (!op.KeepDims || columns == x[-1])
            && _graph.Type(node.Inputs[1]).Quantization is not Quantization.PerTensor { ZeroPoint: not 0 };
    }

    /// <summary>Same channels as the output, or a constant that says the same for all channels.</summary>
    private bool KeepsUnderBroadcast(ValueId operand, ValueId output)
    {
        var shape = _graph.Type(operand).Shape;
        return (shape.Rank > 0 && shape[-1] == Channels(output)) || (_graph[operand].IsConstant && (shape.Rank == 0 || shape[-1] == 1));
    }

    private int Channels(ValueId id) => _graph.Type(id).Shape[-1];

    private void Union(ValueId a, ValueId b) => _parent[Of(a)] = Of(b);

    private void Fix(ValueId id) => _fixed.Add(id.Index);
}
