using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>How the scale of an integer operator's results depends on those of its operands.</summary>
internal enum ScaleRule
{
    /// <summary>Sums of products with constant weights, and a bias at the products' scale.</summary>
    Weighted,

    /// <summary>Operands and results each have a scale of their own.</summary>
    Free,

    /// <summary>Operands and results share one scale: elements are moved, compared or averaged as they are stored.</summary>
    Same,

    /// <summary>Operands share one scale.</summary>
    SameOperands,

    /// <summary>The result's scale is the operator's (<see cref="ScaleRules.Fixed"/>).</summary>
    Fixed,

    /// <summary>A clamp: shares the operand's scale, or gives it its own where it alone reads it.</summary>
    Clamp,

    /// <summary>A cell with weights and a memory.</summary>
    Recurrent,

    /// <summary>Between reals and integers.</summary>
    Conversion,

    /// <summary>There is no integer form.</summary>
    Float,
}

internal static class ScaleRules
{
    public static ScaleRule Of(Op op) => op switch
    {
        Conv2D or DepthwiseConv2D or FullyConnected or TransposeConv2D => ScaleRule.Weighted,
        AveragePool2D or MaxPool2D => ScaleRule.Same,
        Add or Mul or Mean or BatchMatMul or LeakyRelu or PRelu or Compare or ArgReduce or CumSum => ScaleRule.Free,
        Relu => ScaleRule.Clamp,
        Quantize or Dequantize => ScaleRule.Conversion,
        Softmax or LogSoftmax or L2Normalization => ScaleRule.Fixed,
        Unary o => o.Kind is UnaryKind.Logistic or UnaryKind.Tanh ? ScaleRule.Fixed : ScaleRule.Free,
        Binary o => o.Kind switch
        {
            BinaryKind.Sub or BinaryKind.Div or BinaryKind.SquaredDifference => ScaleRule.Free,
            BinaryKind.Minimum or BinaryKind.Maximum => ScaleRule.Same,
            BinaryKind.FloorDiv or BinaryKind.FloorMod or BinaryKind.And or BinaryKind.Or => ScaleRule.Float,
        },
        Reduce o => o.Kind switch
        {
            ReduceKind.Sum => ScaleRule.Free,
            ReduceKind.Min or ReduceKind.Max => ScaleRule.Same,
            ReduceKind.All or ReduceKind.Any => ScaleRule.Float,
        },
        AddN => ScaleRule.SameOperands,
        Reshape or Pad or Concatenation or Select or StridedSlice or Split or Pack or Transpose or Reverse or BroadcastTo
            or SpaceToDepth or DepthToSpace or SpaceToBatch or BatchToSpace or MirrorPad or Gather or GatherNd or DynamicUpdateSlice
            or Resize => ScaleRule.Same,
        Svdf or Lstm or Gru or FastGrnn => ScaleRule.Recurrent,
        Lookup or L2Pool2D or Cast or ZerosLike or EmbeddingLookup or BroadcastArgs or TreeEnsemble or DetectionPostProcess
            => ScaleRule.Float,
        If or While or ForEachFrame => ScaleRule.Float,
        // Integer forms of these are not roundings of the float ones.
        WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
            or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic or LogSpectrum
            or Standardize => ScaleRule.Float,
    };

    /// <summary>Scale and zero point that the TFLite 8-bit specification prescribes for a result, on int8 and on int16.</summary>
    public static (Quantization.PerTensor Int8, Quantization.PerTensor Int16) Fixed(Op op)
    {
        // The last: in 2^-15, as sigmoids on int16 and probabilities are.
        var fraction = new Quantization.PerTensor(1f / 32768, 0);
        return op is Softmax or Unary { Kind: UnaryKind.Logistic } ? (new Quantization.PerTensor(1f / 256, -128), fraction)
            : op is LogSoftmax ? (new Quantization.PerTensor(16f / 256, 127), fraction)
            : (new Quantization.PerTensor(1f / 128, 0), fraction);
    }
}
