using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Core.Rules;

/// <summary>What a node costs whatever the machine.</summary>
public static class Costs
{
    /// <summary>Multiply-accumulates of one inference, counted as in the MLPerf Tiny tables: convolutions and matrices,
    /// padding included.</summary>
    public static long Macs(Graph graph) => graph.Nodes.Sum(n => Macs(graph, n));

    public static long Macs(Graph graph, Node node)
    {
        return node.Op switch
        {
            Conv2D => Window(Conv2D.Weights) * graph.Type(node.Inputs[Conv2D.Weights]).Shape[3],
            DepthwiseConv2D => Window(DepthwiseConv2D.Weights),
            FullyConnected =>
                (long)graph.Type(node.Inputs[FullyConnected.Input]).Elements * graph.Type(node.Inputs[FullyConnected.Weights]).Shape[0],
            Svdf => graph.Type(node.Inputs[Svdf.Input]).Shape[0]
                * ((long)graph.Type(node.Inputs[Svdf.FeatureWeights]).Elements + graph.Type(node.Inputs[Svdf.TimeWeights]).Elements),
            Lstm => graph.Type(node.Inputs[Lstm.Input]).Shape[0] * (long)graph.Type(node.Inputs[Lstm.Input]).Shape[1]
                * 4 * (graph.Type(node.Inputs[Lstm.Weights]).Elements + (long)graph.Type(node.Inputs[Lstm.Recurrent]).Elements),
            Gru => Steps(Gru.Input) * 3
                * (graph.Type(node.Inputs[Gru.Weights]).Elements + (long)graph.Type(node.Inputs[Gru.Recurrent]).Elements),
            FastGrnn => Steps(FastGrnn.Input) * node.Inputs.Skip(FastGrnn.Weights).Take(3)
                .Sum(w => w.IsNone ? 0L : graph.Type(w).Elements),
            AveragePool2D or MaxPool2D or Add or Mul or Relu or Quantize or Dequantize or Lookup or Softmax or Reshape or Pad
                or Concatenation or Mean => 0,
            Rfft o => FftMacs(o.Length),
            Irfft o => FftMacs(o.Length),
            FilterBank o => 2L * o.Widths.Sum(w => (long)w),
            WindowFunction or FftAutoScale or SpectrumEnergy or FilterBankSquareRoot or SpectralSubtraction or Pcan or FilterBankLog
                or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic => 0,
            L2Pool2D => 0,
            TransposeConv2D => graph.Type(node.Inputs[TransposeConv2D.Weights]) is var w
                ? (long)graph.Type(node.Inputs[TransposeConv2D.Input]).Elements * (w.Elements / w.Shape[3]) : 0,
            BatchMatMul o => (long)graph.Type(node.Output).Elements * graph.Type(node.Inputs[0]).Shape[o.TransposeA ? -2 : -1],
            TreeEnsemble or DetectionPostProcess => 0,
            Unary or LeakyRelu or Cast or ZerosLike or Binary or Compare or Select or PRelu or AddN or LogSoftmax or L2Normalization => 0,
            ForEachFrame o => graph.Type(node.Output).Shape[1] * Macs(o.Body.Graph),
            LogSpectrum or Standardize => 0,
            // How often they run is not known before they do.
            If o => Math.Max(Macs(o.Then.Graph), Macs(o.Else.Graph)),
            While o => Macs(o.Condition.Graph) + Macs(o.Body.Graph),
            StridedSlice or Split or Pack or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch
                or BatchToSpace or MirrorPad or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice or BroadcastArgs or Resize
                or Reduce or ArgReduce or CumSum => 0,
        };

        // Of all sequences, in rows [n, t, k] or [t, n, k].
        long Steps(int input) => (long)graph.Type(node.Inputs[input]).Shape[0] * graph.Type(node.Inputs[input]).Shape[1];

        // A complex product, four multiplications, for each point and stage of half the length, and for taking the halves apart.
        long FftMacs(int length) => graph.Type(node.Inputs[0]).Elements / graph.Type(node.Inputs[0]).Shape[-1]
            * 2L * length * (1 + FftPlan.Factors(length / 2).Count);

        long Window(int weights)
        {
            var w = graph.Type(node.Inputs[weights]).Shape;
            return (long)graph.Type(node.Output).Elements * w[1] * w[2];
        }
    }

    /// <summary>Bytes of all constants.</summary>
    public static long WeightBytes(Graph graph) => graph.Values.Where(v => v.IsConstant).Sum(v => (long)v.Type.Bytes);
}
