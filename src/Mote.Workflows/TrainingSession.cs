using System.Collections.Immutable;
using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Data;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Workflows;

/// <summary>
/// A set's examples as a network sees them, and what can be done with a network and them: train it, join it with its front end, make
/// integers of it.
/// </summary>
internal sealed class TrainingSession : IDisposable
{
    /// <summary>Examples that ranges are observed on, about.</summary>
    private const int Observed = 512;

    private readonly ExampleSet _set;
    private readonly TrainingPlan _plan;
    private readonly int _threads;
    private readonly ITrainingStore? _store;
    private readonly Action<string, StepResult, Trainer>? _watch;
    private readonly CancellationToken _stop;
    private readonly LabelledExamples _labelled, _validation;

    /// <param name="set">With examples to train on.</param>
    /// <param name="plan">How.</param>
    /// <param name="threads">How many at once; no influence on the result.</param>
    /// <param name="store">Where a training is kept while it goes on; null keeps none.</param>
    /// <param name="watch">Sees each batch: the phase, the result, the trainer.</param>
    /// <param name="stop">Ends after a batch; what was stored can be gone on with.</param>
    public TrainingSession(ExampleSet set, TrainingPlan plan, int threads, ITrainingStore? store,
        Action<string, StepResult, Trainer>? watch, CancellationToken stop)
    {
        if (plan.Normal is not null)
            plan = plan with
            {
                Training = plan.Training with { Loss = new Loss.MeanSquaredError(), ClassWeights = [], LabelSmoothing = 0 },
            };
        (_set, _plan, _threads, _store, _watch, _stop) = (set, plan, threads, store, watch, stop);
        var places = Places(Split.Train);
        if (plan.WithValidation) places = [.. places, .. Places(Split.Validation)];
        _labelled = new LabelledExamples(set, places, plan.Features, plan.OnSamples, plan.OnFeatures);
        _validation = new LabelledExamples(set, Places(Split.Validation), plan.Features);
        Examples = Target(_labelled);
        Validation = _validation.Count > 0 ? Target(_validation) : null;
    }

    /// <summary>As asked for, with the loss that follows.</summary>
    public TrainingPlan Plan => _plan;

    public IExampleSource Examples { get; }

    public IExampleSource? Validation { get; }

    public void Dispose()
    {
        _labelled.Dispose();
        _validation.Dispose();
    }

    /// <summary>The network with what it has learned.</summary>
    /// <param name="phase">Names the checkpoint.</param>
    /// <param name="network">Where it begins.</param>
    /// <param name="options">How.</param>
    /// <param name="teacher">Whom it learns from, beside labels.</param>
    public (Network Network, ImmutableArray<EpochResult> History) Train(
        string phase, Network network, TrainingOptions options, ITeacher? teacher = null)
    {
        using var trainer = new Trainer(network, Examples, Validation, options, _threads, teacher);
        _store?.Begin(phase, trainer);
        while (!trainer.IsDone)
        {
            _stop.ThrowIfCancellationRequested();
            var step = trainer.Step();
            _watch?.Invoke(phase, step, trainer);
            _store?.After(phase, step, trainer);
        }
        return (network.With(trainer.Result()), [.. trainer.History]);
    }

    /// <summary>From raw samples to answers, in float.</summary>
    public Graph Float(Network trained) => GraphJoin.Join(
        _plan.Features.Float(_set.Type), Exported(Answering(trained), trained.Name).Graph, name: trained.Name,
        keep: _plan.Normal is not null);

    /// <summary>A trained network without norms, as a float graph.</summary>
    public static Graph Folded(Network trained) => Quantizer.Prepare(Exported(trained, trained.Name).Graph);

    /// <summary>From raw samples to answers in integers, with ranges as they are observed.</summary>
    public Graph Calibrated(Network trained)
    {
        var features = FixedFeatures();
        var folded = Quantizer.Prepare(Exported(Answering(trained), trained.Name).Graph);
        var values = new float[Examples.Shape.Elements];
        var examples = Calibration.Examples(folded, Examples.Spread(Observed).Select(i =>
        {
            Examples.Read(i, 0, values);
            return values.ToArray();
        }));
        var type = features.Type(features.Outputs[0]);
        return Joined(features, Quantizer.Quantize(folded, Calibration.Run(folded, examples), Options(type)).Graph, trained.Name);
    }

    /// <summary>From raw samples to answers in integers, trained on with roundings.</summary>
    /// <param name="folded">A trained network without norms (<see cref="Folded"/>).</param>
    /// <param name="rounding">What is rounded how.</param>
    /// <param name="training">How it is trained.</param>
    /// <param name="teacher">Whom it learns from, beside labels.</param>
    /// <exception cref="MoteException">MOTE0609: learned steps came to nothing.</exception>
    public Graph Rounded(Graph folded, RoundingOptions rounding, TrainingOptions training, ITeacher? teacher = null)
    {
        var features = FixedFeatures();
        var input = features.Type(features.Outputs[0]);
        var network = new RoundingNetwork(GraphImport.FromGraph(folded));
        var ranges = network.Observe(Examples, Observed, _threads);
        var q = input.PerTensor;
        var (least, most) = input.Element.Range();
        var rounded = network.Round(ranges, (q.Scale * (least - q.ZeroPoint), q.Scale * (most - q.ZeroPoint)), rounding);
        var trained = Train("rounding", rounded, training, teacher).Network;
        var exported = Exported(Answering(trained), folded.Name);
        RequireSteps(exported);
        return Joined(
            features, Quantizer.Quantize(exported.Graph, RoundingNetwork.Learned(exported), Options(input)).Graph, folded.Name);
    }

    private Graph Joined(Graph features, Graph network, string name) =>
        GraphJoin.Join(features, network, name: name, keep: _plan.Normal is not null);

    private Graph FixedFeatures()
    {
        var (low, high) = FeatureRange();
        return _plan.Features.Fixed(_set.Type, low, high);
    }

    private ImmutableArray<int> Places(Split split) =>
        _plan.Normal is not { } normal ? _set.Places(split) : [.. _set.Places(split).Where(p => normal.Contains(_set.Examples[p].Label))];

    private IExampleSource Target(LabelledExamples examples) => _plan.Normal is null ? examples : new ReconstructedExamples(examples);

    /// <summary>A classifier's first output goes through a softmax.</summary>
    private Network Answering(Network network)
    {
        if (_plan.Normal is not null) return network;
        var builder = new NetworkBuilder(network);
        return builder.Build([builder.Add(new Normalise(1), [network.Outputs[0]], "probabilities")]);
    }

    private static ExportedModel Exported(Network trained, string name) =>
        GraphExport.ToGraph(trained, v => [.. trained.Values[v].Initial], name);

    /// <summary>Steps that are learned can be driven to nothing.</summary>
    private static void RequireSteps(ExportedModel exported)
    {
        foreach (var (id, steps) in exported.Steps.OrderBy(s => s.Key.Index))
            if (!steps.Steps.All(s => float.IsFinite(s) && s > 0))
                throw new MoteException("MOTE0609", exported.Graph[id].Name, "a learned step of its integers is not positive any more.",
                    "Train with a lower --rate, or with --rounding largest.");
    }

    private QuantizationOptions Options(TensorType input) => new() { Format = _plan.Format, InputTypes = [input] };

    /// <summary>
    /// What the features of training examples reach, without noise, but for one in ten thousand at either end: a finer step for all others.
    /// Anomalies reach further than what is normal, and there is room for half as much again.
    /// </summary>
    private (float Low, float High) FeatureRange()
    {
        const double Cut = 1e-4;
        const float Room = 0.5f;
        var values = new float[Examples.Shape.Elements];
        var all = new List<float>();
        foreach (var i in Examples.Spread(Observed))
        {
            Examples.Read(i, 0, values);
            all.AddRange(values);
        }
        var sorted = all.ToArray();
        Array.Sort(sorted);
        var left = (int)(sorted.Length * Cut);
        var (low, high) = (sorted[left], sorted[^(left + 1)]);
        var room = _plan.Normal is null ? 0 : Room * (high - low);
        return (Math.Min(0, low - room), Math.Max(0, high + room));
    }
}
