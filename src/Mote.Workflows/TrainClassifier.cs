using System.Collections.Immutable;
using Mote.Compression;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Data;
using Mote.Numerics;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Workflows;

/// <summary>The way from examples to a classifier in integers: train, fold, train on with rounding, quantize, join with the
/// front end.</summary>
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
        var places = set.Places(Split.Train);
        if (plan.WithValidation) places = [.. places, .. set.Places(Split.Validation)];
        using var train = new LabelledExamples(set, places, plan.Features, plan.OnSamples, plan.OnFeatures);
        using var validation = new LabelledExamples(set, set.Places(Split.Validation), plan.Features);
        var judged = validation.Count > 0 ? validation : null;
        var network = plan.Network(train.Shape, set.Classes.Length, plan.Training.Seed);

        using var trainer = new Trainer(network, train, judged, plan.Training, threads);
        Train("train", trainer, store, watch, stop);
        var learned = trainer.Result();
        var name = network.Name;
        var real = GraphJoin.Join(plan.Features.Float(set.Type), Exported(WithProbabilities(network), learned, name).Graph, name: name);
        if (plan.Format == NumberFormat.Float)
            return new TrainedClassifier(real, null, [.. trainer.History], network.ParameterCount);

        var range = FeatureRange(train);
        var features = plan.Features.Fixed(set.Type, range.Low, range.High);
        var input = features.Type(features.Outputs[0]);
        var folded = Quantizer.Prepare(Exported(network, learned, name).Graph);
        var integer = plan.RoundingEpochs > 0 && IsRoundable(network)
            ? WithRounding(folded, input, train, judged, plan, threads, store, watch, stop)
            : Calibrated(Quantizer.Prepare(Exported(WithProbabilities(network), learned, name).Graph), input, train, plan);
        return new TrainedClassifier(
            real, GraphJoin.Join(features, integer, name: name), [.. trainer.History], network.ParameterCount);
    }

    /// <summary>A network whose first output goes through a softmax.</summary>
    private static Network WithProbabilities(Network network)
    {
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

    /// <summary>Recurrent cells round within their steps, which a network's roundings do not describe.</summary>
    private static bool IsRoundable(Network network) => !network.Nodes.Any(n => n.Op is LstmSequence or GruSequence or FastGrnnSequence);

    private static Graph WithRounding(Graph folded, TensorType input, LabelledExamples train,
        LabelledExamples? validation, TrainingPlan plan, int threads, ITrainingStore? store, Action<string, StepResult, Trainer>? watch,
        CancellationToken stop)
    {
        var bits = plan.Format == NumberFormat.Int4 ? 4 : 8;
        var activationBits = plan.Format == NumberFormat.Int16x8 ? 16 : 8;
        var rounding = new RoundingNetwork(GraphImport.FromGraph(folded));
        var ranges = rounding.Observe(train, Observed, threads);
        var q = input.PerTensor;
        var (least, most) = input.Element.Range();
        var network = rounding.Round(ranges, (q.Scale * (least - q.ZeroPoint), q.Scale * (most - q.ZeroPoint)), bits, activationBits);
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
        var exported = Exported(WithProbabilities(network), trainer.Result(), folded.Name);
        var learned = new ActivationRanges(
            exported.Ranges.ToImmutableDictionary(r => r.Key, r => Compression.ActivationRange.Of(
                QuantizationGrid.OfActivation(r.Value.Low, r.Value.High, r.Value.Bits))),
            exported.Steps.ToImmutableDictionary(s => s.Key, s => EquatableArray.Create<float>(s.Value.Steps.AsSpan())));
        return Quantizer.Quantize(exported.Graph, learned, Options(plan, input)).Graph;
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
    /// </summary>
    private static (float Low, float High) FeatureRange(IExampleSource train)
    {
        const double Cut = 1e-4;
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
        return (Math.Min(0, sorted[left]), Math.Max(0, sorted[^(left + 1)]));
    }
}
