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
using Mote.Workflows.Compressing;

namespace Mote.Workflows;

/// <summary>What <c>mote train</c> is asked for.</summary>
public sealed record TrainRequest
{
    public required string Dataset { get; init; }

    /// <summary>The result; its float twin is written beside it. Models of folds are named after it; empty where none are
    /// written.</summary>
    public string Output { get; init; } = "";

    /// <summary>A network of the zoo; null where <see cref="From"/> is given.</summary>
    public string? Model { get; init; }

    public ZooOptions Zoo { get; init; } = ZooOptions.Default;

    /// <summary>A float model file to train further.</summary>
    public string? From { get; init; }

    public string Features { get; init; } = "raw";

    public IReadOnlyDictionary<string, string> FeatureOptions { get; init; } = ImmutableDictionary<string, string>.Empty;

    public IReadOnlyList<string> Augmentations { get; init; } = [];

    public TrainingOptions Training { get; init; } = new();

    /// <summary>
    /// Classes that are normal: the network reconstructs them, and what it cannot reconstruct is an anomaly. For networks of the zoo that
    /// do nothing else it may be left out where there is a class "normal" or only one is trained on.
    /// </summary>
    public IReadOnlyList<string> Normal { get; init; } = [];

    /// <summary>Class weights that make all classes count the same.</summary>
    public bool Balance { get; init; }

    public int RoundingEpochs { get; init; } = 5;

    /// <summary>Learned weight steps in the rounding epochs.</summary>
    public bool LearnSteps { get; init; }

    public NumberFormat Format { get; init; } = NumberFormat.Int8;

    public bool WithValidation { get; init; }

    /// <summary>Float models that the network learns from beside labels, with the same features.</summary>
    public IReadOnlyList<string> Teachers { get; init; } = [];

    public TeachingStep Teaching { get; init; } = new();

    public bool Resume { get; init; }

    /// <summary>A folder for TensorBoard; null writes none.</summary>
    public string? Logs { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>For the estimate of energy.</summary>
    public EnergyAssumptions Energy { get; init; } = new();
}

/// <summary>What came of it.</summary>
/// <param name="Measure">accuracy: what is scored are shares of right answers; auc: areas under the ROC curve of the reconstruction
/// error.</param>
public sealed record TrainReport(
    string Model, string Output, string FloatOutput, string Features, int Parameters, long Macs, int TrainingExamples,
        int ValidationExamples,
    int TestExamples, int Epochs, double FinalCost, double? FloatValidation, double? IntegerValidation, double? FloatTest,
        double? IntegerTest,
    double? PointsLost, double Seconds, double Joules, double GramsCarbonDioxide, string EnergyMethod, string Measure)
{
    /// <summary>Of the last epoch, where the training was in narrow numbers; else null.</summary>
    public IReadOnlyList<RoundingReport>? Roundings { get; init; }
}

/// <summary>What became of the numbers of a role in an epoch.</summary>
/// <param name="Role">activations, weights (as factors), errors, gradients, momenta, updates.</param>
/// <param name="Numbers">How many were rounded.</param>
/// <param name="SaturatedShare">Of them, beyond the format's limits.</param>
/// <param name="VanishedShare">Of them, became zero and were not; of updates: steps that moved nothing.</param>
public sealed record RoundingReport(string Role, long Numbers, double SaturatedShare, double VanishedShare);

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
        var plan = Plan(request, set);
        var store = new CheckpointStore(request.Output, Describe(request, set, plan), request.Resume);
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
            100 * (floatTest - integerTest), clock.Elapsed.TotalSeconds, energy.Joules, energy.Grams, energy.Method,
            plan.Normal is null ? "accuracy" : "auc")
        {
            Roundings = trained.History.LastOrDefault() is not { Roundings.Count: > 0 } last ? null
                : [.. last.Roundings.Select(r =>
                    new RoundingReport(r.Role.ToString().ToLowerInvariant(), r.Numbers, r.SaturatedShare, r.VanishedShare))],
        };

        double? Score(Graph? graph, Split split) =>
            graph is null || set.Places(split).IsEmpty ? null
            : plan.Normal is not { } normal ? RawAnswers.Accuracy(graph, set, split)
            : HasBoth(normal, split) ? Anomalies.Area(graph, set, split, normal) : null;

        bool HasBoth(ImmutableArray<int> normal, Split split) =>
            set.Places(split).Select(p => normal.Contains(set.Examples[p].Label)).Distinct().Count() == 2;
    }

    /// <summary>Trains on all folds of groups but one, and scores on that one, for each (<see cref="CrossValidation"/>).</summary>
    /// <param name="request">What is wanted; models are written only where it names an output.</param>
    /// <param name="folds">How many.</param>
    /// <param name="progress">Told after each batch; epochs are counted through all folds.</param>
    /// <param name="stop">Ends after a batch.</param>
    /// <exception cref="MoteException">As <see cref="Run"/>; MOTE0611.</exception>
    public static FoldsReport RunFolds(TrainRequest request, int folds, Action<TrainingProgress>? progress, CancellationToken stop)
    {
        var set = Dataset.Load(request.Dataset);
        // Training examples in every fold: which classes are normal does not depend on it.
        var normal = Plan(request, set).Normal;
        var validation = request.Training.Patience > 0 || request.Training.Keep == Keep.Best;
        return CrossValidation.Run(set, folds, validation, (divided, fold) =>
        {
            var plan = Plan(request, divided) with { Normal = normal };
            using var told = new Telling(plan, p => progress?.Invoke(p with
            {
                Epoch = fold * p.Epochs + p.Epoch, Epochs = folds * p.Epochs,
            }), request with { Logs = request.Logs is { } logs ? Path.Combine(logs, $"fold{fold + 1}") : null });
            var trained = TrainClassifier.Run(divided, plan, request.Threads, null, told.After, stop);
            if (request.Output.Length == 0) return trained;
            var output = Path.ChangeExtension(request.Output, $".fold{fold + 1}{Path.GetExtension(request.Output)}");
            var floatOutput = trained.Integer is null ? output : Path.ChangeExtension(output, ".float.mote");
            ModelFile.Write(floatOutput, new Model(trained.Float, ModelMetadata.None));
            if (trained.Integer is { } integer) ModelFile.Write(output, new Model(integer, ModelMetadata.None));
            return trained;
        }, normal);
    }

    /// <summary>A model without the features it begins with; one that takes reals has none.</summary>
    /// <exception cref="MoteException">MOTE0614: it begins with others.</exception>
    internal static Graph NetworkPart(string path, FrontEnd features, ExampleSet set)
    {
        var graph = ModelFile.Read(path);
        return graph.Type(graph.Inputs[0]).IsFloat ? graph : GraphCut.Behind(graph, features.Float(set.Type));
    }

    internal static TrainingPlan Plan(TrainRequest request, ExampleSet set)
    {
        if (request.Balance) request = request with { Training = request.Training with { ClassWeights = Balanced(set) } };
        var (samples, features) = AugmentationText.Parse(request.Augmentations);
        if (request.Model is null == request.From is null)
            throw new MoteException("MOTE0607", "mote train", "give either --model or --from.",
                $"--model is one of {string.Join(", ", Zoo.All.Select(n => n.Name))}; --from a float model file.");
        var reconstructs = request.Normal.Count > 0 || (request.Model is { } name && Zoo.Find(name).Reconstructs);
        int[]? normal = reconstructs ? Anomalies.Normal(set, request.Normal, "MOTE0610") : null;
        if (normal is not null && !set.Places(Split.Train).Any(p => normal.Contains(set.Examples[p].Label)))
            throw new MoteException("MOTE0610", "--normal", "no training example is of these classes.",
                $"The classes are {string.Join(", ", set.Classes)}.");
        var frontEnd = FrontEnd.Parse(request.Features, request.FeatureOptions);
        var imported = request.From is { } path
            ? GraphImport.FromGraph(NetworkPart(path, frontEnd, set), new ImportOptions { Logits = true }) : null;
        return new TrainingPlan
        {
            Features = frontEnd,
            Network = (shape, classes, seed) => imported ?? Zoo.Build(request.Model!, shape, classes, request.Zoo, seed),
            OnSamples = samples,
            OnFeatures = features,
            Training = request.Training,
            RoundingEpochs = request.RoundingEpochs,
            LearnSteps = request.LearnSteps,
            Format = request.Format,
            WithValidation = request.WithValidation,
            Normal = normal is null ? null : [.. normal],
            Teaching = request.Teachers.Count == 0 ? null : request.Teaching,
            Teachers = [.. request.Teachers.Select(t =>
                GraphImport.FromGraph(NetworkPart(t, frontEnd, set), new ImportOptions { Logits = true }))],
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
    internal static string Describe(TrainRequest r, ExampleSet set, TrainingPlan plan) => string.Join('\n',
    [
        $"model {r.Model ?? r.From}", $"{r.Zoo}",
            $"features {r.Features} {string.Join(' ', r.FeatureOptions.Select(o => $"{o.Key}={o.Value}").Order(StringComparer.Ordinal))}",
        $"augmentations {string.Join(' ', r.Augmentations)}", $"examples {set.Count} of {set.Type}",
            string.Create(CultureInfo.InvariantCulture, $"{plan.Training}"),
        $"class weights {string.Join(' ', plan.Training.ClassWeights)}",
            $"rounding {r.RoundingEpochs} {r.Format}{(r.LearnSteps ? " learned steps" : "")}",
            $"teachers {string.Join(' ', r.Teachers)}",
            r.Teachers.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{r.Teaching}"),
            $"validation {r.WithValidation}", $"normal {string.Join(' ', plan.Normal ?? [])}",
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
                rate, TimeSpan.FromSeconds(left))
                {
                    Roundings = ends ? trainer.History[^1].Roundings : [],
                });
            if (!ends || _log is null) return;
            var at = (long)epoch * step.StepsPerEpoch;
            _log.Training(at, step.Cost, double.IsNaN(step.Accuracy) ? null : step.Accuracy, step.Rate);
            if (trainer.History[^1].ValidationCost is var cost && !double.IsNaN(cost)) _log.Validation(at, cost, validation);
            _log.Roundings(at, trainer.History[^1].Roundings);
            _log.Speed(at, rate);
        }

        public void Dispose() => _log?.Dispose();
    }
}
