using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Passes;

/// <summary>
/// How much passes may compute themselves. A file of a few hundred bytes can ask for years of constant arithmetic; what is beyond
/// the limit stays in the graph as it is, which is always right.
/// </summary>
internal sealed class WorkLimit(long steps)
{
    /// <summary>For one node that is folded: elements written or multiply-accumulates.</summary>
    public const long PerFoldedNode = 1L << 24;

    /// <summary>For all nodes of a graph that are searched for constant channels.</summary>
    public const long PerGraph = 1L << 27;

    private long _left = steps;

    /// <summary>Whether the node's work still fits; then it counts as spent.</summary>
    public bool Allows(Graph graph, Node node)
    {
        var work = Of(graph, node);
        if (work > _left) return false;
        _left -= work;
        return true;
    }

    private static long Of(Graph graph, Node node)
    {
        var operands = node.Inputs.Where(i => !i.IsNone).Sum(i => (long)graph.Type(i).Elements);
        var y = node.Outputs.Sum(o => (long)graph.Type(o).Elements);
        return operands + y * Steps();

        long Steps() => node.Op switch
        {
            Conv2D => Taps(graph.Type(node.Inputs[Conv2D.Weights]).Shape[3]),
            DepthwiseConv2D => Taps(1),
            FullyConnected => graph.Type(node.Inputs[FullyConnected.Weights]).Shape[1],
            AveragePool2D o => (long)o.KernelY * o.KernelX,
            MaxPool2D o => (long)o.KernelY * o.KernelX,
            Svdf or Lstm or Gru or FastGrnn => Costs.Macs(graph, node) / Math.Max(1, y),
            TreeEnsemble o => o.Features.Count,
            DetectionPostProcess o => (long)graph.Type(node.Inputs[0]).Shape[1] * o.Classes * (o.ByClass ? o.DetectionsPerClass : 1),
            Add or Mul or Relu or Quantize or Dequantize or Lookup or Softmax or Reshape or Pad or Concatenation or Mean => 1,
            Rfft or Irfft or FilterBank => 1 + Costs.Macs(graph, node) / Math.Max(1, y),
            WindowFunction or FftAutoScale or SpectrumEnergy or FilterBankSquareRoot or SpectralSubtraction or Pcan or FilterBankLog
                or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic => 1,
            L2Pool2D o => (long)o.KernelY * o.KernelX,
            TransposeConv2D => Taps(graph.Type(node.Inputs[TransposeConv2D.Weights]).Shape[3]),
            BatchMatMul o => graph.Type(node.Inputs[0]).Shape[o.TransposeA ? -2 : -1],
            Unary or LeakyRelu or Cast or ZerosLike or Binary or Compare or Select or PRelu or AddN or LogSoftmax or L2Normalization => 1,
            LogSpectrum or Standardize => 1,
            // It may take for ever.
            If or While or ForEachFrame => long.MaxValue / Math.Max(1, y) - operands,
            StridedSlice or Split or Pack or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch
                or BatchToSpace or MirrorPad or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice or BroadcastArgs or Resize
                or Reduce or ArgReduce or CumSum => 1,
        };

        long Taps(int depth)
        {
            var w = graph.Type(node.Inputs[1]).Shape;
            return (long)w[1] * w[2] * depth;
        }
    }
}
