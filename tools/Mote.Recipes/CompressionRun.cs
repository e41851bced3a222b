using System.Diagnostics;
using System.Globalization;
using Mote.Core.Graphs;
using Mote.Formats;
using Mote.Training.Networks;
using Mote.Workflows;
using Mote.Workflows.Compressing;

namespace Mote.Recipes;

/// <summary>Compresses trained recipes and says what became of them.</summary>
internal static class CompressionRun
{
    /// <param name="compressed">What is to be done.</param>
    /// <param name="seed">Of the training that is compressed.</param>
    /// <param name="folder">Holds what <see cref="RecipeRun"/> has trained, and takes the results.</param>
    public static void Run(CompressedRecipe compressed, ulong seed, string folder)
    {
        var recipe = Recipes.All.Single(r => r.Name == compressed.Base);
        var set = recipe.Prepare is { } prepare ? prepare(Sets.Load(recipe.Set)) : Sets.Load(recipe.Set);
        var plan = recipe.Plan with
        {
            Training = recipe.Plan.Training with { Seed = seed },
            Teachers = [.. compressed.Teachers.Select(t => GraphImport.FromGraph(Network(t), new ImportOptions { Logits = true }))],
        };
        var real = ModelFile.Read(Trained(recipe.Name));
        var network = Network(recipe.Name);
        var watch = Stopwatch.StartNew();
        var made = CompressClassifier.Run(set, plan, network, compressed.How, Environment.ProcessorCount);
        ModelFile.Write(Path.Combine(folder, $"{compressed.Name}-{seed}.mote"), new Model(made.Integer, ModelMetadata.None));
        var weights = WeightStatistics.Of(made.Integer);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{compressed.Name} seed {seed}: float before {RawAnswers.Accuracy(real, set, Data.Split.Test):P2}, after {RawAnswers.Accuracy(made.Float, set, Data.Split.Test):P2}, "
            + $"integers {RawAnswers.Accuracy(made.Integer, set, Data.Split.Test):P2}; {weights.Weights} weights, {100.0 * weights.Zeros / weights.Weights:F1} % zeros, "
            + $"entropy {weights.EntropyBytes:F0} bytes; {watch.Elapsed.TotalSeconds:F0} s"));

        string Trained(string name) => Path.Combine(folder, $"{name}-{seed}.float.mote");

        Graph Network(string name) => GraphCut.Behind(ModelFile.Read(Trained(name)), recipe.Plan.Features.Float(set.Type));
    }
}
