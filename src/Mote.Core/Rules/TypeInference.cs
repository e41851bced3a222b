using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>
/// Which operands an operator accepts and what it gives. Quantization of outputs is a choice of the model's, not inferable, and is
/// passed in; everything else follows.
/// </summary>
public static partial class TypeInference
{
    /// <param name="op">The operator.</param>
    /// <param name="x">Operand types; null where an optional operand is absent.</param>
    /// <param name="q">Quantization of each output.</param>
    /// <param name="at">For messages.</param>
    /// <exception cref="Diagnostics.MoteException">MOTE0201: the operator does not accept these operands.</exception>
    public static TensorType[] Infer(Op op, ReadOnlySpan<TensorType?> x, ReadOnlySpan<Quantization?> q, Origin at)
    {
        var call = new OperandChecks(op, x, q, at);
        call.PackedAreWeights(op is Conv2D or DepthwiseConv2D or FullyConnected ? 1 : -1);
        return op switch
        {
            Conv2D o => [InferConv2D(o, call)],
            DepthwiseConv2D o => [InferDepthwiseConv2D(o, call)],
            AveragePool2D o => [InferPool(o.KernelY, o.KernelX, o.Steps, o.Padding, call)],
            MaxPool2D o => [InferPool(o.KernelY, o.KernelX, o.Steps, o.Padding, call)],
            FullyConnected o => [InferFullyConnected(o, call)],
            Add => [InferBinary(call)],
            Mul => [InferMul(call)],
            Relu o => [InferRelu(o, call)],
            Quantize o => [InferQuantize(o, call)],
            Dequantize => [InferDequantize(call)],
            Lookup => [InferLookup(call)],
            Softmax o => [InferSoftmax(o, call)],
            Reshape o => [InferReshape(o, call)],
            Pad o => [InferPad(o, call)],
            Concatenation o => [InferConcatenation(o, call)],
            Mean o => [InferMean(o, call)],
            L2Pool2D o => [InferL2Pool(o, call)],
            TransposeConv2D o => [InferTransposeConv2D(o, call)],
            BatchMatMul o => [InferBatchMatMul(o, call)],
            Unary o => [InferUnary(o, call)],
            LeakyRelu o => [InferLeakyRelu(o, call)],
            Cast o => [InferCast(o, call)],
            ZerosLike => [InferZerosLike(call)],
            Binary o => [InferBinary(o, call)],
            Compare o => [InferCompare(o, call)],
            Select => [InferSelect(call)],
            PRelu => [InferPRelu(call)],
            AddN => [InferAddN(call)],
            LogSoftmax => [InferLogSoftmax(call)],
            L2Normalization => [InferL2Normalization(call)],
            StridedSlice o => [InferStridedSlice(o, call)],
            Split o => InferSplit(o, call),
            Pack o => [InferPack(o, call)],
            Transpose o => [InferTranspose(o, call)],
            Reverse o => [InferReverse(o, call)],
            BroadcastTo o => [InferBroadcastTo(o, call)],
            SpaceToDepth o => [InferSpaceToDepth(o, call)],
            DepthToSpace o => [InferDepthToSpace(o, call)],
            SpaceToBatch o => [InferSpaceToBatch(o, call)],
            BatchToSpace o => [InferBatchToSpace(o, call)],
            MirrorPad o => [InferMirrorPad(o, call)],
            Gather o => [InferGather(o, call)],
            GatherNd => [InferGatherNd(call)],
            EmbeddingLookup => [InferEmbeddingLookup(call)],
            DynamicUpdateSlice => [InferDynamicUpdateSlice(call)],
            BroadcastArgs => [InferBroadcastArgs(call)],
            Resize o => [InferResize(o, call)],
            Reduce o => [InferReduce(o, call)],
            ArgReduce o => [InferArgReduce(o, call)],
            CumSum o => [InferCumSum(o, call)],
            WindowFunction o => [InferWindowFunction(o, call)],
            FftAutoScale => InferFftAutoScale(call),
            Rfft o => [InferRfft(o, call)],
            Irfft o => [InferIrfft(o, call)],
            SpectrumEnergy o => [InferSpectrumEnergy(o, call)],
            FilterBank o => [InferFilterBank(o, call)],
            FilterBankSquareRoot => [InferFilterBankSquareRoot(call)],
            SpectralSubtraction o => InferSpectralSubtraction(o, call),
            Pcan o => [InferPcan(o, call)],
            FilterBankLog o => [InferFilterBankLog(o, call)],
            Framer o => InferFramer(o, call),
            Stacker o => InferStacker(o, call),
            OverlapAdd o => InferOverlapAdd(o, call),
            Delay o => InferDelay(o, call),
            CircularBuffer => [InferCircularBuffer(call)],
            Periodic o => InferPeriodic(o, call),
            ForEachFrame o => InferForEachFrame(o, call),
            LogSpectrum o => [InferLogSpectrum(o, call)],
            Standardize o => [InferStandardize(o, call)],
            Svdf o => InferSvdf(o, call),
            Lstm o => InferLstm(o, call),
            If o => InferIf(o, call),
            While o => InferWhile(o, call),
            Gru o => InferGru(o, call),
            FastGrnn o => InferFastGrnn(o, call),
            TreeEnsemble o => [InferTreeEnsemble(o, call)],
            DetectionPostProcess o => InferDetectionPostProcess(o, call),
        };
    }
}
