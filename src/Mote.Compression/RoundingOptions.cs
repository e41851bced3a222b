using System.Collections.Immutable;

namespace Mote.Compression;

/// <summary>What a <see cref="RoundingNetwork"/> rounds to.</summary>
public sealed record RoundingOptions
{
    /// <summary>Of weights: 8 or 4. Those of recurrent cells have 8.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>
    /// Of the weights of single layers, by the layer's name: 1 to 8. One bit is a sign, two bits with their sign are ternary (-1, 0, 1).
    /// Layers of fewer than four bits but one learn their steps (<see cref="LearnSteps"/>) in any case.
    /// </summary>
    public ImmutableDictionary<string, int> LayerBits { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Layers whose weights have one scale instead of one an output channel, so that equal weights stay equal integers.</summary>
    public ImmutableHashSet<string> OneScale { get; init; } = [];

    /// <summary>Of activations: 8 or 16.</summary>
    public int ActivationBits { get; init; } = 8;

    /// <summary>How fast ranges of activations follow the batches'.</summary>
    public float Momentum { get; init; } = 0.05f;

    /// <summary>
    /// Weights' steps are learned with the weights (LSQ, Esser and others 2020) instead of following from the largest weight.
    /// </summary>
    public bool LearnSteps { get; init; }
}
