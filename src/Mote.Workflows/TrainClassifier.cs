using System.Collections.Immutable;
using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Data;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Workflows;

/// <summary>The way from examples to a classifier in integers: train, fold, train on with rounding, quantize, join with the
/// front end. What finds anomalies goes the same way, towards its own features.</summary>
public static class TrainClassifier
{
    /// <summary>Examples that ranges are observed on, about.</summary>
    private const int Observed = 512;

    /// <param name="set">With examples to train on.</param>
    /// <param name="plan">How.</param>
    /// <param name="threads">How many at once; no influence on the result.</param>
    /// <param name="store">Where a training is kept while it goes on; null keeps none.</param>
    /// <param name="watch">Sees each batch: the phase ("train", "rounding"), the result, and the epochs of the phase.</param>
    /// <param name="stop">Ends after a batch; what was stored can be gone on with.</param>
    public static TrainedClassifier Run(ExampleSet set, TrainingPlan plan, int threads, ITrainingStore? store = null,
        Action<string, StepResult, Trainer>? watch = null, CancellationToken stop = default)
    {
        if (plan.Normal is not null)
            plan = plan with
            {
                Training = plan.Training with { Loss = new Loss.MeanSquaredError(), ClassWeights = [], LabelSmoothing = 0 },
            };
        var places = Places(set, Split.Train, plan);
        if (plan.WithValidation) places = [.. places, .. Places(set, Split.Validation, plan)];
        using var labelled = new LabelledExamples(set, places, plan.Features, plan.OnSamples, plan.OnFeatures);
        using var validation = new LabelledExamples(set, Places(set, Split.Validation, plan), plan.Features);
        var train = Target(labelled, plan);
        var judged = validation.Count > 0 ? Target(validation, plan) : null;
        var network = plan.Network(train.Shape, train.Targets, plan.Training.Seed);

        using var trainer = new Trainer(network, train, judged, plan.Training, threads);
        Train("train", trainer, store, watch, stop);
        var learned = trainer.Result();
        var name = network.Name;
        var real = GraphJoin.Join(plan.Features.Float(set.Type), Exported(Answering(network, plan), learned, name).Graph, name: name,
            keep: plan.Normal is not null);
        if (plan.Format == NumberFormat.Float)
            return new TrainedClassifier(real, null, [.. trainer.History], network.ParameterCount);

        var range = FeatureRange(train, plan);
        var features = plan.Features.Fixed(set.Type, range.Low, range.High);
        var input = features.Type(features.Outputs[0]);
        var folded = Quantizer.Prepare(Exported(network, learned, name).Graph);
        var integer = plan.RoundingEpochs > 0
            ? WithRounding(folded, input, train, judged, plan, threads, store, watch, stop)
            : Calibrated(Quantizer.Prepare(Exported(Answering(network, plan), learned, name).Graph), input, train, plan);
        return new TrainedClassifier(
            real, GraphJoin.Join(features, integer, name: name, keep: plan.Normal is not null),
            [.. trainer.History], network.ParameterCount);
    }

    private static ImmutableArray<int> Places(ExampleSet set, Split split, TrainingPlan plan) =>
        plan.Normal is not { } normal ? set.Places(split) : [.. set.Places(split).Where(p => normal.Contains(set.Examples[p].Label))];

    private static IExampleSource Target(LabelledExamples examples, TrainingPlan plan) =>
        plan.Normal is null ? examples : new ReconstructedExamples(examples);

    /// <summary>A classifier's first output goes through a softmax.</summary>
    private static Network Answering(Network network, TrainingPlan plan)
    {
        if (plan.Normal is not null) return network;
        var builder = new NetworkBuilder(network);
        return builder.Build([builder.Add(new Normalise(1), [network.Outputs[0]], "probabilities")]);
    }

    private static void Train(
        string phase, Trainer trainer, ITrainingStore? store, Action<string, StepResult, Trainer>? watch, CancellationToken stop)
    {
        store?.Begin(phase, trainer);
        while (!trainer.IsDone)
        {
            stop.ThrowIfCancellationRequested();
            var step = trainer.Step();
            watch?.Invoke(phase, step, trainer);
            store?.After(phase, step, trainer);
        }
    }

    private static ExportedModel Exported(Network network, IReadOnlyDictionary<int, float[]> learned, string name) =>
        GraphExport.ToGraph(network, v => learned[v], name);

    private static Graph WithRounding(Graph folded, TensorType input, IExampleSource train,
        IExampleSource? validation, TrainingPlan plan, int threads, ITrainingStore? store, Action<string, StepResult, Trainer>? watch,
        CancellationToken stop)
    {
        var roundingOptions = new RoundingOptions
        {
            WeightBits = plan.Format == NumberFormat.Int4 ? 4 : 8,
            ActivationBits = plan.Format == NumberFormat.Int16x8 ? 16 : 8,
            LearnSteps = plan.LearnSteps,
        };
        var rounding = new RoundingNetwork(GraphImport.FromGraph(folded));
        var ranges = rounding.Observe(train, Observed, threads);
        var q = input.PerTensor;
        var (least, most) = input.Element.Range();
        var network = rounding.Round(ranges, (q.Scale * (least - q.ZeroPoint), q.Scale * (most - q.ZeroPoint)), roundingOptions);
        var options = plan.Training with
        {
            Epochs = plan.RoundingEpochs,
            LearningRate = plan.Training.LearningRate * plan.RoundingRate,
            Schedule = new Schedule.Cosine { WarmUp = 0 },
            Patience = 0,
            Seed = plan.Training.Seed + 1,
        };
        using var trainer = new Trainer(network, train, validation, options, threads);
        Train("rounding", trainer, store, watch, stop);
        var exported = Exported(Answering(network, plan), trainer.Result(), folded.Name);
        RequireSteps(exported);
        return Quantizer.Quantize(exported.Graph, RoundingNetwork.Learned(exported), Options(plan, input)).Graph;
    }

    /// <summary>Steps that are learned can be driven to nothing.</summary>
    private static void RequireSteps(ExportedModel exported)
    {
        foreach (var (id, steps) in exported.Steps.OrderBy(s => s.Key.Index))
            if (!steps.Steps.All(s => float.IsFinite(s) && s > 0))
                throw new MoteException("MOTE0609", exported.Graph[id].Name, "a learned step of its integers is not positive any more.",
                    "Train with a lower --rate, or with --rounding largest.");
    }

    private static Graph Calibrated(Graph folded, TensorType input, IExampleSource train, TrainingPlan plan)
    {
        var values = new float[train.Shape.Elements];
        var examples = Calibration.Examples(folded, train.Spread(Observed).Select(i =>
        {
            train.Read(i, 0, values);
            return values.ToArray();
        }));
        return Quantizer.Quantize(folded, Calibration.Run(folded, examples), Options(plan, input)).Graph;
    }

    private static QuantizationOptions Options(TrainingPlan plan, TensorType input) => new() { Format = plan.Format, InputTypes = [input] };

    /// <summary>
    /// What the features of training examples reach, without noise, but for one in ten thousand at either end: a finer step for all others.
    /// Anomalies reach further than what is normal, and there is room for half as much again.
    /// </summary>
    private static (float Low, float High) FeatureRange(IExampleSource train, TrainingPlan plan)
    {
        const double Cut = 1e-4;
        const float Room = 0.5f;
        var values = new float[train.Shape.Elements];
        var all = new List<float>();
        foreach (var i in train.Spread(Observed))
        {
            train.Read(i, 0, values);
            all.AddRange(values);
        }
        var sorted = all.ToArray();
        Array.Sort(sorted);
        var left = (int)(sorted.Length * Cut);
        var (low, high) = (sorted[left], sorted[^(left + 1)]);
        var room = plan.Normal is null ? 0 : Room * (high - low);
        return (Math.Min(0, low - room), Math.Max(0, high + room));
    }
}
