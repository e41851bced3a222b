using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType InferConv2D(Conv2D op, OperandChecks call)
    {
        call.Takes(2, 3);
        var x = call.WeightedActivation(Conv2D.Input);
        call.Image(Conv2D.Input);
        var w = call.Weights(Conv2D.Weights, x, axis: 0);
        call.Image(Conv2D.Weights);
        call.Require(x.Shape[3] % w.Shape[3] == 0 && w.Shape[0] % (x.Shape[3] / w.Shape[3]) == 0,
            $"weights {w.Shape} do not divide the {x.Shape[3]} input channels into groups.");
        call.Bias(Conv2D.Bias, x, w.Shape[0]);
        return new TensorType(x.Element,
            Windowed(x.Shape, w.Shape[1], w.Shape[2], op.Steps, op.Padding, w.Shape[0], call), call.OutputQuantization);
    }

    private static TensorType InferDepthwiseConv2D(DepthwiseConv2D op, OperandChecks call)
    {
        call.Takes(2, 3);
        var x = call.WeightedActivation(DepthwiseConv2D.Input);
        call.Image(DepthwiseConv2D.Input);
        var w = call.Weights(DepthwiseConv2D.Weights, x, axis: 3);
        call.Image(DepthwiseConv2D.Weights);
        call.Require(w.Shape[0] == 1 && w.Shape[3] % x.Shape[3] == 0,
            $"weights {w.Shape} do not fit {x.Shape[3]} input channels: [1, kh, kw, a multiple of {x.Shape[3]}] is expected.");
        call.Bias(DepthwiseConv2D.Bias, x, w.Shape[3]);
        return new TensorType(x.Element,
            Windowed(x.Shape, w.Shape[1], w.Shape[2], op.Steps, op.Padding, w.Shape[3], call), call.OutputQuantization);
    }

    private static TensorType InferPool(int kernelY, int kernelX, Steps steps, Padding padding, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16);
        call.Image(0);
        call.Require(kernelY > 0 && kernelX > 0, $"the window is {kernelY}x{kernelX}.");
        call.Require(padding.Top < kernelY && padding.Bottom < kernelY && padding.Left < kernelX && padding.Right < kernelX,
            $"the padding {padding} makes windows that hold no input.");
        call.Require(x.Quantization == call.OutputQuantization, "pooling keeps the quantization: input and output must have the same.");
        return x with { Shape = Windowed(x.Shape, kernelY, kernelX, steps, padding, x.Shape[3], call) };
    }

    private static Shape Windowed(Shape x, int kernelY, int kernelX, Steps steps, Padding padding, int channels, OperandChecks call)
    {
        call.Require(steps is { StrideY: > 0, StrideX: > 0, DilationY: > 0, DilationX: > 0 },
            $"stride and dilation must be positive: {steps}.");
        call.Require(padding is { Top: >= 0, Bottom: >= 0, Left: >= 0, Right: >= 0 }, $"padding must not be negative: {padding}.");
        call.Require(IsSane(kernelY, steps.StrideY, steps.DilationY, padding.Top, padding.Bottom)
            && IsSane(kernelX, steps.StrideX, steps.DilationX, padding.Left, padding.Right),
            $"a {kernelY}x{kernelX} window with {steps} and {padding} is out of all proportion.");
        var y = Positions(x[1], kernelY, steps.StrideY, steps.DilationY, (long)padding.Top + padding.Bottom);
        var xs = Positions(x[2], kernelX, steps.StrideX, steps.DilationX, (long)padding.Left + padding.Right);
        call.Require(y > 0 && xs > 0,
            $"the {kernelY}x{kernelX} window (dilated {steps.DilationY}x{steps.DilationX}) is larger than the image {x}.");
        call.Require(y <= int.MaxValue && xs <= int.MaxValue, "the output is too large.");
        return [x[0], (int)y, (int)xs, channels];
    }

    /// <summary>Keeps positions in an image far from overflow.</summary>
    private static bool IsSane(int kernel, int stride, int dilation, int before, int after)
    {
        const int most = 1 << 16;
        return (long)kernel * dilation <= most && stride <= most && before <= most && after <= most;
    }

    private static long Positions(int size, int kernel, int stride, int dilation, long padding)
    {
        var room = size + padding - ((long)(kernel - 1) * dilation + 1);
        return room < 0 ? 0 : room / stride + 1;
    }
}
