namespace Mote.Compression;

/// <summary>What a <see cref="RoundingNetwork"/> rounds to.</summary>
public sealed record RoundingOptions
{
    /// <summary>Of weights: 8 or 4. Those of recurrent cells have 8.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>Of activations: 8 or 16.</summary>
    public int ActivationBits { get; init; } = 8;

    /// <summary>How fast ranges of activations follow the batches'.</summary>
    public float Momentum { get; init; } = 0.05f;

    /// <summary>
    /// Weights' steps are learned with the weights (LSQ, Esser and others 2020) instead of following from the largest weight.
    /// </summary>
    public bool LearnSteps { get; init; }
}
