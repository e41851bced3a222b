using Mote.Core.Diagnostics;
using Mote.Numerics.Fast;

namespace Mote.Training.Arithmetic;

/// <summary>What is rounded to the nearest number, or to one of two at random.</summary>
public enum RoundingMode
{
    Nearest,
    Stochastic,
}

/// <summary>
/// The numbers that a network is trained in, in place of single precision. Everything that layers give forwards and backwards, all
/// gradients, weights and momenta are rounded to a format; products of convolutions and dense layers are summed as <see cref="Sums"/>
/// says. Costs and statistics of batch norms stay in single precision, and so do the sums inside depthwise convolutions, pools and
/// recurrent cells, whose results are rounded.
/// </summary>
public sealed record TrainingArithmetic
{
    /// <summary>Weights, biases and momenta as they are stored, and gradients of weights.</summary>
    public required RoundedFormat Weights { get; init; }

    /// <summary>The network's inputs, and results of layers.</summary>
    public required RoundedFormat Activations { get; init; }

    /// <summary>Gradients of results of layers, times the loss scale.</summary>
    public required RoundedFormat Errors { get; init; }

    /// <summary>Weights and activations as factors of products; null takes them as they are. The network's inputs and the factors of the
    /// last layer stay as they are (Wang and others 2018).</summary>
    public RoundedFormat? ForwardFactors { get; init; }

    /// <summary>Errors as factors of products, likewise.</summary>
    public RoundedFormat? BackwardFactors { get; init; }

    public required Accumulation Sums { get; init; }

    /// <summary>Of activations, errors and gradients.</summary>
    public RoundingMode Rounding { get; init; }

    /// <summary>Of weights and momenta after a step.</summary>
    public RoundingMode Updates { get; init; }

    /// <summary>Momentum is v = m·v + rate·g, and a step is v (Krizhevsky and others 2012), so that steps below half a spacing are lost to
    /// the nearest before they can add up. Else it is v = m·v + g, and a step is rate·v.</summary>
    public bool MomentumOfSteps { get; init; }

    /// <summary>Errors are multiplied by this, and gradients of weights divided by it, so that small errors do not vanish.</summary>
    public float LossScale { get; init; } = 1;

    /// <summary>Numbers of 16 bits with a fixed point, exact sums (Gupta and others 2015).</summary>
    /// <param name="fractionBits">Of weights, errors and gradients, 0 to 15. Activations have 10 at most, so that they reach 32.</param>
    /// <param name="rounding">Of everything.</param>
    /// <param name="lossScale">More than 0.</param>
    /// <exception cref="MoteException">MOTE0620.</exception>
    public static TrainingArithmetic Fixed16(int fractionBits, RoundingMode rounding, float lossScale)
    {
        const int Word = 16, ActivationFraction = 10;
        if (fractionBits is < 0 or >= Word)
            throw new MoteException("MOTE0620", $"{fractionBits} fraction bits", "a number of 16 bits has 0 to 15 behind the point.");
        return new TrainingArithmetic
        {
            Weights = new RoundedFormat.FixedPoint(Word, fractionBits),
            Activations = new RoundedFormat.FixedPoint(Word, Math.Min(fractionBits, ActivationFraction)),
            Errors = new RoundedFormat.FixedPoint(Word, fractionBits),
            Sums = new Accumulation.Exact(), Rounding = rounding, Updates = rounding, LossScale = Checked(lossScale),
        };
    }

    /// <summary>Factors of 8 bits, sums and everything that is stored in 16 bits with 6 of exponent (Wang and others 2018).</summary>
    /// <param name="forward">Weights and activations: <see cref="RoundedFormat.E5M2"/> in the paper, or
    /// <see cref="RoundedFormat.E4M3"/>.</param>
    /// <param name="chunk">Products of a chunk, 64 in the paper; 0 for sums without chunks.</param>
    /// <param name="updates">How weights are rounded after a step, stochastically in the paper; factors and sums are rounded to the
    /// nearest.</param>
    /// <param name="lossScale">More than 0.</param>
    /// <exception cref="MoteException">MOTE0620.</exception>
    public static TrainingArithmetic Float8(RoundedFormat.FloatingPoint forward, int chunk, RoundingMode updates, float lossScale)
    {
        if (chunk is < 0 or > ProductSums.LongestChunk)
            throw new MoteException("MOTE0620", $"chunks of {chunk}",
                $"a chunk has 1 to {ProductSums.LongestChunk} products; 0 is no chunks.");
        return new TrainingArithmetic
        {
            Weights = RoundedFormat.SixteenBits, Activations = RoundedFormat.SixteenBits, Errors = RoundedFormat.SixteenBits,
            ForwardFactors = forward, BackwardFactors = RoundedFormat.E5M2,
            Sums = new Accumulation.InChunks(RoundedFormat.SixteenBits, chunk), Rounding = RoundingMode.Nearest, Updates = updates,
            LossScale = Checked(lossScale),
        };
    }

    private static float Checked(float lossScale) => lossScale > 0 && float.IsFinite(lossScale) ? lossScale
        : throw new MoteException("MOTE0620", $"a loss scale of {lossScale}", "it is a factor, more than 0.");
}
