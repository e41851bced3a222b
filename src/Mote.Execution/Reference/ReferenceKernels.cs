using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Core.Rules;

namespace Mote.Execution.Reference;

/// <summary>
/// What each operator computes, plainly. Integer kernels follow the TFLite reference kernels to the bit (8-bit quantization
/// specification, two roundings); float kernels follow their order of summation.
/// </summary>
internal static partial class ReferenceKernels
{
    public static void Run(Op op, KernelCall call)
    {
        Action run = op switch
        {
            Conv2D o => call.Y.IsFloat ? () => ConvolveFloat(o, call)
                : IsInt16(call) ? () => ConvolveInteger<short>(o, call) : () => ConvolveInteger<sbyte>(o, call),
            DepthwiseConv2D o => call.Y.IsFloat ? () => ConvolveDepthwiseFloat(o, call)
                : IsInt16(call) ? () => ConvolveDepthwiseInteger<short>(o, call) : () => ConvolveDepthwiseInteger<sbyte>(o, call),
            AveragePool2D o => call.Y.IsFloat ? () => PoolAverageFloat(o, call)
                : IsInt16(call) ? () => PoolAverageInteger<short>(o, call) : () => PoolAverageInteger<sbyte>(o, call),
            MaxPool2D o => call.Y.IsFloat ? () => PoolMaxFloat(o, call)
                : IsInt16(call) ? () => PoolMaxInteger<short>(o, call) : () => PoolMaxInteger<sbyte>(o, call),
            FullyConnected o => call.Y.IsFloat ? () => ConnectFloat(o, call)
                : IsInt16(call) ? () => ConnectInteger<short>(o, call) : () => ConnectInteger<sbyte>(o, call),
            Add o => call.Y.IsFloat ? () => AddFloat(o, call)
                : IsInt32(call) ? () => CombineInt32(o.Activation, (a, b) => unchecked(a + b), call)
                : IsInt16(call) ? () => AddInteger<short>(o, call) : () => AddInteger<sbyte>(o, call),
            Mul o => call.Y.IsFloat ? () => MultiplyFloat(o, call)
                : IsInt32(call) ? () => CombineInt32(o.Activation, (a, b) => unchecked(a * b), call)
                : IsInt16(call) ? () => MultiplyInteger<short>(o, call) : () => MultiplyInteger<sbyte>(o, call),
            Relu o => call.Y.IsFloat ? () => ClampFloat(o, call)
                : IsInt16(call) ? () => ClampInteger<short>(o, call) : () => ClampInteger<sbyte>(o, call),
            Quantize => !call.X(0).IsFloat ? () => Requantize(call)
                : call.Y.Element == ElementType.Int16 ? () => QuantizeFloat<short>(call) : () => QuantizeFloat<sbyte>(call),
            Dequantize => () => DequantizeInteger(call),
            Lookup => () => LookUp(call),
            Softmax o => call.Y.IsFloat ? () => SoftmaxFloat(o, call) : IsInt16(call) ? () => SoftmaxInt16(o, call)
                : call.Y.Element == ElementType.Int16 ? () => SoftmaxInt8<short>(o, call) : () => SoftmaxInt8<sbyte>(o, call),
            Reshape => () => call.In<byte>(0).CopyTo(call.Out<byte>()),
            Pad o => () => PadAny(o, call),
            Concatenation o => () => Concatenate(o, call),
            Mean o => call.Y.IsFloat ? () => AverageFloat(o, call)
                : IsInt16(call) ? () => AverageInteger<short>(o, call) : () => AverageInteger<sbyte>(o, call),
            L2Pool2D o => () => PoolL2Float(o, call),
            TransposeConv2D o => call.Y.IsFloat ? () => TransposeConvolveFloat(o, call)
                : IsInt16(call) ? () => TransposeConvolveInteger<short>(o, call) : () => TransposeConvolveInteger<sbyte>(o, call),
            BatchMatMul o => call.Y.IsFloat ? () => MultiplyMatricesFloat(o, call)
                : IsInt16(call) ? () => MultiplyMatricesInteger<short>(o, call) : () => MultiplyMatricesInteger<sbyte>(o, call),
            Unary o => () => ApplyUnary(o, call),
            LeakyRelu o => () => ApplyLeakyRelu(o, call),
            Cast => () => CastAny(call),
            ZerosLike => () => call.Out<byte>().Clear(),
            Binary o => () => ApplyBinary(o, call),
            Compare o => () => Compare(o, call),
            Select => () => SelectAny(call),
            PRelu => () => ApplyPRelu(call),
            AddN => () => AddAll(call),
            LogSoftmax => call.Y.IsFloat ? () => LogSoftmaxFloat(call) : () => LogSoftmaxInt8(call),
            L2Normalization => call.Y.IsFloat ? () => NormalizeFloat(call) : () => NormalizeInt8(call),
            StridedSlice o => () => Rearrange(StridedView.Of(o, call.X(0)), call),
            Split o => () => SplitAny(o, call),
            Pack o => () => PackAny(o, call),
            Transpose o => () => Rearrange(StridedView.Of(o, call.X(0)), call),
            Reverse o => () => Rearrange(StridedView.Of(o, call.X(0)), call),
            BroadcastTo o => () => Rearrange(StridedView.Of(o, call.X(0)), call),
            SpaceToDepth o => () => Rearrange(StridedView.Of(o, call.X(0)), call),
            DepthToSpace o => () => Rearrange(StridedView.Of(o, call.X(0)), call),
            SpaceToBatch o => () => PixelsToBatch(o, call),
            BatchToSpace o => () => BatchToPixels(o, call),
            MirrorPad o => () => Mirror(o, call),
            Gather o => () => GatherAlong(o, call),
            GatherNd => () => GatherAt(call),
            EmbeddingLookup => () => Embed(call),
            DynamicUpdateSlice => () => UpdateSlice(call),
            BroadcastArgs => () => BroadcastShapes(call),
            Resize o => o.Kind == ResizeKind.Nearest ? () => ResizeNearest(o, call)
                : call.Y.IsFloat ? () => ResizeBilinearFloat(o, call) : () => ResizeBilinearInt8(o, call),
            Reduce o => () => ReduceAny(o, call),
            ArgReduce o => call.X(0).IsFloat ? () => ArgReduceFloat(o, call) : () => ArgReduceInt8(o, call),
            CumSum o => call.Y.IsFloat ? () => CumSumFloat(o, call) : () => CumSumInt8(o, call),
            If o => () => Branch(o, call),
            While o => () => Repeat(o, call),
            WindowFunction o => () => ApplyWindow(o, call),
            FftAutoScale => () => ScaleForFft(call),
            Rfft o => call.Y.IsFloat ? () => TransformForward<float, FftFloat>(o, call)
                : IsInt16(call) ? () => TransformForward<short, FftInt16>(o, call) : () => TransformForward<int, FftInt32>(o, call),
            Irfft o => call.Y.IsFloat ? () => TransformBackward<float, FftFloat>(o, call)
                : IsInt16(call) ? () => TransformBackward<short, FftInt16>(o, call) : () => TransformBackward<int, FftInt32>(o, call),
            SpectrumEnergy o => () => MeasureEnergy(o, call),
            FilterBank o => () => ApplyFilterBank(o, call),
            FilterBankSquareRoot => () => TakeSquareRoots(call),
            SpectralSubtraction o => () => SubtractNoise(o, call),
            Pcan o => () => NormaliseEnergy(o, call),
            FilterBankLog o => () => TakeLogarithms(o, call),
            Framer o => () => CutFrames(o, call),
            Stacker o => () => StackFrames(o, call),
            OverlapAdd o => call.Y.IsFloat ? () => AddOverlapping<float>(o, call, (a, b) => a + b)
                : () => AddOverlapping<short>(o, call, (a, b) => ToInt16(a + b)),
            Delay o => () => DelaySamples(o, call),
            CircularBuffer => () => PushRow(call),
            Periodic o => () => CountCycle(o, call),
            Svdf o => call.Y.IsFloat ? () => FilterFloat(o, call) : () => FilterInt8(o, call),
            ForEachFrame o => () => RunFrames(o, call),
            LogSpectrum o => () => TakeLogarithms(o, call),
            Standardize o => call.Y.IsFloat ? () => StandardizeFloat(o, call) : () => StandardizeInteger(o, call),
            TreeEnsemble o => () => AskTrees(o, call),
            DetectionPostProcess o => () => Detect(o, call),
            Lstm o => call.Y.IsFloat ? () => RecallFloat(o, call) : () => RecallInteger(o, call),
            Gru o => call.Y.IsFloat ? () => UpdateFloat(o, call) : () => UpdateInteger(o, call),
            FastGrnn o => call.Y.IsFloat ? () => UpdateFloat(o, call) : () => UpdateInteger(o, call),
        };
        run();
    }
}
