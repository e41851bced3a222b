using Mote.Core.Ops;

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
            Svdf o => call.Y.IsFloat ? () => FilterFloat(o, call) : () => FilterInt8(o, call),
            Lstm o => call.Y.IsFloat ? () => RecallFloat(o, call) : () => RecallInteger(o, call),
            Mean o => call.Y.IsFloat ? () => AverageFloat(o, call) : () => AverageInt8(o, call),
        };
        run();
    }
}
