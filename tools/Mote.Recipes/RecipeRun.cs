using System.Diagnostics;
using System.Globalization;
using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Data;
using Mote.Formats;
using Mote.Training.Metrics;
using Mote.Workflows;

namespace Mote.Recipes;

/// <summary>Trains recipes over some seeds and says how they score.</summary>
internal static class RecipeRun
{
    public static void Run(Recipe recipe, IReadOnlyList<ulong> seeds, string? output, Split split)
    {
        var set = recipe.Prepare is { } prepare ? prepare(Sets.Load(recipe.Set)) : Sets.Load(recipe.Set);
        var threads = Environment.ProcessorCount;
        var (real, integer) = (new List<double>(), new List<double>());
        foreach (var seed in seeds)
        {
            var watch = Stopwatch.StartNew();
            var trained = TrainClassifier.Run(set, recipe.Plan with { Training = recipe.Plan.Training with { Seed = seed } }, threads);
            real.Add(Score(trained.Float, set, split, recipe));
            integer.Add(Score(trained.Integer!, set, split, recipe));
            var last = trained.History[^1];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{recipe.Name} seed {seed}: float {real[^1]:P2}, integers {integer[^1]:P2}; {trained.Parameters} parameters, {Costs.Macs(trained.Integer!)} MACs; "
                + $"train {last.Accuracy:P2} at cost {last.Cost:F3}, validation {last.ValidationAccuracy:P2}; {watch.Elapsed.TotalSeconds:F0} s"));
            if (output is null) continue;
            Directory.CreateDirectory(output);
            Write(Path.Combine(output, $"{recipe.Name}-{seed}.float.mote"), trained.Float);
            Write(Path.Combine(output, $"{recipe.Name}-{seed}.mote"), trained.Integer!);
        }
        if (output is not null) WriteExamples(set, split, Path.Combine(output, recipe.Name));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{recipe.Name}: float {real.Average():P2} ({real.Min():P2} to {real.Max():P2}), integers {integer.Average():P2} "
            + $"({integer.Min():P2} to {integer.Max():P2}), gate {recipe.Gate:P1}: {(real.Average() >= recipe.Gate ? "met" : "MISSED")}"));
    }

    /// <summary>Cross-validation by group: where the test split is small, it says more.</summary>
    public static void RunFolds(Recipe recipe, IReadOnlyList<ulong> seeds, int folds)
    {
        var set = recipe.Prepare is { } prepare ? prepare(Sets.Load(recipe.Set)) : Sets.Load(recipe.Set);
        foreach (var seed in seeds)
        {
            var watch = Stopwatch.StartNew();
            var report = CrossValidation.Run(set, folds, validation: false, (divided, fold) =>
            {
                var trained = TrainClassifier.Run(
                    divided, recipe.Plan with { Training = recipe.Plan.Training with { Seed = seed } }, Environment.ProcessorCount);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{recipe.Name} seed {seed} fold {fold + 1}: trained on {divided.Places(Split.Train).Length}; {watch.Elapsed.TotalSeconds:F0} s"));
                return trained;
            });
            foreach (var f in report.Folds)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  fold {f.Fold}: {f.TestExamples} examples of {f.Groups} groups, float {f.Float:P2}, integers {f.Integer:P2}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{recipe.Name} seed {seed}, {folds} folds: float {report.Float.Mean:P2} (spread {report.Float.Spread:P2}), integers "
                + $"{report.Integer!.Mean:P2} (spread {report.Integer.Spread:P2}), pooled {report.Pooled!.Accuracy.Value:P2} "
                + $"({report.Pooled.Accuracy.Low:P2} to {report.Pooled.Accuracy.High:P2})"));
        }
    }

    /// <summary>As 'mote run --input --labels' takes them, to run a model on a device.</summary>
    private static void WriteExamples(ExampleSet set, Split split, string path)
    {
        var places = set.Places(split);
        using (var inputs = File.Create($"{path}.inputs.bin"))
            foreach (var place in places) inputs.Write(set.Bytes(place));
        File.WriteAllLines($"{path}.labels.txt", places.Select(p => set.Examples[p].Label.ToString(CultureInfo.InvariantCulture)));
    }

    private static void Write(string path, Graph graph) => ModelFile.Write(path, new Model(graph, ModelMetadata.None));

    private static double Score(Graph graph, ExampleSet set, Split split, Recipe recipe)
    {
        var places = set.Places(split);
        var answers = RawAnswers.Of(graph, set, places);
        var labels = places.Select(p => set.Examples[p].Label).ToArray();
        if (recipe.IsMacroF1)
        {
            var certain = new float[answers.Length * set.Classes.Length];
            for (var i = 0; i < answers.Length; i++) certain[i * set.Classes.Length + answers[i]] = 1;
            return new ConfusionMatrix(new Predictions(set.Classes.Length, certain, labels)).MacroF1();
        }
        var scored = Enumerable.Range(0, places.Length).Where(i => recipe.Scored?.Invoke(set.Examples[places[i]]) ?? true).ToArray();
        if (scored.Length < places.Length)
        {
            var rest = Enumerable.Range(0, places.Length).Except(scored).ToArray();
            Console.WriteLine($"  apart: {rest.Count(i => answers[i] == labels[i]) / (double)rest.Length:P2} of {rest.Length}");
        }
        return recipe.ByGroup
            ? scored.GroupBy(i => set.Examples[places[i]].Group).Average(g => g.Count(i => answers[i] == labels[i]) / (double)g.Count())
            : scored.Count(i => answers[i] == labels[i]) / (double)scored.Length;
    }
}
