using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Data;
using Mote.Execution.Features;
using Mote.Formats;
using Mote.Training;
using Mote.Training.Logs;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Workflows;

/// <summary>What <c>mote train</c> is asked for.</summary>
public sealed record TrainRequest
{
    public required string Dataset { get; init; }

    /// <summary>The result; its float twin is written beside it.</summary>
    public required string Output { get; init; }

    /// <summary>A network of the zoo; null where <see cref="From"/> is given.</summary>
    public string? Model { get; init; }

    public ZooOptions Zoo { get; init; } = ZooOptions.Default;

    /// <summary>A float model file to train further.</summary>
    public string? From { get; init; }

    public string Features { get; init; } = "raw";

    public IReadOnlyDictionary<string, string> FeatureOptions { get; init; } = ImmutableDictionary<string, string>.Empty;

    public IReadOnlyList<string> Augmentations { get; init; } = [];

    public TrainingOptions Training { get; init; } = new();

    /// <summary>Class weights that make all classes count the same.</summary>
    public bool Balance { get; init; }

    public int RoundingEpochs { get; init; } = 5;

    /// <summary>Learned weight steps in the rounding epochs.</summary>
    public bool LearnSteps { get; init; }

    public NumberFormat Format { get; init; } = NumberFormat.Int8;

    public bool WithValidation { get; init; }

    public bool Resume { get; init; }

    /// <summary>A folder for TensorBoard; null writes none.</summary>
    public string? Logs { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>For the estimate of energy.</summary>
    public EnergyAssumptions Energy { get; init; } = new();
}

/// <summary>What came of it. Accuracies are shares of right answers, NaN where a split is empty.</summary>
public sealed record TrainReport(
    string Model, string Output, string FloatOutput, string Features, int Parameters, long Macs, int TrainingExamples,
        int ValidationExamples,
    int TestExamples, int Epochs, double FinalCost, double? FloatValidation, double? IntegerValidation, double? FloatTest,
        double? IntegerTest,
    double? PointsLost, double Seconds, double Joules, double GramsCarbonDioxide, string EnergyMethod);

/// <summary>Recordings to a model file.</summary>
public static class TrainModel
{
    /// <param name="request">What is wanted.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="stop">Ends after a batch; <see cref="TrainRequest.Resume"/> goes on.</param>
    /// <exception cref="MoteException">Whatever is wrong with dataset, names or options.</exception>
    public static TrainReport Run(TrainRequest request, Action<TrainingProgress>? progress, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        using var meter = new EnergyMeter(request.Energy, RaplCounters.Open());
        var set = Dataset.Load(request.Dataset);
        if (request.Balance) request = request with { Training = request.Training with { ClassWeights = Balanced(set) } };
        var plan = Plan(request);
        var store = new CheckpointStore(request.Output, Describe(request, set), request.Resume);
        using var told = new Telling(plan, progress, request);
        var trained = TrainClassifier.Run(set, plan, request.Threads, store, told.After, stop);

        var floatOutput = request.Format == NumberFormat.Float ? request.Output : Path.ChangeExtension(request.Output, ".float.mote");
        ModelFile.Write(floatOutput, new Model(trained.Float, ModelMetadata.None));
        if (trained.Integer is { } integer) ModelFile.Write(request.Output, new Model(integer, ModelMetadata.None));
        store.Clear();
        var (floatTest, integerTest) = (Score(trained.Float, Split.Test), Score(trained.Integer, Split.Test));
        var energy = meter.Stop();
        return new TrainReport(trained.Float.Name, request.Output, floatOutput, plan.Features.Name, trained.Parameters,
            Costs.Macs(trained.Integer ?? trained.Float), set.Places(Split.Train).Length, set.Places(Split.Validation).Length,
            set.Places(Split.Test).Length, trained.History.Length, trained.History.LastOrDefault()?.Cost ?? double.NaN,
            Score(trained.Float, Split.Validation), Score(trained.Integer, Split.Validation), floatTest, integerTest,
            100 * (floatTest - integerTest), clock.Elapsed.TotalSeconds, energy.Joules, energy.Grams, energy.Method);

        double? Score(Graph? graph, Split split) =>
            graph is null || set.Places(split).IsEmpty ? null : RawAnswers.Accuracy(graph, set, split);
    }

    private static TrainingPlan Plan(TrainRequest request)
    {
        var (samples, features) = AugmentationText.Parse(request.Augmentations);
        if (request.Model is null == request.From is null)
            throw new MoteException("MOTE0607", "mote train", "give either --model or --from.",
                $"--model is one of {string.Join(", ", Zoo.All.Select(n => n.Name))}; --from a float model file.");
        if (request.Model is { } name) Zoo.Find(name);
        var imported = request.From is { } path ? GraphImport.FromGraph(ModelFile.Read(path), new ImportOptions { Logits = true }) : null;
        return new TrainingPlan
        {
            Features = FrontEnd.Parse(request.Features, request.FeatureOptions),
            Network = (shape, classes, seed) => imported ?? Zoo.Build(request.Model!, shape, classes, request.Zoo, seed),
            OnSamples = samples,
            OnFeatures = features,
            Training = request.Training,
            RoundingEpochs = request.RoundingEpochs,
            LearnSteps = request.LearnSteps,
            Format = request.Format,
            WithValidation = request.WithValidation,
        };
    }

    /// <summary>In inverse proportion to how often a class occurs, 1 on average over examples.</summary>
    private static ImmutableArray<float> Balanced(ExampleSet set)
    {
        var counts = new int[set.Classes.Length];
        foreach (var place in set.Places(Split.Train)) counts[set.Examples[place].Label]++;
        return [.. counts.Select(c => c == 0 ? 0 : counts.Sum() / (float)(counts.Length * c))];
    }

    /// <summary>All that decides the result, a line each: a checkpoint of anything else is refused.</summary>
    private static string Describe(TrainRequest r, ExampleSet set) => string.Join('\n',
    [
        $"model {r.Model ?? r.From}", $"{r.Zoo}",
            $"features {r.Features} {string.Join(' ', r.FeatureOptions.Select(o => $"{o.Key}={o.Value}").Order(StringComparer.Ordinal))}",
        $"augmentations {string.Join(' ', r.Augmentations)}", $"examples {set.Count} of {set.Type}",
            string.Create(CultureInfo.InvariantCulture, $"{r.Training}"),
        $"class weights {string.Join(' ', r.Training.ClassWeights)}", $"rounding {r.RoundingEpochs} {r.Format}{(r.LearnSteps ? " learned steps" : "")}",
            $"validation {r.WithValidation}",
    ]);

    /// <summary>From steps to what people and TensorBoard see.</summary>
    private sealed class Telling(TrainingPlan plan, Action<TrainingProgress>? progress, TrainRequest request) : IDisposable
    {
        private TrainingLog? _log;
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private long _steps, _examples;

        public void After(string phase, StepResult step, Trainer trainer)
        {
            _steps++;
            _examples += step.Examples;
            var rounding = phase == "rounding";
            var epochs = plan.Training.Epochs + (plan.Format == NumberFormat.Float ? 0 : plan.RoundingEpochs);
            var epoch = step.Epoch + (rounding ? plan.Training.Epochs : 0);
            // A training that is gone on with keeps what was logged of the epochs before.
            if (_log is null && request.Logs is { } folder)
                _log = new TrainingLog(folder, request.Resume ? (long)(epoch - 1) * step.StepsPerEpoch : null);
            var ends = step.Step == step.StepsPerEpoch;
            var validation = ends && !double.IsNaN(trainer.History[^1].ValidationAccuracy)
                ? trainer.History[^1].ValidationAccuracy : (double?)null;
            var rate = _examples / _clock.Elapsed.TotalSeconds;
            var left = (epochs - epoch + 1 - step.Step / (double)step.StepsPerEpoch) * step.StepsPerEpoch / _steps
                * _clock.Elapsed.TotalSeconds;
            progress?.Invoke(
                new TrainingProgress(epoch, epochs, step.Step, step.StepsPerEpoch, step.Cost, step.Accuracy, validation, step.Rate,
                rate, TimeSpan.FromSeconds(left)));
            if (!ends || _log is null) return;
            var at = (long)epoch * step.StepsPerEpoch;
            _log.Training(at, step.Cost, step.Accuracy, step.Rate);
            if (validation is { } accuracy) _log.Validation(at, trainer.History[^1].ValidationCost, accuracy);
            _log.Speed(at, rate);
        }

        public void Dispose() => _log?.Dispose();
    }
}
