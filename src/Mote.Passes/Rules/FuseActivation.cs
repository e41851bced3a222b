using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Passes.Rules;

/// <summary>
/// A clamp becomes part of the operator before it. Only where it keeps the type: a clamp that also rescales would be applied to
/// sums at another scale than the reference's.
/// </summary>
public sealed class FuseActivation : IRewriteRule
{
    public string Name => "fuse-activation";

    public bool TryRewrite(Node node, Uses uses, GraphRebuild rebuild)
    {
        if (node.Op is not Relu relu) return false;
        var x = node.Inputs[0];
        if (rebuild.Source.Type(x) != rebuild.Source.Type(node.Output)) return false;
        if (uses.Definition(x) is not { } source || !uses.IsPrivateTo(x, node)) return false;
        if (Fused(source.Op, relu.Kind) is not { } fused) return false;
        rebuild.Emit(node, fused, [.. source.Inputs.Select(i => rebuild[i])], source.Origin.And(node.Origin));
        return true;
    }

    /// <summary>The operator with the clamp; null if it has none to give, or has one already.</summary>
    private static Op? Fused(Op op, Activation kind) => op switch
    {
        Conv2D o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        DepthwiseConv2D o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        FullyConnected o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        AveragePool2D o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        MaxPool2D o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        Add o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        Mul o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        L2Pool2D o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        TransposeConv2D o => o.Activation == Activation.None ? o with { Activation = kind } : null,
        Svdf or Lstm or Gru or FastGrnn or If or While or ForEachFrame or LogSpectrum or Standardize => null,
        WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
            or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic => null,
        TreeEnsemble or DetectionPostProcess => null,
        Relu or Quantize or Dequantize or Lookup or Softmax or Reshape or Pad or Concatenation or Mean => null,
        BatchMatMul => null,
        Binary o => o.TakesActivation && o.Activation == Activation.None ? o with { Activation = kind } : null,
        Unary or LeakyRelu or Cast or ZerosLike or Compare or Select or PRelu or AddN or LogSoftmax or L2Normalization => null,
        StridedSlice or Split or Pack or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch
            or BatchToSpace or MirrorPad or Gather or GatherNd or EmbeddingLookup or DynamicUpdateSlice or BroadcastArgs or Resize
            or Reduce or ArgReduce or CumSum => null,
    };
}
