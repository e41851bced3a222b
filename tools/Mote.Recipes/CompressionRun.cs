using System.Diagnostics;
using System.Globalization;
using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Formats;
using Mote.Targets;
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

    /// <summary>Measures what <see cref="Run"/> has written on the emulated Cortex-M4, and writes the row.</summary>
    /// <exception cref="InvalidOperationException">The device computes something else than the host.</exception>
    public static void Record(CompressedRecipe compressed, ulong seed, string folder, string results)
    {
        const int Examples = 20;
        var recipe = Recipes.All.Single(r => r.Name == compressed.Base);
        var set = recipe.Prepare is { } prepare ? prepare(Sets.Load(recipe.Set)) : Sets.Load(recipe.Set);
        var real = ModelFile.Read(Path.Combine(folder, $"{recipe.Name}-{seed}.float.mote"));
        var integers = ModelFile.Read(Path.Combine(folder, $"{recipe.Name}-{seed}.mote"));
        var small = ModelFile.Read(Path.Combine(folder, $"{compressed.Name}-{seed}.mote"));
        var inputs = set.Places(Data.Split.Test).Take(Examples).SelectMany(p => set.Bytes(p).ToArray()).ToArray();
        var (size, balanced) = (On(small, OptimizeGoal.Size, Smallest), On(small, OptimizeGoal.Balanced, Smallest));
        var before = On(integers, OptimizeGoal.Size, MemoryLimits.None);
        var weights = WeightStatistics.Of(small);
        var parameters = real.Nodes.Where(n => n.Op is Conv2D or DepthwiseConv2D or FullyConnected)
            .SelectMany(n => n.Inputs.Skip(1)).Where(i => !i.IsNone).Sum(i => (long)real.Type(i).Bytes);
        var baseline = compressed.AgainstInt8 ? before.FlashBytes : parameters;
        CompressionResults.Put(results, new CompressionResult(
            compressed.Name, seed, recipe.Set, compressed.AgainstInt8 ? "int8" : "float", baseline, size.FlashBytes,
            Math.Round(baseline / (double)size.FlashBytes, 2), Error(real), Error(small), size.Instructions!.Value, balanced.Instructions!.Value,
            before.Instructions!.Value, Math.Round(weights.Zeros / (double)weights.Weights, 4)));

        MeasureReport On(Graph graph, OptimizeGoal goal, MemoryLimits memory)
        {
            var report = Measure.Run(graph, TargetTable.Find("cortex-m4"), goal, memory, inputs, Examples);
            return report.Exact == Examples ? report
                : throw new InvalidOperationException($"{compressed.Name}: {report.Exact} of {Examples} examples are computed as on the host");
        }

        double Error(Graph graph) => Math.Round(100 * (1 - RawAnswers.Accuracy(graph, set, Data.Split.Test)), 2);
    }

    private static readonly MemoryLimits Smallest = MemoryLimits.None with { FlashBudget = 0 };
}
