using System.Diagnostics;
using System.Globalization;
using Mote.Data;
using Mote.Execution.Features;
using Mote.Training;
using Mote.Training.Training;

namespace Mote.Recipes;

/// <summary>
/// LeNet-5 trained on digits in narrow numbers, as Gupta and others (2015) do: momentum 0.9, weight decay 0.0005, a rate that falls by 5 % an
/// epoch, no augmentation. What is scored are the last epochs: nothing is chosen by the test split.
/// </summary>
internal static class PrecisionRun
{
    public const int Epochs = 20;

    /// <summary>Last epochs whose errors are averaged: from one epoch to the next the error moves by tenths of a point.</summary>
    public const int Averaged = 5;

    private const string Model = "lenet-5", Dataset = "mnist";

    private static readonly TrainingOptions Options = new()
    {
        Batch = Precisions.Batch, LearningRate = 0.05, Optimizer = new Optimizer.Sgd(WeightDecay: 5e-4f),
    };

    /// <param name="precision">The numbers.</param>
    /// <param name="seed">Of initial weights, order and roundings.</param>
    /// <param name="threads">No influence on the result.</param>
    /// <param name="epochs">A shorter training is the beginning of a longer one: the rate does not depend on it.</param>
    public static PrecisionResult Run(Precision precision, ulong seed, int threads, int epochs = Epochs)
    {
        var set = Sets.Load(Dataset);
        using var train = new LabelledExamples(set, [.. set.Places(Split.Train), .. set.Places(Split.Validation)], FrontEnd.None);
        using var test = new LabelledExamples(set, set.Places(Split.Test), FrontEnd.None);
        var network = Zoo.Build(Model, train.Shape, set.Classes.Length, null, seed);
        var options = Options with
        {
            Epochs = epochs, Seed = seed, Arithmetic = precision.Arithmetic,
            Schedule = new Schedule.Steps(0.95, [.. Enumerable.Range(1, epochs - 1).Select(e => e / (double)epochs)]),
        };
        var watch = Stopwatch.StartNew();
        using var trainer = new Trainer(network, train, test, options, threads);
        while (!trainer.IsDone)
        {
            var step = trainer.Step();
            if (step.Step < step.StepsPerEpoch) continue;
            var last = trainer.History[^1];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{precision.Name} seed {seed} epoch {last.Epoch}: cost {last.Cost:F4}, test error {100 * (1 - last.ValidationAccuracy):F2} %; "
                + $"{watch.Elapsed.TotalSeconds:F0} s"));
        }
        var learned = trainer.Result();
        using var predictor = new NetworkPredictor(network, options.Batch, threads);
        foreach (var v in network.Parameters.Concat(network.Buffers)) predictor.Write(v.Name, learned[v.Id]);
        return new PrecisionResult(precision.Name, seed, Model, Dataset, Error(trainer.History[^1].ValidationAccuracy),
            Error(predictor.Judge(test, options.Loss).Accuracy), [.. trainer.History.Select(h => Error(h.ValidationAccuracy))],
            [.. trainer.History.Select(h => Math.Round(h.Cost, 5))],
            [.. trainer.History[^1].Roundings.Select(r => new RoleShare(
                r.Role.ToString().ToLowerInvariant(), Math.Round(100 * r.SaturatedShare, 4), Math.Round(100 * r.VanishedShare, 4)))]);
    }

    private static double Error(double accuracy) => Math.Round(100 * (1 - accuracy), 2);
}
