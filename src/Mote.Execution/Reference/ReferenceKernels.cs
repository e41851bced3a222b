using Mote.Core.Ops;
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
            Conv2D o => call.Y.IsFloat ? () => ConvolveFloat(o, call) : () => ConvolveInt8(o, call),
            DepthwiseConv2D o => call.Y.IsFloat ? () => ConvolveDepthwiseFloat(o, call) : () => ConvolveDepthwiseInt8(o, call),
            AveragePool2D o => call.Y.IsFloat ? () => PoolAverageFloat(o, call) : () => PoolAverageInt8(o, call),
            MaxPool2D o => call.Y.IsFloat ? () => PoolMaxFloat(o, call) : () => PoolMaxInt8(o, call),
            FullyConnected o => call.Y.IsFloat ? () => ConnectFloat(o, call) : () => ConnectInt8(o, call),
            Add o => call.Y.IsFloat ? () => AddFloat(o, call) : () => AddInt8(o, call),
            Mul o => call.Y.IsFloat ? () => MultiplyFloat(o, call) : () => MultiplyInt8(o, call),
            Relu o => call.Y.IsFloat ? () => ClampFloat(o, call) : () => ClampInt8(o, call),
            Quantize => call.X(0).IsFloat ? () => QuantizeFloat(call) : () => Requantize(call),
            Dequantize => () => DequantizeInt8(call),
            Lookup => () => LookUp(call),
            Softmax o => call.Y.IsFloat ? () => SoftmaxFloat(o, call) : () => SoftmaxInt8(o, call),
            Reshape => () => call.In<byte>(0).CopyTo(call.Out<byte>()),
            Pad o => () => PadAny(o, call),
            Concatenation o => () => Concatenate(o, call),
            Mean o => call.Y.IsFloat ? () => AverageFloat(o, call) : () => AverageInt8(o, call),
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
        };
        run();
    }
}
