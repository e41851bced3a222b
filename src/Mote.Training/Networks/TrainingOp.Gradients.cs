using Mote.Core.Ops;

namespace Mote.Training.Networks;

/// <summary>dX of <see cref="Convolve"/>. Operands: dY, W.</summary>
public sealed record ConvolveInputGradient(Steps Steps, Padding Padding) : TrainingOp;

/// <summary>dW of <see cref="Convolve"/>. Operands: X, dY.</summary>
public sealed record ConvolveWeightGradient(Steps Steps, Padding Padding) : TrainingOp;

/// <summary>dX of <see cref="ConvolveDepthwise"/>. Operands: dY, W.</summary>
public sealed record DepthwiseInputGradient(Steps Steps, Padding Padding) : TrainingOp;

/// <summary>dW of <see cref="ConvolveDepthwise"/>. Operands: X, dY.</summary>
public sealed record DepthwiseWeightGradient(Steps Steps, Padding Padding) : TrainingOp;

/// <summary>dX of <see cref="Connect"/>. Operands: dY, W.</summary>
public sealed record ConnectInputGradient : TrainingOp;

/// <summary>dW of <see cref="Connect"/>. Operands: X, dY.</summary>
public sealed record ConnectWeightGradient : TrainingOp;

/// <summary>Sum over all rows of the batch: the gradient of a bias. dY [1,...,c], result [c], whole.</summary>
public sealed record SumRows : TrainingOp;

/// <summary>The gradient of a broadcast operand: the sum over all that read the same element. The result is whole if asked for.</summary>
public sealed record SumToShape : TrainingOp;

/// <summary>dX of <see cref="Clamp"/>. Operands: dY, Y.</summary>
public sealed record ClampGradient(Activation Activation) : TrainingOp;

/// <summary>dX of <see cref="Apply"/>. Operands: dY, X, Y.</summary>
public sealed record ApplyGradient(UnaryKind Kind) : TrainingOp;

/// <summary>dX of <see cref="Leak"/>. Operands: dY, X.</summary>
public sealed record LeakGradient(float Alpha) : TrainingOp;

/// <summary>dX of <see cref="PoolAverage"/>. Operand: dY.</summary>
public sealed record PoolAverageGradient(int KernelY, int KernelX, Steps Steps, Padding Padding) : TrainingOp;

/// <summary>dX of <see cref="PoolMaximum"/>: all to the first of equal elements. Operands: dY, X.</summary>
public sealed record PoolMaximumGradient(int KernelY, int KernelX, Steps Steps, Padding Padding) : TrainingOp;

/// <summary>dX of <see cref="Average"/>. Operand: dY.</summary>
public sealed record AverageGradient(Core.Types.EquatableArray<int> Axes) : TrainingOp;

/// <summary>dX of <see cref="Normalise"/>. Operands: dY, Y.</summary>
public sealed record NormaliseGradient(float Beta) : TrainingOp;

/// <summary>dX of <see cref="Rearrange"/>. Operand: dY.</summary>
public sealed record RearrangeGradient(Op Op) : TrainingOp;

/// <summary>dX of <see cref="Concatenate"/>'s operand that begins at Start along the axis. Operand: dY.</summary>
public sealed record ConcatenateGradient(int Axis, int Start) : TrainingOp;

/// <summary>
/// Where the activation lets dY through: Σ dY and Σ dY·(X - μ) over all rows of the batch, [2,c], whole. Operands: dY, X, scale, shift, μ.
/// </summary>
public sealed record ScaleShiftSums(Activation Activation) : TrainingOp;

/// <summary>
/// From <see cref="ScaleShiftSums"/>, γ, mean, 1/deviation: dγ, dβ and what <see cref="BatchNormInputGradient"/> needs, [2,c]: the
/// factor of X and the offset. Results: dγ [c], dβ [c], [2,c].
/// </summary>
public sealed record FinishBatchNormGradient(int RowsPerExample) : TrainingOp
{
    public const int Sums = 0, Scale = 1, Mean = 2, InverseDeviation = 3;
}

/// <summary>
/// dX[...,c] = [act lets through]·dY·scale + X·factor + offset. Operands: dY, X, scale, shift, factor and offset [2,c].
/// </summary>
public sealed record BatchNormInputGradient(Activation Activation) : TrainingOp;

/// <summary>dX of <see cref="ScaleShift"/> with given scale and shift. Operands: dY, X, scale, shift.</summary>
public sealed record ScaleShiftInputGradient(Activation Activation) : TrainingOp;

/// <summary>The straight-through estimator: dY inside the range, 0 outside. Operands: dY, X, range.</summary>
public sealed record QuantizeActivationGradient(int Bits) : TrainingOp;

/// <summary>The straight-through estimator of <see cref="Binarize"/>: dY where |X| is at most 1, 0 elsewhere, as if Y had been X clamped.
/// Operands: dY, X.</summary>
public sealed record BinarizeGradient : TrainingOp;

/// <summary>dW and dStep of <see cref="QuantizeWithSteps"/>. Operands: dY, W, steps.</summary>
public sealed record QuantizeWithStepsGradient(int Bits, int Axis, int Span = 1) : TrainingOp;

/// <summary>
/// Of <see cref="LstmSequence"/>. Operands: dY, R, Y, gates, cells; with Rounding Y before it and both ranges, too. Results: the gradients
/// of the gates before their functions [1,t,4s], which give those of X, W and B as a <see cref="Connect"/>'s, and dR. Nothing passes
/// a state that was clamped, everything one that was rounded.
/// </summary>
public sealed record LstmGradient(StateRounding? Rounding = null) : TrainingOp
{
    public const int Raw = 5, Range = 6, CellRange = 7;
}

/// <summary>Of <see cref="GruSequence"/>. Operands: dY, R, Y, gates; with Rounding Y before it and the range, too. Results: as
/// <see cref="LstmGradient"/> [1,t,3s], dR, and that of the recurrent bias [s].</summary>
public sealed record GruGradient(StateRounding? Rounding = null) : TrainingOp
{
    public const int Raw = 4, Range = 5;
}

/// <summary>
/// Of <see cref="FastGrnnSequence"/>. Operands: dY, R, Y, gates, mix; with Rounding Y before it and the range, too. Results: the gradients
/// of the sums W·x + R·h [1,t,s], of the gates before their functions [1,t,2s], dR and that of the mix [2].
/// </summary>
public sealed record FastGrnnGradient(StateRounding? Rounding = null) : TrainingOp
{
    public const int Raw = 5, Range = 6;
}

/// <summary>
/// What a prediction costs, and the gradient of its mean over the batch, at once. Operands: predictions [1,...,n], targets of the same
/// shape, weights [1]. Results: cost of each example [1], and the gradient.
/// </summary>
public sealed record LossGradient(Loss Loss) : TrainingOp
{
    public const int Prediction = 0, Target = 1, Weight = 2;
}
