using Mote.Training.Arithmetic;

namespace Mote.Training.Networks;

/// <summary>
/// Y = X · Factor in a format. Stochastic roundings draw by seed, step, <see cref="Stream"/> and element. Its gradient passes unchanged:
/// it is put in when all gradients are there (<see cref="LowPrecisionForm"/>).
/// </summary>
/// <param name="Format">What Y is stored in.</param>
/// <param name="Role">For the statistics.</param>
/// <param name="Mode">How.</param>
/// <param name="Stream">Tells roundings of a network apart.</param>
/// <param name="Factor">Before rounding; 1 mostly.</param>
public sealed record RoundTo(RoundedFormat Format, TensorRole Role, RoundingMode Mode, int Stream, float Factor = 1) : TrainingOp;

/// <summary>A convolution, a dense layer, a gradient of them or <see cref="SumRows"/>, whose products are summed in a way of their own.
/// </summary>
public sealed record Accumulated(TrainingOp Op, Accumulation Sums) : TrainingOp
{
    /// <summary>Whether there is such a form of an operator.</summary>
    public static bool IsFor(TrainingOp op) => op is Convolve or ConvolveInputGradient or ConvolveWeightGradient or Connect
        or ConnectInputGradient or ConnectWeightGradient or SumRows;
}
