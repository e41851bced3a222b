using System.Collections.Immutable;
using Mote.Compression.Pruning;
using Mote.Workflows.Compressing;

namespace Mote.Recipes;

/// <summary>How a trained recipe is made smaller, and how small it must become.</summary>
/// <param name="Name">For people.</param>
/// <param name="Base">Of <see cref="Recipes"/>: the trained network, its data, its augmentation.</param>
/// <param name="How">What is done.</param>
public sealed record CompressedRecipe(string Name, string Base, CompressionRecipe How);

/// <summary>A compression a row.</summary>
public static class Compressions
{
    public static ImmutableArray<CompressedRecipe> All { get; } =
    [
        new("lenet300-sparse", "mnist-lenet300", new CompressionRecipe
        {
            Connections = new ConnectionStep(0.91, Epochs: 120, Rate: 0.7),
            Rounding = new RoundingStep(4, Epochs: 40, Rate: 0.2),
            Teaching = new TeachingStep(0.7f, 4),
        }),
        new("lenet-caffe-sparse", "mnist-lenet-caffe", new CompressionRecipe
        {
            Connections = new ConnectionStep(0.97, Epochs: 40, Rate: 0.7),
            Rounding = new RoundingStep(4, Epochs: 20, Rate: 0.2),
            Teaching = new TeachingStep(0.7f, 4),
            Norms = false,
        }),
        new("kws-small", "kws", new CompressionRecipe
        {
            Connections = new ConnectionStep(0.5, Epochs: 60, Rate: 0.5),
            Rounding = new RoundingStep(4, Epochs: 20, Rate: 0.2),
            Teaching = new TeachingStep(0.5f, 4),
        }),
        new("kws-narrow", "kws", new CompressionRecipe
        {
            Neurons = new NeuronStep(0.5, NeuronCriterion.Taylor, 3, 60),
            Teaching = new TeachingStep(0.5f, 4),
        }),
    ];
}
