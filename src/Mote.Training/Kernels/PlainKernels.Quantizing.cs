using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Kernels;

/// <summary>Rounding to what integers can stand for: the grids are those that the quantizer makes.</summary>
internal static unsafe partial class PlainKernels<T>
{
    public static NodeKernel<T> QuantizeActivation(int bits) => (in c) =>
        FakeQuantization.Forward(c.XSpan(0), ActivationGrid(c.XSpan(1), bits), c.YSpan());

    public static NodeKernel<T> QuantizeActivationGradient(int bits) => (in c) =>
        FakeQuantization.Backward(c.XSpan(1), ActivationGrid(c.XSpan(2), bits), c.XSpan(0), c.YSpan());

    public static NodeKernel<T> Binarize(Binarize op) => (in c) =>
    {
        if (op.IsStochastic)
            FakeQuantization.StochasticSigns(c.XSpan(0), Numerics.Fast.Dropout.Key(c.Context.Seed, c.Context.Step, ~op.Stream),
                (uint)c.First * (uint)c.XShape(0).Elements, c.YSpan());
        else FakeQuantization.Signs(c.XSpan(0), c.YSpan());
    };

    public static NodeKernel<T> BinarizeGradient => (in c) => FakeQuantization.BackwardSigns(c.XSpan(1), c.XSpan(0), c.YSpan());

    private static QuantizationGrid<T> ActivationGrid(ReadOnlySpan<T> range, int bits) =>
        QuantizationGrid.OfActivation(range[0], range[1], bits);

    public static NodeKernel<T> Extremes => (in c) =>
    {
        var (low, high) = FakeQuantization.Range(c.XSpan(0));
        (c.Y()[0], c.Y()[1]) = (-low, high);
    };

    public static NodeKernel<T> MoveRange(T momentum) => (in c) =>
    {
        c.Y()[0] = Moved(c.X(0)[0], -c.X(1)[0], momentum);
        c.Y()[1] = Moved(c.X(0)[1], c.X(1)[1], momentum);
    };

    public static NodeKernel<T> QuantizeWeights(QuantizeWeights op) => (in c) =>
    {
        var (shape, most) = (c.XShape(0), (1 << (op.Bits - 1)) - 1);
        var inner = shape.Strides()[op.Axis] * op.Span;
        var scales = new T[shape[op.Axis] / op.Span];
        if (op.Bits == 1)
        {
            FakeQuantization.MeanMagnitudes(c.XSpan(0), inner, scales);
            FakeQuantization.Signs(c.XSpan(0), scales, inner, c.YSpan());
            return;
        }
        FakeQuantization.Magnitudes(c.XSpan(0), inner, scales);
        for (var i = 0; i < scales.Length; i++) scales[i] = QuantizationGrid.Symmetric(scales[i], most).Scale;
        FakeQuantization.Forward(c.XSpan(0), scales, inner, most, c.YSpan());
    };

    public static NodeKernel<T> QuantizeWithSteps(QuantizeWithSteps op) => (in c) => FakeQuantization.Forward(
        c.XSpan(0), c.XSpan(1), c.XShape(0).Strides()[op.Axis] * op.Span, (1 << (op.Bits - 1)) - 1, c.YSpan());

    /// <summary>Esser and others (2020): operands dY, W, steps; results dW and the steps' gradients, made as quick as the
    /// weights'.</summary>
    public static NodeKernel<T> QuantizeWithStepsGradient(QuantizeWithStepsGradient op) => (in c) =>
    {
        var (shape, most) = (c.XShape(1), (1 << (op.Bits - 1)) - 1);
        var steps = new double[shape[op.Axis] / op.Span];
        FakeQuantization.BackwardLearned(c.XSpan(1), c.XSpan(2), shape.Strides()[op.Axis] * op.Span, most, c.XSpan(0), c.YSpan(0), steps);
        var share = FakeQuantization.StepGradientScale(shape.Elements / steps.Length, most);
        for (var i = 0; i < steps.Length; i++) c.Y(1)[i] = T.CreateChecked(steps[i] * share);
    };
}
