using Mote.Core;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Training.Networks;

/// <summary>
/// What a node of a <see cref="Network"/> computes: all on reals, activations apart from the operators they follow, batch normalization in
/// its parts. Smaller than the family of the graph's operators, because training needs a gradient for each; what cannot be expressed
/// cannot be trained. Shapes are those of one example, with a batch dimension of 1.
/// </summary>
[Closed]
public abstract record TrainingOp
{
    private protected TrainingOp()
    {
    }
}

/// <summary>Y[y,x,o] = Σ X[y·s+i·d-p, x·s+j·d-p, c] · W[o,i,j,c]. X [1,h,w,c], W [o,kh,kw,c].</summary>
public sealed record Convolve(Steps Steps, Padding Padding) : TrainingOp
{
    public const int Input = 0, Weights = 1;
}

/// <summary>Y[y,x,o] = Σ X[y·s+i·d-p, x·s+j·d-p, o / multiplier] · W[0,i,j,o]. X [1,h,w,c], W [1,kh,kw,c·multiplier].</summary>
public sealed record ConvolveDepthwise(Steps Steps, Padding Padding) : TrainingOp
{
    public const int Input = 0, Weights = 1;
}

/// <summary>Y = X · Wᵀ for each row of X. X [1,...,k], W [m,k].</summary>
public sealed record Connect : TrainingOp
{
    public const int Input = 0, Weights = 1;
}

/// <summary>Y[...,c] = X[...,c] + B[c]. B is a whole value.</summary>
public sealed record AddBias : TrainingOp
{
    public const int Input = 0, Bias = 1;
}

/// <summary>Y = act(X)</summary>
public sealed record Clamp(Activation Activation) : TrainingOp;

/// <summary>Y = f(X)</summary>
public sealed record Apply(UnaryKind Kind) : TrainingOp;

/// <summary>Y[i] = X[i] where X[i] >= 0, Alpha · X[i] below.</summary>
public sealed record Leak(float Alpha) : TrainingOp;

public enum CombineKind
{
    /// <summary>a + b</summary>
    Sum,

    /// <summary>a - b</summary>
    Difference,

    /// <summary>a · b</summary>
    Product,
}

/// <summary>Y = a ∘ b, broadcast as the graph's elementwise operators are.</summary>
public sealed record Combine(CombineKind Kind) : TrainingOp;

/// <summary>Mean over each window; padding does not count. X [1,h,w,c].</summary>
public sealed record PoolAverage(int KernelY, int KernelX, Steps Steps, Padding Padding) : TrainingOp;

/// <summary>Maximum over each window; padding does not count. X [1,h,w,c].</summary>
public sealed record PoolMaximum(int KernelY, int KernelX, Steps Steps, Padding Padding) : TrainingOp;

/// <summary>Mean over axes other than the first.</summary>
public sealed record Average(EquatableArray<int> Axes, bool KeepDims) : TrainingOp;

/// <summary>Y[...,c] = e^(β·X[...,c]) / Σ e^(β·X[...,i])</summary>
public sealed record Normalise(float Beta) : TrainingOp;

/// <summary>Moves elements and adds zeros, as an operator of the graph with one operand does: reshape, transpose, pad, slice ...</summary>
public sealed record Rearrange(Op Op) : TrainingOp;

/// <summary>Operands one after another along an axis other than the first.</summary>
public sealed record Concatenate(int Axis) : TrainingOp;

/// <summary>Each element kept with the probability 1 - Rate and divided by it, or zero. Stream tells dropouts of a network apart.</summary>
public sealed record Dropout(float Rate, int Stream) : TrainingOp;

/// <summary>Σ X and Σ X² over all rows of the batch. X [1,...,c], result [2,c], whole.</summary>
public sealed record Moments : TrainingOp;

/// <summary>
/// Batch normalization's own arithmetic (Ioffe and Szegedy 2015). Operands: <see cref="Moments"/>' sums, γ, β, running mean and variance,
/// all [c]. Results [c]: the scale γ/√(σ²+ε) and the shift β - μ·scale; μ; 1/√(σ²+ε); and the running values moved by Momentum towards
/// the batch's (the variance without bias, as PyTorch does).
/// </summary>
public sealed record FinishBatchNorm(int RowsPerExample, float Epsilon, float Momentum) : TrainingOp
{
    public const int Sums = 0, Gamma = 1, Beta = 2, RunningMean = 3, RunningVariance = 4;
    public const int Scale = 0, Shift = 1, Mean = 2, InverseDeviation = 3, NewMean = 4, NewVariance = 5;
}

/// <summary>Batch normalization of a trained network: operands γ, β, mean, variance; results scale and shift.</summary>
public sealed record FoldBatchNorm(float Epsilon) : TrainingOp;

/// <summary>Y[...,c] = act(X[...,c] · scale[c] + shift[c])</summary>
public sealed record ScaleShift(Activation Activation) : TrainingOp
{
    public const int Input = 0, Scale = 1, Shift = 2;
}

/// <summary>
/// The nearest of the reals that an integer can stand for. Operands: X; low and high [2], whole, the range that the smallest and the
/// largest integer stand for, widened to hold zero exactly.
/// </summary>
public sealed record QuantizeActivation(int Bits) : TrainingOp
{
    public const int Input = 0, Range = 1;
}

/// <summary>
/// Y = 1 where X >= 0, -1 below (Courbariaux and others 2016). Stochastic, while it is trained: 1 with the probability (X + 1) / 2 clamped
/// to [0, 1]. Stream tells the random numbers of a network's nodes apart.
/// </summary>
public sealed record Binarize(bool IsStochastic = false, int Stream = 0) : TrainingOp;

/// <summary>Smallest and largest element over the batch, as [-min, max], whole.</summary>
public sealed record Extremes : TrainingOp;

/// <summary>A range [low, high] moved by Momentum towards the batch's. Operands: range, <see cref="Extremes"/>.</summary>
public sealed record MoveRange(float Momentum) : TrainingOp;

/// <summary>The nearest of the reals that integers of some bits can stand for with one scale, max|w| / (2^(Bits-1) - 1), per Span
/// successive indices along Axis: 1 for output channels, a cell's states for the stacked matrices of its gates. One bit is the sign, and
/// the scale mean|w| (Rastegari and others 2016). Whole.</summary>
public sealed record QuantizeWeights(int Bits, int Axis, int Span = 1) : TrainingOp;

/// <summary>
/// Learned step size (Esser and others 2020): as <see cref="QuantizeWeights"/>, with the steps as an operand [n along Axis / Span],
/// learned.
/// </summary>
public sealed record QuantizeWithSteps(int Bits, int Axis, int Span = 1) : TrainingOp;
