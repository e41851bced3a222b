using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Numerics.Fast;
using Mote.Training.Execution;
using Mote.Training.Networks;
using CoreActivation = Mote.Core.Ops.Activation;
using FastActivation = Mote.Numerics.Fast.Activation;
using FastDropout = Mote.Numerics.Fast.Dropout;

namespace Mote.Training.Kernels;

/// <summary>
/// Vectorised kernels of layers other than <see cref="FastKernels"/>': dense, elementwise, pooling, dropout, recurrent, losses. Held to the
/// plain ones by tests.
/// </summary>
internal static unsafe class FastLayers
{
    /// <returns>Null where only the plain kernel knows the operator, or this form of it.</returns>
    public static Kernel<float>? Select(BoundNode<float> node)
    {
        var x = node.Inputs.Select(i => i.Shape).ToArray();
        var y = node.Outputs[0].Shape;
        var op = node.Node.Op;
        return op is ConnectInputGradient ? ConnectInput(m: x[1][0], k: x[1][1])
            : op is AddBias ? new((in c) => Elementwise.AddBias(
                c.XElements(0) / y[-1], y[-1], c.X(0), c.X(1), FastActivation.None, 0, c.Y()))
            : op is SumRows ? new((in c) => Elementwise.AddColumnSums(c.XElements(0) / y[0], y[0], c.X(0), c.Y()))
            : op is Clamp { Activation: not CoreActivation.ReluN1To1 } clamp ? Activate(FastKernels.Fast(clamp.Activation), 0)
            : op is ClampGradient { Activation: not CoreActivation.ReluN1To1 } back
                ? ActivationGradient(FastKernels.Fast(back.Activation), 0)
            : op is Apply { Kind: UnaryKind.Logistic } ? Activate(FastActivation.Sigmoid, 0)
            : op is ApplyGradient { Kind: UnaryKind.Logistic } ? ActivationGradient(FastActivation.Sigmoid, 0, operand: 2)
            : op is Apply { Kind: UnaryKind.Tanh } ? Activate(FastActivation.Tanh, 0)
            : op is ApplyGradient { Kind: UnaryKind.Tanh } ? ActivationGradient(FastActivation.Tanh, 0, operand: 2)
            : op is Apply { Kind: UnaryKind.HardSwish } ? Activate(FastActivation.HardSwish, 0)
            : op is ApplyGradient { Kind: UnaryKind.HardSwish } ? ActivationGradient(FastActivation.HardSwish, 0)
            : op is Leak leak ? Activate(FastActivation.LeakyRelu, leak.Alpha)
            : op is LeakGradient leakBack ? ActivationGradient(FastActivation.LeakyRelu, leakBack.Alpha)
            : op is PoolAverage a ? Average(Pool(x[0], y, a.KernelY, a.KernelX, a.Steps, a.Padding))
            : op is PoolAverageGradient a1 ? AverageGradient(Pool(y, x[0], a1.KernelY, a1.KernelX, a1.Steps, a1.Padding))
            : op is PoolMaximum m ? Maximum(Pool(x[0], y, m.KernelY, m.KernelX, m.Steps, m.Padding))
            : op is PoolMaximumGradient m1 ? MaximumGradient(Pool(y, x[0], m1.KernelY, m1.KernelX, m1.Steps, m1.Padding))
            : op is Average global && Whole(x[0], global.Axes) is { } shape ? Average(shape)
            : op is AverageGradient globalBack && Whole(y, globalBack.Axes) is { } shapeBack ? AverageGradient(shapeBack)
            : op is Networks.Dropout dropout ? Drop(dropout, y.Elements)
            : op is LstmSequence lstm ? Lstm(lstm.Rounding, k: x[0][2], steps: y[1], s: y[2])
            : op is LstmGradient lstmBack ? LstmBack(lstmBack.Rounding, steps: x[0][1], s: x[0][2])
            : op is GruSequence gru ? Gru(gru.Rounding, k: x[0][2], steps: y[1], s: y[2])
            : op is GruGradient gruBack ? GruBack(gruBack.Rounding, steps: x[0][1], s: x[0][2])
            : op is LossGradient { Loss: Loss.SoftmaxCrossEntropy } ? new((in c) => Losses.SoftmaxCrossEntropy(
                c.Count, x[0].Elements, c.X(0), c.X(1), c.X(2), 1f / c.Context.Examples, c.Y(0), c.Y(1)))
            : op is LossGradient { Loss: Loss.MeanSquaredError } ? new((in c) => Losses.SquaredError(
                c.Count, x[0].Elements, c.X(0), c.X(1), c.X(2), 1f / c.Context.Examples, c.Y(0), c.Y(1)))
            : op is Normalise softmax ? new((in c) => Losses.Softmax(c.XElements(0) / y[-1], y[-1], softmax.Beta, c.X(0), c.Y()))
            : null;
    }

    private static Kernel<float> ConnectInput(int m, int k) => new(
        (in c) => Gemm.MultiplyPacked(false, c.XElements(0) / m, k, m, c.X(0), m, c.Prepared, c.Y(), k, accumulate: false),
        Prepare: (in c) => Gemm.Pack(false, k, m, c.X(1), k, c.Prepared), Prepared: Gemm.PackedFloats(k, m));

    private static Kernel<float> Activate(FastActivation activation, float slope) =>
        new((in c) => Elementwise.Activate(c.XElements(0), activation, slope, c.X(0), c.Y()));

    /// <param name="activation">Which.</param>
    /// <param name="slope">Of a leaky one.</param>
    /// <param name="operand">The node's operand that the gradient depends on.</param>
    private static Kernel<float> ActivationGradient(FastActivation activation, float slope, int operand = 1) =>
        new((in c) => Elementwise.ActivationGradient(c.XElements(0), activation, slope, c.X(0), c.X(operand), c.Y()));

    private static Kernel<float> Average(ConvolutionShape s) => new((in c) => Pooling.Average(s, c.Count, c.X(0), c.Y()));

    private static Kernel<float> AverageGradient(ConvolutionShape s) =>
        new((in c) => Pooling.AverageGradient(s, c.Count, c.X(0), c.Y(), accumulate: false));

    private static Kernel<float> Maximum(ConvolutionShape s) => new((in c) => Pooling.Maximum(s, c.Count, c.X(0), c.Y()));

    private static Kernel<float> MaximumGradient(ConvolutionShape s) =>
        new((in c) => Pooling.MaximumGradient(s, c.Count, c.X(0), c.X(1), c.Y(), accumulate: false));

    private static Kernel<float> Drop(Networks.Dropout op, int elements) => new((in c) => FastDropout.Apply(
        c.Count * elements, op.Rate, FastDropout.Key(c.Context.Seed, c.Context.Step, op.Stream), (uint)c.First * (uint)elements,
        c.X(0), c.Y()));

    /// <summary>W and R packed, one behind the other.</summary>
    private static Kernel<float> Lstm(StateRounding? rounding, int k, int steps, int s) => new(
        (in c) =>
        {
            Project(c, c.Count * steps, 4 * s, k, c.X(LstmSequence.Bias), c.Y(1));
            Recurrent.Lstm(c.Count, steps, s, c.Prepared + Gemm.PackedFloats(4 * s, k), c.Y(1), c.Y(2), c.Y(0),
                States(c, rounding, LstmSequence.Range, LstmSequence.CellRange));
        },
        Prepare: (in c) => PackBoth(c, 4 * s, k, s), Prepared: Gemm.PackedFloats(4 * s, k + s));

    private static Kernel<float> LstmBack(StateRounding? rounding, int steps, int s) => new(
        (in c) => Recurrent.LstmGradient(c.Count, steps, s, c.X(0), c.Prepared, c.X(2), c.X(3), c.X(4), c.Y(0), c.Y(1), c.Scratch,
            StatesBack(c, rounding, LstmGradient.Raw, LstmGradient.CellRange)),
        Prepare: (in c) => Gemm.Pack(false, s, 4 * s, c.X(1), s, c.Prepared), Prepared: Gemm.PackedFloats(s, 4 * s), ScratchEach: 2 * s);

    private static Kernel<float> Gru(StateRounding? rounding, int k, int steps, int s) => new(
        (in c) =>
        {
            var sums = c.Scratch + 3L * s * c.Count;
            Project(c, c.Count * steps, 3 * s, k, c.X(GruSequence.Bias), sums);
            Recurrent.Gru(
                c.Count, steps, s, c.Prepared + Gemm.PackedFloats(3 * s, k), c.X(GruSequence.RecurrentBias), sums, c.Y(1), c.Y(0),
                c.Scratch, States(c, rounding, GruSequence.Range));
        },
        Prepare: (in c) => PackBoth(c, 3 * s, k, s), Prepared: Gemm.PackedFloats(3 * s, k + s), ScratchEach: 3L * s * (steps + 1));

    private static Kernel<float> GruBack(StateRounding? rounding, int steps, int s) => new(
        (in c) => Recurrent.GruGradient(c.Count, steps, s, c.X(0), c.Prepared, c.X(2), c.X(3), c.Y(0), c.Y(1), c.Y(2), c.Scratch,
            StatesBack(c, rounding, GruGradient.Raw)),
        Prepare: (in c) => Gemm.Pack(false, s, 3 * s, c.X(1), s, c.Prepared), Prepared: Gemm.PackedFloats(s, 3 * s),
        ScratchEach: s + 3L * s * steps);

    /// <summary>What a cell rounds: the last result is what there was before.</summary>
    private static RoundedStates States(in NodeCall<float> c, StateRounding? rounding, int range, int? cells = null) =>
        Rounded(c, rounding, rounding is null ? null : c.Y(c.Results - 1), range, cells);

    private static RoundedStates StatesBack(in NodeCall<float> c, StateRounding? rounding, int raw, int? cells = null) =>
        Rounded(c, rounding, rounding is null ? null : c.X(raw), raw + 1, cells);

    private static RoundedStates Rounded(in NodeCall<float> c, StateRounding? rounding, float* raw, int range, int? cells) =>
        rounding is null ? default : new(raw, rounding.Grid(c.X(range)[0], c.X(range)[1]),
            cells is { } at ? QuantizationGrid.OfActivation(c.X(at)[0], c.X(at)[1], LstmSequence.CellBits) : default);

    private static void PackBoth(in NodeCall<float> c, int rows, int k, int s)
    {
        Gemm.Pack(true, rows, k, c.X(1), k, c.Prepared);
        Gemm.Pack(true, rows, s, c.X(2), s, c.Prepared + Gemm.PackedFloats(rows, k));
    }

    /// <summary>to = X · Wᵀ + b for all steps at once.</summary>
    private static void Project(in NodeCall<float> c, int rows, int width, int k, float* bias, float* to)
    {
        Gemm.MultiplyPacked(false, rows, width, k, c.X(0), k, c.Prepared, to, width, accumulate: false);
        Elementwise.AddBias(rows, width, to, bias, FastActivation.None, 0, to);
    }

    /// <summary>The window that a mean over all of an image or a sequence is; null for other axes.</summary>
    private static ConvolutionShape? Whole(Shape x, EquatableArray<int> axes) =>
        x.Rank == 4 && axes.Order().SequenceEqual([1, 2]) ? new(x[1], x[2], x[3], 1, 1, x[3], x[1], x[2])
        : x.Rank == 3 && axes.SequenceEqual([1]) ? new(1, x[1], x[2], 1, 1, x[2], 1, x[1])
        : null;

    private static ConvolutionShape Pool(Shape x, Shape y, int kernelY, int kernelX, Steps steps, Padding padding) => new(
        x[1], x[2], x[3], y[1], y[2], y[3], kernelY, kernelX, steps.StrideY, steps.StrideX, steps.DilationY, steps.DilationX,
        padding.Top, padding.Left);
}
