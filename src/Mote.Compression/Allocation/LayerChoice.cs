namespace Mote.Compression.Allocation;

/// <summary>How a layer's weights are kept.</summary>
/// <param name="Sparsity">Share of zeros.</param>
/// <param name="Bits">Of a weight: 2 to 8.</param>
public readonly record struct LayerChoice(double Sparsity, int Bits);

/// <summary>What a choice for one layer costs where all others stay as they are, without any training on.</summary>
/// <param name="Choice">The choice.</param>
/// <param name="Damage">Mean divergence of the network's answers from what they were (Kullback and Leibler), in nats.</param>
/// <param name="BitsPerWeight">Entropy of the layer's integers: what a coder of single weights comes near to.</param>
public readonly record struct ChoiceCost(LayerChoice Choice, double Damage, double BitsPerWeight);

/// <summary>A layer and its choices.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Weights">How many it has.</param>
/// <param name="Choices">In order of sparsity, then bits.</param>
public sealed record LayerSensitivity(string Layer, int Weights, IReadOnlyList<ChoiceCost> Choices);
