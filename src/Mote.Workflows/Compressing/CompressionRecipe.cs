using System.Collections.Immutable;
using Mote.Compression.Pruning;
using Mote.Training.Rules;

namespace Mote.Workflows.Compressing;

/// <summary>Exactly what is done to a trained network, in this order; what is null is left out.</summary>
public sealed record CompressionRecipe
{
    /// <summary>Whole neurons and channels that go.</summary>
    public NeuronStep? Neurons { get; init; }

    /// <summary>Single weights that become zero.</summary>
    public ConnectionStep? Connections { get; init; }

    /// <summary>Weights that get a value in common.</summary>
    public SharingStep? Sharing { get; init; }

    /// <summary>Bits of weights, and the epochs in which the network gets used to them.</summary>
    public RoundingStep Rounding { get; init; } = new();

    /// <summary>Whom the network learns from meanwhile, beside labels.</summary>
    public TeachingStep? Teaching { get; init; }

    /// <summary>Puts batch normalization back behind convolutions while neurons and connections are pruned.</summary>
    public bool Norms { get; init; } = true;

    /// <summary>Of all steps.</summary>
    public int Epochs => (Neurons?.Epochs ?? 0) + (Connections is { } c ? c.Epochs + (c.Rewind is { } early ? early + c.Epochs : 0) : 0)
        + (Sharing?.Epochs ?? 0) + Rounding.Epochs;
}

/// <param name="Keep">Share of the multiplications that is left, about.</param>
/// <param name="Criterion">Which neurons go first.</param>
/// <param name="Rounds">Cuts, each followed by its part of the epochs.</param>
/// <param name="Epochs">Of training on.</param>
/// <param name="Rate">The learning rate, as a share of the original training's.</param>
public sealed record NeuronStep(
    double Keep, NeuronCriterion Criterion = NeuronCriterion.Taylor, int Rounds = 3, int Epochs = 30, double Rate = 0.5);

/// <param name="Sparsity">Share of zeros among the weights of all layers that are not named, which compete with each other.</param>
/// <param name="Layers">Shares of zeros of single layers.</param>
/// <param name="Criterion">Which weights go first.</param>
/// <param name="Epochs">Of training, in the first two thirds of which more and more weights are pruned.</param>
/// <param name="Rate">The learning rate, as a share of the original training's.</param>
/// <param name="Blocks">So many weights of so many successive ones are kept, instead of a share; null prunes freely.</param>
/// <param name="Rewind">Epochs of the beginning to which the weights that are left go back before they are trained again, as lottery
/// tickets do (Frankle and Carbin 2019; 2020 for epochs after 0); null goes on from where they are.</param>
public sealed record ConnectionStep(
    double Sparsity, ImmutableDictionary<string, double>? Layers = null, PruningCriterion Criterion = PruningCriterion.LayerMagnitude,
    int Epochs = 30, double Rate = 0.5, (int Keep, int Of)? Blocks = null, int? Rewind = null);

/// <param name="Bits">Of the index of a shared value.</param>
/// <param name="Layers">Bits of single layers.</param>
/// <param name="Epochs">In which the values themselves are trained.</param>
/// <param name="Rate">The learning rate, as a share of the original training's.</param>
public sealed record SharingStep(int Bits, ImmutableDictionary<string, int>? Layers = null, int Epochs = 10, double Rate = 0.1);

/// <param name="Bits">Of all weights that no layer is named for: 1 to 8.</param>
/// <param name="Layers">Bits of single layers.</param>
/// <param name="Epochs">Of training with roundings.</param>
/// <param name="Rate">The learning rate, as a share of the original training's.</param>
/// <param name="LearnSteps">Whether the distance between two values of a weight is learned, too.</param>
public sealed record RoundingStep(
    int Bits = 8, ImmutableDictionary<string, int>? Layers = null, int Epochs = 10, double Rate = 0.1, bool LearnSteps = true);

/// <param name="Share">Of the teacher's answers beside labels, 0 to 1.</param>
/// <param name="Temperature">That softens them.</param>
public sealed record TeachingStep(float Share = 0.7f, float Temperature = 4);
