using System.Collections.Immutable;
using Mote.Compression.Pruning;
using Mote.Workflows.Compressing;

namespace Mote.Recipes;

/// <summary>How a trained recipe is made smaller, and how small it must become.</summary>
/// <param name="Name">For people.</param>
/// <param name="Base">Of <see cref="Recipes"/>: the trained network, its data, its augmentation.</param>
/// <param name="How">What is done.</param>
/// <param name="Teachers">Recipes whose trained networks teach, in place of the uncompressed one.</param>
public sealed record CompressedRecipe(string Name, string Base, CompressionRecipe How, ImmutableArray<string> Teachers)
{
    /// <summary>Compared with the uncompressed int8 program instead of float weights.</summary>
    public bool AgainstInt8 { get; init; }
}

/// <summary>A compression a row.</summary>
public static class Compressions
{
    public static ImmutableArray<CompressedRecipe> All { get; } =
    [
        new("lenet300", "mnist-lenet300", new CompressionRecipe
        {
            Connections = new ConnectionStep(0.92, Epochs: 200, Rate: 1),
            Rounding = new RoundingStep(4, Epochs: 80, Rate: 0.3),
            Teaching = new TeachingStep(0.8f, 3),
        }, ["mnist-lenet5"]),
        new("lenet-caffe", "mnist-lenet-caffe", new CompressionRecipe
        {
            Connections = new ConnectionStep(0.94, Epochs: 60, Rate: 1),
            Rounding = new RoundingStep(4, Epochs: 20, Rate: 0.3),
            Teaching = new TeachingStep(0.8f, 3),
            Norms = false,
        }, ["mnist-lenet5"]),
        new("full-lenet300", "full-lenet300", new CompressionRecipe
        {
            Connections = new ConnectionStep(0.92, Epochs: 50, Rate: 1),
            Rounding = new RoundingStep(4, Epochs: 20, Rate: 0.3),
            Teaching = new TeachingStep(0.8f, 3),
        }, ["full-lenet5"]),
        new("full-lenet-caffe", "full-lenet-caffe", new CompressionRecipe
        {
            Connections = new ConnectionStep(0.94, Epochs: 15, Rate: 1),
            Rounding = new RoundingStep(4, Epochs: 6, Rate: 0.3),
            Teaching = new TeachingStep(0.8f, 3),
            Norms = false,
        }, ["full-lenet5"]),
        new("kws-small", "kws", new CompressionRecipe
        {
            Neurons = new NeuronStep(0.7, NeuronCriterion.Taylor, 2, 30),
            Connections = new ConnectionStep(0.5, Epochs: 60, Rate: 0.5),
            Rounding = new RoundingStep(4, Epochs: 20, Rate: 0.2),
            Teaching = new TeachingStep(0.5f, 4),
        }, []) { AgainstInt8 = true },
        // Three fifths of the int8 program's flash.
        new("kws-60", "kws", new CompressionRecipe
        {
            Neurons = new NeuronStep(0.6, NeuronCriterion.Taylor, 2, 60),
            Connections = new ConnectionStep(0.59, Epochs: 140, Rate: 0.5),
            Rounding = new RoundingStep(4, Epochs: 20, Rate: 0.2),
            Teaching = new TeachingStep(0.5f, 4),
        }, []) { AgainstInt8 = true },
        new("kws-student", "kws", new CompressionRecipe
        {
            Neurons = new NeuronStep(0.25, NeuronCriterion.Taylor, 4, 80),
            Connections = new ConnectionStep(0.5, Epochs: 80, Rate: 0.5),
            Rounding = new RoundingStep(4, Epochs: 30, Rate: 0.2),
            Teaching = new TeachingStep(0.5f, 4),
        }, []) { AgainstInt8 = true },
    ];
}
