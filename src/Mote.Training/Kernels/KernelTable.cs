using System.Numerics;
using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Kernels;

/// <summary>Which function computes a node.</summary>
internal static class KernelTable<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A fast one where there is one for these shapes, else the plain one.</summary>
    public static Kernel<T> Select(BoundNode<T> node) =>
        node is BoundNode<float> single
            && (NarrowKernels.Select(single) ?? FastLayers.Select(single) ?? FastKernels.Select(single)) is { } fast
            ? (Kernel<T>)(object)fast : new Kernel<T>(Plain(node));

    private static NodeKernel<T> Plain(BoundNode<T> node) => Plain(node, node.Node.Op);

    private static NodeKernel<T> Plain(BoundNode<T> node, TrainingOp op)
    {
        var (x, y) = (node.Inputs.Select(i => i.Shape).ToArray(), node.Outputs[0].Shape);
        return op switch
        {
            Convolve o => PlainKernels<T>.Convolve(new(x[0], y, x[1][1], x[1][2], o.Steps, o.Padding)),
            ConvolveInputGradient o => PlainKernels<T>.ConvolveInputGradient(new(y, x[0], x[1][1], x[1][2], o.Steps, o.Padding)),
            ConvolveWeightGradient o => PlainKernels<T>.ConvolveWeightGradient(new(x[0], x[1], y[1], y[2], o.Steps, o.Padding)),
            ConvolveDepthwise o => PlainKernels<T>.ConvolveDepthwise(new(x[0], y, x[1][1], x[1][2], o.Steps, o.Padding)),
            DepthwiseInputGradient o => PlainKernels<T>.DepthwiseInputGradient(new(y, x[0], x[1][1], x[1][2], o.Steps, o.Padding)),
            DepthwiseWeightGradient o => PlainKernels<T>.DepthwiseWeightGradient(new(x[0], x[1], y[1], y[2], o.Steps, o.Padding)),
            Connect => PlainKernels<T>.Connect,
            ConnectInputGradient => PlainKernels<T>.ConnectInputGradient,
            ConnectWeightGradient => PlainKernels<T>.ConnectWeightGradient,
            AddBias => PlainKernels<T>.AddBias,
            SumRows => PlainKernels<T>.SumRows,
            SumToShape => PlainKernels<T>.SumToShape(Maps.OfBroadcast(y, x[0])),
            Clamp o => PlainKernels<T>.Clamp(o.Activation),
            ClampGradient o => PlainKernels<T>.ClampGradient(o.Activation),
            Apply o => PlainKernels<T>.Apply(o.Kind),
            ApplyGradient o => PlainKernels<T>.ApplyGradient(o.Kind),
            Leak o => PlainKernels<T>.Leak(T.CreateChecked(o.Alpha)),
            LeakGradient o => PlainKernels<T>.LeakGradient(T.CreateChecked(o.Alpha)),
            Combine o => PlainKernels<T>.Combine(o.Kind, Maps.OfBroadcast(x[0], y), Maps.OfBroadcast(x[1], y)),
            PoolAverage o => PlainKernels<T>.PoolAverage(new(x[0], y, o.KernelY, o.KernelX, o.Steps, o.Padding)),
            PoolAverageGradient o => PlainKernels<T>.PoolAverageGradient(new(y, x[0], o.KernelY, o.KernelX, o.Steps, o.Padding)),
            PoolMaximum o => PlainKernels<T>.PoolMaximum(new(x[0], y, o.KernelY, o.KernelX, o.Steps, o.Padding)),
            PoolMaximumGradient o => PlainKernels<T>.PoolMaximumGradient(new(y, x[0], o.KernelY, o.KernelX, o.Steps, o.Padding)),
            Average o => PlainKernels<T>.Average(Maps.OfMean(x[0], o.Axes)),
            AverageGradient o => PlainKernels<T>.AverageGradient(Maps.OfMean(y, o.Axes)),
            Normalise o => PlainKernels<T>.Normalise(T.CreateChecked(o.Beta)),
            NormaliseGradient o => PlainKernels<T>.NormaliseGradient(T.CreateChecked(o.Beta)),
            Rearrange o => PlainKernels<T>.Rearrange(Maps.OfMovement(o.Op, x[0])),
            RearrangeGradient o => PlainKernels<T>.RearrangeGradient(Maps.OfMovement(o.Op, y)),
            Concatenate o => PlainKernels<T>.Concatenate(o.Axis),
            ConcatenateGradient o => PlainKernels<T>.ConcatenateGradient(o.Axis, o.Start),
            Dropout o => PlainKernels<T>.Dropout(o.Rate, o.Stream),
            Moments => PlainKernels<T>.Moments,
            FinishBatchNorm o => PlainKernels<T>.FinishBatchNorm(o),
            FoldBatchNorm o => PlainKernels<T>.FoldBatchNorm(T.CreateChecked(o.Epsilon)),
            ScaleShift o => PlainKernels<T>.ScaleShift(o.Activation),
            ScaleShiftSums o => PlainKernels<T>.ScaleShiftSums(o.Activation),
            FinishBatchNormGradient o => PlainKernels<T>.FinishBatchNormGradient(o.RowsPerExample),
            BatchNormInputGradient o => PlainKernels<T>.BatchNormInputGradient(o.Activation),
            ScaleShiftInputGradient o => PlainKernels<T>.ScaleShiftInputGradient(o.Activation),
            QuantizeActivation o => PlainKernels<T>.QuantizeActivation(o.Bits),
            QuantizeActivationGradient o => PlainKernels<T>.QuantizeActivationGradient(o.Bits),
            Binarize o => PlainKernels<T>.Binarize(o),
            BinarizeGradient => PlainKernels<T>.BinarizeGradient,
            Extremes => PlainKernels<T>.Extremes,
            MoveRange o => PlainKernels<T>.MoveRange(T.CreateChecked(o.Momentum)),
            QuantizeWeights o => PlainKernels<T>.QuantizeWeights(o),
            QuantizeWithSteps o => PlainKernels<T>.QuantizeWithSteps(o),
            QuantizeWithStepsGradient o => PlainKernels<T>.QuantizeWithStepsGradient(o),
            LstmSequence o => PlainKernels<T>.LstmSequence(o.Rounding),
            LstmGradient o => PlainKernels<T>.LstmGradient(o.Rounding),
            GruSequence o => PlainKernels<T>.GruSequence(o.Rounding),
            GruGradient o => PlainKernels<T>.GruGradient(o.Rounding),
            FastGrnnSequence o => PlainKernels<T>.FastGrnnSequence(o.Rounding),
            FastGrnnGradient o => PlainKernels<T>.FastGrnnGradient(o.Rounding),
            LossGradient o => PlainKernels<T>.LossGradient(o.Loss),
            RoundTo o => PlainKernels<T>.RoundTo(o),
            // Narrow sums are those of single precision alone; in double everything but them can be compared.
            Accumulated o => Plain(node, o.Op),
        };
    }
}
