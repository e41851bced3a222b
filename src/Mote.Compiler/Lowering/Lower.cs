using System.Collections.Immutable;
using Mote.Compiler.Prediction;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Compiler.Lowering;

/// <summary>From operators to calls of C kernels. Every decision about the code is made here; what follows prints.</summary>
internal static partial class Lower
{
    /// <summary>One node alone, without what control flow runs.</summary>
    public static Step Node(Graph graph, Node node, int index, ImmutableArray<ValueLayout> layouts, CompileOptions options) =>
        new(index, node,
            [.. Calls(new NodeLowering(graph, node, options) { Layouts = layouts }).Select(c => KernelTable.Costed(c, options))]);

    private static ImmutableArray<KernelCall> Calls(NodeLowering n) => n.Node.Op switch
    {
        Conv2D o => n.Y.IsFloat ? LowerConv2DFloat(o, n) : IsInt16(n) ? LowerConv2DInt16(o, n) : LowerConv2DInt8(o, n),
        DepthwiseConv2D o => n.Y.IsFloat ? LowerDepthwiseFloat(o, n) : IsInt16(n) ? LowerDepthwiseInt16(o, n) : LowerDepthwiseInt8(o, n),
        AveragePool2D o when TryAveragePoolMve(o, n) is { } mve => mve,
        AveragePool2D o => TryMeanDsp(o, n) ?? LowerPool("average_pool2d", o.KernelY, o.KernelX, o.Steps, o.Padding, o.Activation, n),
        MaxPool2D o when TryMaxPoolSigns(o, n) is { } signs => signs,
        MaxPool2D o when TryMaxPoolMve(o, n) is { } mve => mve,
        MaxPool2D o => LowerPool("max_pool2d", o.KernelY, o.KernelX, o.Steps, o.Padding, o.Activation, n),
        FullyConnected o => n.Y.IsFloat ? LowerMatrixFloat(o.Activation, n) : IsInt16(n) ? LowerMatrixInt16(o, n) : LowerMatrixInt8(o, n),
        Add o => n.Y.IsFloat ? LowerBinaryFloat("add", o.Activation, n)
            : IsInt32(n) ? LowerBinaryInt32("add", o.Activation, n) : LowerAddInteger(o, n),
        Mul o => n.Y.IsFloat ? LowerBinaryFloat("mul", o.Activation, n)
            : IsInt32(n) ? LowerBinaryInt32("mul", o.Activation, n) : LowerMulInteger(o, n),
        Relu o => n.Y.IsFloat ? LowerReluFloat(o, n) : LowerReluInteger(o, n),
        Quantize => n.X().IsFloat ? LowerQuantize(n) : LowerRequantize(n),
        Dequantize => LowerDequantize(n),
        Lookup when TryLookupMve(n.Operand("table", Lookup.Table), n) is { } mve => mve,
        Lookup => LowerLookup(n),
        Softmax o => n.Y.IsFloat ? LowerSoftmaxFloat(o, n) : IsInt16(n) ? LowerSoftmaxInt16(o, n) : LowerSoftmaxInt8(o, n),
        Reshape => LowerReshape(n),
        Pad o => LowerPad(o, n),
        Concatenation o => LowerConcatenation(o, n),
        WindowFunction o => LowerWindowFunction(o, n),
        FftAutoScale => LowerFftAutoScale(n),
        Rfft o => LowerRfft(o, n),
        Irfft o => LowerIrfft(o, n),
        SpectrumEnergy o => LowerSpectrumEnergy(o, n),
        FilterBank o => LowerFilterBank(o, n),
        FilterBankSquareRoot => LowerFilterBankSquareRoot(n),
        SpectralSubtraction o => LowerSpectralSubtraction(o, n),
        Pcan o => LowerPcan(o, n),
        FilterBankLog o => LowerFilterBankLog(o, n),
        Framer o => LowerFramer(o, n),
        Stacker o => LowerStacker(o, n),
        OverlapAdd o => LowerOverlapAdd(o, n),
        Delay o => LowerDelay(o, n),
        CircularBuffer => LowerCircularBuffer(n),
        Periodic o => LowerPeriodic(o, n),
        Svdf o => n.Y.IsFloat ? LowerSvdfFloat(o, n) : LowerSvdfInt8(o, n),
        // Subprograms instead of kernels.
        If or While or ForEachFrame => [],
        LogSpectrum o => LowerLogSpectrum(o, n),
        Standardize o => LowerStandardize(o, n),
        Lstm o => n.Y.IsFloat ? LowerLstmFloat(o, n) : LowerLstmInteger(o, n),
        Gru o => LowerGru(o, n),
        FastGrnn o => LowerFastGrnn(o, n),
        Mean o => LowerMean(o, n),
        L2Pool2D o => LowerPool("l2_pool2d", o.KernelY, o.KernelX, o.Steps, o.Padding, o.Activation, n),
        TransposeConv2D o => LowerTransposeConv2D(o, n),
        BatchMatMul o => LowerBatchMatMul(o, n),
        Unary o => LowerUnary(o, n),
        LeakyRelu o => LowerLeakyRelu(o, n),
        Cast => LowerCast(n),
        ZerosLike => LowerZerosLike(n),
        Binary o => LowerBinary(o, n),
        Compare o => LowerCompare(o, n),
        Select => LowerSelect(n),
        PRelu => LowerPRelu(n),
        AddN => LowerAddN(n),
        LogSoftmax => LowerLogSoftmax(n),
        L2Normalization => LowerL2Normalization(n),
        StridedSlice o => LowerStridedSlice(o, n),
        Split o => LowerSplit(o, n),
        Pack o => LowerPack(o, n),
        Transpose o => LowerView(StridedView.Of(o, n.X()), n),
        Reverse o => LowerView(StridedView.Of(o, n.X()), n),
        BroadcastTo o => LowerView(StridedView.Of(o, n.X()), n),
        SpaceToDepth o => LowerView(StridedView.Of(o, n.X()), n),
        DepthToSpace o => LowerView(StridedView.Of(o, n.X()), n),
        SpaceToBatch o => LowerSpaceToBatch(o, n),
        BatchToSpace o => LowerBatchToSpace(o, n),
        MirrorPad o => LowerMirrorPad(o, n),
        Gather o => LowerGather(o, n),
        GatherNd => LowerGatherNd(n),
        EmbeddingLookup => LowerEmbeddingLookup(n),
        DynamicUpdateSlice => LowerDynamicUpdateSlice(n),
        BroadcastArgs => LowerBroadcastArgs(n),
        Resize o => LowerResize(o, n),
        Reduce o => LowerReduce(o, n),
        ArgReduce o => LowerArgReduce(o, n),
        CumSum o => LowerCumSum(o, n),
        TreeEnsemble o => LowerTreeEnsemble(o, n),
        DetectionPostProcess o => LowerDetectionPostProcess(o, n),
    };
}
