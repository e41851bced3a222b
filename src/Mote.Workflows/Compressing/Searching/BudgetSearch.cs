using System.Collections.Immutable;
using Mote.Compiler.Prediction;
using Mote.Compression.Allocation;
using Mote.Compression.Pruning;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Rules;
using Mote.Data;
using Mote.Passes;
using Mote.Training.Networks;

namespace Mote.Workflows.Compressing.Searching;

/// <summary>What a step of the best plan gave, in integers.</summary>
/// <param name="Step">int8, neurons, connections, rounding, coding.</param>
public sealed record CompressionStepResult(
    string Step, double Validation, int Weights, int Zeros, double EntropyBytes, ProgramFigures Figures);

/// <summary>What a search found.</summary>
/// <param name="Best">The last point of its kind that fits best.</param>
/// <param name="Recipe">That made it.</param>
/// <param name="Made">The networks.</param>
/// <param name="Points">All that was tried, in order.</param>
/// <param name="Steps">Of the best.</param>
/// <param name="Met">Whether budgets and gate hold.</param>
public sealed record BudgetSearchResult(
    CompressionPoint Best, CompressionRecipe Recipe, CompressedClassifier Made, ImmutableArray<CompressionPoint> Points,
    ImmutableArray<CompressionStepResult> Steps, bool Met);

/// <summary>
/// Finds how a network becomes as small as a budget wants. What a plan takes hardly depends on its training, so sizes come first: widths
/// that fit are predicted, bytes are divided between layers by what they suffer, and only plans of the right size are trained: each for a
/// part of the epochs, compiled and run on the emulated device; then the best for all of them.
/// </summary>
internal sealed class BudgetSearch
{
    private const double TrialShare = 0.25;

    /// <summary>Sizes aim so much below the budget: coders come near entropies, not onto them.</summary>
    private const double Aim = 0.985, AimAfterTrial = 0.995;

    private const int Widths = 3, Results = 3, MeasuredExamples = 2;

    /// <summary>Decoders' code, until a trial says what it takes.</summary>
    private const double DecoderBytes = 1500;

    /// <summary>What a short training leaves to be gained, in share of right answers.</summary>
    private const double TrialSlack = 0.015;

    private static readonly double[] s_keeps = [1, 0.75, 0.55, 0.4, 0.3, 0.2, 0.14, 0.1];

    /// <summary>Without a budget of flash: shares of the int8 program's, one after another.</summary>
    private static readonly double[] s_shares = [0.7, 0.5, 0.36, 0.26, 0.18, 0.13];

    private readonly ExampleSet _set;
    private readonly TrainingPlan _plan;
    private readonly Graph _network;
    private readonly CompressionBudget _budget;
    private readonly int _epochs, _threads;
    private readonly Func<string, CompressionRecipe, ITrainingStore?> _store;
    private readonly CompressionProgress _progress;
    private readonly Action<CompressionPoint>? _told;
    private readonly CancellationToken _stop;
    private readonly BudgetMeasure _measure;
    private readonly List<CompressionPoint> _points = [];
    private Found? _best;

    /// <param name="set">With a validation split.</param>
    /// <param name="plan">How the network was trained.</param>
    /// <param name="network">Of floats, from features to classes.</param>
    /// <param name="budget">What is wanted.</param>
    /// <param name="epochs">Of a whole training.</param>
    /// <param name="threads">How many at once; no influence on the result.</param>
    /// <param name="store">Where the training of a name is kept.</param>
    /// <param name="progress">Sees each batch.</param>
    /// <param name="told">Sees each point.</param>
    /// <param name="stop">Ends after a batch.</param>
    public BudgetSearch(ExampleSet set, TrainingPlan plan, Graph network, CompressionBudget budget, int epochs, int threads,
        Func<string, CompressionRecipe, ITrainingStore?> store, CompressionProgress progress, Action<CompressionPoint>? told,
        CancellationToken stop)
    {
        (_set, _plan, _network, _budget, _epochs, _threads) = (set, plan, network, budget, epochs, threads);
        (_store, _progress, _told, _stop) = (store, progress, told, stop);
        var places = set.Places(Split.Validation);
        if (places.IsEmpty)
            throw new MoteException("MOTE0616", "mote compress", "the dataset has no validation examples to judge plans by.",
                "Import it with a validation split, or say what is to be done with --recipe.");
        _measure = new BudgetMeasure(
            budget, [.. places.Take(MeasuredExamples).SelectMany(p => set.Bytes(p).ToArray())],
            Math.Min(places.Length, MeasuredExamples), stop);
    }

    /// <exception cref="MoteException">MOTE0616: nothing can be so small.</exception>
    public BudgetSearchResult Run()
    {
        using var session = new TrainingSession(_set, _plan, _threads, null, null, _stop);
        var original = GraphImport.FromGraph(_network, new ImportOptions { Logits = true });
        var whole = session.Calibrated(original);
        var start = Point("int8", "as it is", whole);
        var layers = SensitivityScan.Of(original, session.Examples, _threads, _stop);
        var widths = Sketches(session, original);
        var (candidates, trials) = (new List<Candidate>(), 0);
        foreach (var flash in Rungs(start))
        {
            var plans = Plans(widths, layers, flash);
            if (plans.Length == 0) break;
            if (plans.Length == 1 && !Shrinks)
            {
                // Nothing to choose from.
                candidates.Add(plans[0]);
                break;
            }
            _progress.Expect(plans.Length * TrialEpochs);
            foreach (var plan in plans)
            {
                var (trained, point) = Trained($"trial {++trials}", plan.Plan, TrialEpochs);
                candidates.Add(plan with { Trial = point, OtherBytes = point.Figures.FlashBytes - point.EntropyBytes });
                Consider(new Found(point, trained, plan.Plan.Recipe(TrialEpochs)));
            }
            if (Shrinks && !candidates.TakeLast(plans.Length).Any(Promises)) break;
        }
        if (candidates.Count == 0) throw TooLittle(widths, start);
        return Result(session, original, layers, candidates, start);
    }

    /// <summary>Only accuracy is bounded: as small as it allows is wanted.</summary>
    private bool Shrinks => _budget is { Flash: null, MinAccuracy: not null };

    private int TrialEpochs => Math.Max(3, (int)Math.Round(TrialShare * _epochs));

    /// <summary>A network that was tried.</summary>
    private sealed record Found(CompressionPoint Point, CompressedClassifier Made, CompressionRecipe Recipe);

    private void Consider(Found found)
    {
        if (_best is null || Rank(found.Point).CompareTo(Rank(_best.Point)) > 0) _best = found;
    }

    /// <summary>First that all holds, then that it fits; then what is wanted: the least flash, or the best answers.</summary>
    private (bool, bool, double) Rank(CompressionPoint p)
    {
        var all = p.Fits && _budget.Allows(p.Validation);
        return (all, p.Fits, Shrinks && all ? -p.Figures.FlashBytes : p.Validation);
    }

    /// <summary>A plan, and what its short training came to.</summary>
    /// <param name="FlashGoal">Bytes of the program.</param>
    /// <param name="OtherBytes">Of them not weights.</param>
    private sealed record Candidate(
        WidthSketch Width, SearchPlan Plan, double FlashGoal, double OtherBytes, CompressionPoint? Trial = null);

    private bool Promises(Candidate c) => c.Trial is not { } t || (_budget.Allows(t.Validation + TrialSlack) && _budget.FitsBut(t.Figures));

    /// <summary>Sizes to try, the largest first: the budget; or, where only accuracy is bounded, smaller and smaller ones.</summary>
    private IEnumerable<double> Rungs(CompressionPoint start) => Shrinks
        ? s_shares.Select(s => s * start.Figures.FlashBytes) : [_budget.Flash ?? double.PositiveInfinity];

    private Candidate[] Plans(IReadOnlyList<WidthSketch> widths, IReadOnlyList<LayerSensitivity> layers, double flash)
    {
        var plans = new List<Candidate>();
        foreach (var width in widths.Where(w => w.Reaches(Aim * flash - w.OtherBytes)).Take(Shrinks ? Widths - 1 : Widths))
        {
            Candidate[] own = [.. width.Plans(layers, Aim * flash - width.OtherBytes)
                .Select(p => new Candidate(width, p, flash, width.OtherBytes))];
            plans.AddRange(own);
            // It fits as it is: narrower ones would lose for nothing.
            if (own is [{ Plan: { Bits: 8, Sparsity: 0, Layers: null } }]) break;
        }
        return [.. plans];
    }

    /// <summary>Widths that memory and instructions allow.</summary>
    private List<WidthSketch> Sketches(TrainingSession session, Network original)
    {
        var scores = NeuronScores.Of(original, NeuronCriterion.Taylor, session.Examples, _plan.Training.Loss, _threads);
        var sketches = new List<WidthSketch>();
        foreach (var keep in s_keeps)
        {
            _stop.ThrowIfCancellationRequested();
            var cut = keep < 1 ? NeuronCut.Apply(original, NeuronChoice.Least(original, scores, keep)) : original;
            var weights = LayerWeights.Of(cut).ToDictionary(w => w.Layer, w => w.Parameter.Shape.Elements);
            var graph = Pipelines.Run(Pipelines.ForDevice, session.Calibrated(cut));
            var costs = _budget.Goals.Select(g => Cost(graph, g))
                .Where(c => c.RamBytes <= (_budget.Ram ?? int.MaxValue)
                    && c.Instructions <= (_budget.Instructions ?? long.MaxValue)).ToArray();
            if (costs.Length > 0)
                sketches.Add(new WidthSketch(keep, weights, costs.Min(c => c.FlashBytes) - weights.Values.Sum() + DecoderBytes));
        }
        return sketches;
    }

    private ProgramCost Cost(Graph graph, OptimizeGoal goal) =>
        CostModel.Of(graph, PreparedModel.OptionsFor(_budget.Target.InstructionSet, goal));

    private (CompressedClassifier Made, CompressionPoint Point) Trained(string name, SearchPlan plan, int epochs)
    {
        var recipe = plan.Recipe(epochs);
        var made = CompressClassifier.Run(_set, _plan, _network, recipe, _threads, _store(name.Replace(' ', '-'), recipe),
            (phase, step, trainer) => _progress.After($"{name} {phase}", step, trainer), _stop);
        return (made, Point(name, plan.Words, made.Integer));
    }

    private CompressionPoint Point(string name, string plan, Graph graph)
    {
        var (weights, figures) = (WeightStatistics.Of(graph), _measure.Of(graph));
        var point = new CompressionPoint(name, plan, RawAnswers.Accuracy(graph, _set, Split.Validation), Costs.Macs(graph), weights.Weights,
            weights.Zeros, weights.EntropyBytes, figures, _budget.Fits(figures));
        _points.Add(point);
        _told?.Invoke(point);
        return point;
    }

    /// <summary>Trains the best plans wholly, until one holds all that was asked for.</summary>
    private BudgetSearchResult Result(TrainingSession session, Network original, IReadOnlyList<LayerSensitivity> layers,
        List<Candidate> candidates, CompressionPoint start)
    {
        var waiting = new List<Candidate>(candidates.OrderByDescending(Promises)
            .ThenBy(c => Shrinks ? c.FlashGoal : 0).ThenByDescending(c => c.Trial?.Validation ?? 1));
        for (var result = 1; result <= Results && waiting.Count > 0; result++)
        {
            var candidate = waiting[0];
            waiting.RemoveAt(0);
            var plan = Refined(candidate, layers);
            _progress.Expect(_epochs);
            var (made, point) = Trained($"result {result}", plan, _epochs);
            Consider(new Found(point, made, plan.Recipe(_epochs)));
            if (point.Fits && _budget.Allows(point.Validation)) break;
            // Too large by little: the same again, by what it took.
            if (!point.Fits && _budget.FitsBut(point.Figures) && _budget.Flash is { } flash)
                waiting.Insert(0, candidate with
                {
                    Trial = point, OtherBytes = point.Figures.FlashBytes - point.EntropyBytes,
                    FlashGoal = Math.Min(candidate.FlashGoal, flash) - (point.Figures.FlashBytes - flash),
                });
        }
        var (found, classifier, recipe) = _best!;
        return new BudgetSearchResult(found, recipe, classifier, [.. _points], Steps(session, original, start, found, classifier),
            found.Fits && _budget.Allows(found.Validation));
    }

    /// <summary>The plan, corrected by what its trial took.</summary>
    private static SearchPlan Refined(Candidate c, IReadOnlyList<LayerSensitivity> layers)
    {
        if (c.Trial is null || double.IsInfinity(c.FlashGoal)) return c.Plan;
        var plans = c.Width.Plans(layers, AimAfterTrial * c.FlashGoal - c.OtherBytes).ToArray();
        return plans.FirstOrDefault(p => p.Layers is null == c.Plan.Layers is null) ?? plans.FirstOrDefault() ?? c.Plan;
    }

    private ImmutableArray<CompressionStepResult> Steps(
        TrainingSession session, Network original, CompressionPoint start, CompressionPoint found, CompressedClassifier made)
    {
        var goal = Enum.Parse<OptimizeGoal>(found.Figures.Optimize, ignoreCase: true);
        var plain = _measure.For(_budget with { Goals = [goal], Flash = null, Ram = null, MinAccuracy = null });
        return
        [
            Step("int8", session.Calibrated(original), start.Validation),
            .. made.Stages.Select(s => Step(s.Step, session.Calibrated(s.Network))),
            Step("rounding", made.Integer, found.Validation),
            new CompressionStepResult("coding", found.Validation, found.Weights, found.Zeros, found.EntropyBytes, found.Figures),
        ];

        CompressionStepResult Step(string name, Graph graph, double? validation = null)
        {
            var weights = WeightStatistics.Of(graph);
            return new CompressionStepResult(name, validation ?? RawAnswers.Accuracy(graph, _set, Split.Validation), weights.Weights,
                weights.Zeros, weights.EntropyBytes, plain.Of(graph));
        }
    }

    private MoteException TooLittle(List<WidthSketch> widths, CompressionPoint start)
    {
        var figures = start.Figures;
        var what = widths.Count == 0
            ? $"even with {100 * s_keeps[^1]:0} % of its multiplications the network takes more memory or instructions than that"
            : $"what is not weights takes {widths.Min(w => w.OtherBytes):N0} bytes of flash";
        return new MoteException("MOTE0616", $"{_budget.Target.Name}", FormattableString.Invariant(
            $"nothing so small was found: {what}; as it is, it takes ")
            + FormattableString.Invariant(
                $"{figures.FlashBytes:N0} bytes of flash, {figures.RamBytes:N0} of RAM, {figures.Instructions:N0} instructions."),
            "Allow more, or train a smaller network (mote distil).");
    }
}
