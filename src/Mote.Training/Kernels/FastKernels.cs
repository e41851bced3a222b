using System.Numerics.Tensors;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics.Fast;
using Mote.Training.Execution;
using Mote.Training.Networks;
using Convolve = Mote.Training.Networks.Convolve;
using FastActivation = Mote.Numerics.Fast.Activation;

namespace Mote.Training.Kernels;

/// <summary>Vectorised kernels in single precision, where there are some; held to the plain ones by tests.</summary>
internal static unsafe class FastKernels
{
    /// <returns>Null where only the plain kernel knows the operator, or this form of it.</returns>
    public static Kernel<float>? Select(BoundNode<float> node)
    {
        var x = node.Inputs.Select(i => i.Shape).ToArray();
        var y = node.Outputs[0].Shape;
        var op = node.Node.Op;
        if (op is ConvolveWeightGradient && node.IsGathered)
            return MatrixGradient(y[0], y[3]);
        if (op is Convolve convolve)
            return Forward(Shape(x[0], y, x[1][1], x[1][2], convolve.Steps, convolve.Padding));
        if (op is ConvolveInputGradient toInput)
            return InputGradient(Shape(y, x[0], x[1][1], x[1][2], toInput.Steps, toInput.Padding));
        if (op is ConvolveWeightGradient toWeights)
            return WeightGradient(Shape(x[0], x[1], y[1], y[2], toWeights.Steps, toWeights.Padding));
        if (op is ConvolveDepthwise depthwise)
            return DepthwiseForward(Shape(x[0], y, x[1][1], x[1][2], depthwise.Steps, depthwise.Padding));
        if (op is DepthwiseInputGradient depthwiseToInput)
            return DepthwiseInput(Shape(y, x[0], x[1][1], x[1][2], depthwiseToInput.Steps, depthwiseToInput.Padding));
        if (op is DepthwiseWeightGradient depthwiseToWeights)
            return DepthwiseWeights(Shape(x[0], x[1], y[1], y[2], depthwiseToWeights.Steps, depthwiseToWeights.Padding));
        if (op is Connect)
            return Connected(m: x[1][0], k: x[1][1]);
        if (op is ConnectWeightGradient)
            return MatrixGradient(y[0], y[1]);
        if (op is Moments)
            return BatchMoments(x[0][-1]);
        if (op is ScaleShift { Activation: not Core.Ops.Activation.ReluN1To1 } scaled)
            return Scale(x[0][-1], Fast(scaled.Activation));
        if (op is ScaleShiftSums { Activation: not Core.Ops.Activation.ReluN1To1 } summed)
            return Sums(x[0][-1], Fast(summed.Activation));
        if (op is BatchNormInputGradient { Activation: not Core.Ops.Activation.ReluN1To1 } normed)
            return BatchNormInput(x[0][-1], Fast(normed.Activation));
        if (op is Combine { Kind: CombineKind.Sum } && SameShape(node))
            return new Kernel<float>((in c) => TensorPrimitives.Add(c.XSpan(0), c.XSpan(1), c.YSpan()));
        if (op is Combine { Kind: CombineKind.Product } && SameShape(node))
            return new Kernel<float>((in c) => TensorPrimitives.Multiply(c.XSpan(0), c.XSpan(1), c.YSpan()));
        if (op is Rearrange { Op: Reshape } or RearrangeGradient { Op: Reshape })
            return new Kernel<float>((in c) => c.XSpan(0).CopyTo(c.YSpan()));
        return null;
    }

    /// <summary>dW = dYᵀ · X, of which parts are rows.</summary>
    private static Kernel<float> MatrixGradient(int m, int k) => new((in c) =>
    {
        var (first, rows) = c.Share(m);
        Gemm.Multiply(true, rows, k, Rows(c, 1), c.X(1) + first, m, c.X(0), k, c.Y() + (long)first * k, k, accumulate: false);
    }, Parts: Math.Clamp(m / 8, 1, 4));

    private static Kernel<float> Forward(ConvolutionShape s) => new(
        (in c) => Convolution.Forward(s, c.Count, c.X(0), c.Prepared, c.Y(), c.Scratch), Convolution.ScratchFloats(s),
        (in c) => Convolution.PackForward(s, c.X(1), c.Prepared), Convolution.ForwardPackedFloats(s));

    private static Kernel<float> InputGradient(ConvolutionShape s) => new(
        (in c) => Convolution.InputGradient(s, c.Count, c.X(0), c.Prepared, c.Y(), accumulate: false, c.Scratch),
            Convolution.ScratchFloats(s),
        (in c) => Convolution.PackBackward(s, c.X(1), c.Prepared), Convolution.BackwardPackedFloats(s));

    private static Kernel<float> WeightGradient(ConvolutionShape s) => new(
        (in c) => Convolution.WeightGradient(s, c.Count, c.X(0), c.X(1), c.Y(), c.Scratch), Convolution.ScratchFloats(s));

    private static Kernel<float> DepthwiseForward(ConvolutionShape s) => new(
        (in c) => Depthwise.Forward(s, c.Count, c.X(0), c.X(1), c.Y(), c.Scratch), Depthwise.ScratchFloats(s));

    private static Kernel<float> DepthwiseInput(ConvolutionShape s) => new(
        (in c) => Depthwise.InputGradient(s, c.Count, c.X(0), c.X(1), c.Y(), accumulate: false, c.Scratch), Depthwise.ScratchFloats(s));

    private static Kernel<float> DepthwiseWeights(ConvolutionShape s) => new(
        (in c) => Depthwise.WeightGradient(s, c.Count, c.X(0), c.X(1), c.Y(), c.Scratch), Depthwise.ScratchFloats(s));

    private static Kernel<float> Connected(int m, int k) => new(
        (in c) => Gemm.MultiplyPacked(false, Rows(c, 0), m, k, c.X(0), k, c.Prepared, c.Y(), m, accumulate: false),
        Prepare: (in c) => Gemm.Pack(true, m, k, c.X(1), k, c.Prepared), Prepared: Gemm.PackedFloats(m, k));

    /// <summary>From mean and deviations of the chunk, in double, to the sums that chunks are added in.</summary>
    private static Kernel<float> BatchMoments(int channels) => new((in c) =>
    {
        var mean = (double*)c.Scratch;
        var deviations = mean + channels;
        var rows = c.XElements(0) / channels;
        BatchNorm.Moments(rows, channels, c.X(0), mean, deviations);
        for (var i = 0; i < channels; i++)
        {
            c.Y()[i] = (float)(mean[i] * rows);
            c.Y()[channels + i] = (float)(deviations[i] + mean[i] * mean[i] * rows);
        }
    }, 4 * channels);

    private static Kernel<float> Scale(int channels, FastActivation activation) => new((in c) =>
        BatchNorm.Apply(c.XElements(0) / channels, channels, c.X(0), c.X(1), c.X(2), activation, c.Y()));

    private static Kernel<float> Sums(int channels, FastActivation activation) => new((in c) =>
    {
        var sum = (double*)c.Scratch;
        BatchNorm.BackwardSums(
            c.XElements(0) / channels, channels, c.X(0), c.X(1), c.X(4), c.X(2), c.X(3), activation, sum, sum + channels);
        for (var i = 0; i < 2 * channels; i++) c.Y()[i] = (float)sum[i];
    }, 4 * channels);

    private static Kernel<float> BatchNormInput(int channels, FastActivation activation) => new((in c) => BatchNorm.BackwardApply(
        c.XElements(0) / channels, channels, c.X(0), c.X(1), c.X(2), c.X(3), activation, c.X(4), c.X(4) + channels, c.Y()));

    private static bool SameShape(BoundNode<float> node) => node.Inputs.All(i => i.Shape == node.Inputs[0].Shape
        && i.IsPerExample == node.Inputs[0].IsPerExample);

    private static int Rows(in NodeCall<float> call, int operand) => call.XElements(operand) / call.XShape(operand)[-1];

    private static ConvolutionShape Shape(Shape x, Shape y, int kernelY, int kernelX, Steps steps, Padding padding) => new(
        x[1], x[2], x[3], y[1], y[2], y[3], kernelY, kernelX, steps.StrideY, steps.StrideX, steps.DilationY, steps.DilationX,
        padding.Top, padding.Left);

    internal static FastActivation Fast(Core.Ops.Activation activation) => activation switch
    {
        Core.Ops.Activation.None => FastActivation.None,
        Core.Ops.Activation.Relu => FastActivation.Relu,
        Core.Ops.Activation.Relu6 => FastActivation.Relu6,
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };
}
