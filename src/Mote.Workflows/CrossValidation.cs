using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Data;
using Mote.Training.Metrics;

namespace Mote.Workflows;

/// <summary>How a fold's models do on the examples of that fold, which they were not trained on.</summary>
/// <param name="Fold">From 1.</param>
/// <param name="Groups">Of the fold; 0 where examples have none.</param>
/// <param name="Float">The share of right answers, or the area under the ROC curve.</param>
/// <param name="Integer">Likewise; null where only float was asked for.</param>
public sealed record FoldResult(int Fold, int TrainingExamples, int TestExamples, int Groups, double Float, double? Integer);

/// <param name="Mean">Of the folds' figures.</param>
/// <param name="Spread">Their standard deviation (n - 1).</param>
public sealed record FoldSpread(double Mean, double Spread, double Least, double Most)
{
    public static FoldSpread Of(IReadOnlyList<double> figures)
    {
        var mean = figures.Average();
        return new(mean, Math.Sqrt(figures.Sum(f => (f - mean) * (f - mean)) / (figures.Count - 1)), figures.Min(), figures.Max());
    }
}

/// <summary>What cross-validation finds.</summary>
/// <param name="Measure">accuracy, or auc.</param>
/// <param name="Pooled">All folds' answers together, each of the model that has not seen the example; of the integer models where there
/// are some. Null for auc: scores of different models are not comparable.</param>
public sealed record FoldsReport(
    string Measure, ImmutableArray<FoldResult> Folds, FoldSpread Float, FoldSpread? Integer, Evaluation? Pooled);

/// <summary>Models trained on all folds but one, and scored on that one, for each: every example is judged once.</summary>
public static class CrossValidation
{
    /// <param name="set">All examples; what splits they are in does not matter.</param>
    /// <param name="folds">How many.</param>
    /// <param name="validation">Whether the fold behind the one that is scored chooses something; it is not trained on then.</param>
    /// <param name="train">Trains on a division, given it and the fold's number from 0.</param>
    /// <param name="normal">Labels of what is normal where models reconstruct; null for classifiers.</param>
    /// <exception cref="MoteException">MOTE0611: there are not so many groups.</exception>
    public static FoldsReport Run(ExampleSet set, int folds, bool validation, Func<ExampleSet, int, TrainedClassifier> train,
        IReadOnlyCollection<int>? normal = null)
    {
        Require(set, folds, validation);
        var results = ImmutableArray.CreateBuilder<FoldResult>();
        var (probabilities, labels, groups) = (new List<float>(), new List<int>(), new List<string>());
        for (var fold = 0; fold < folds; fold++)
        {
            var divided = Folds.ByGroup(set, folds, fold, validation);
            var trained = train(divided, fold);
            var places = divided.Places(Split.Test);
            var (real, integer) = normal is null
                ? (Judged(trained.Float, keep: trained.Integer is null), trained.Integer is { } i ? Judged(i, keep: true) : (double?)null)
                : (Anomalies.Area(trained.Float, divided, Split.Test, normal),
                    trained.Integer is { } a ? Anomalies.Area(a, divided, Split.Test, normal) : null);
            results.Add(new FoldResult(fold + 1, divided.Places(Split.Train).Length, places.Length,
                places.Select(p => divided.Examples[p].Group).Where(g => g.Length > 0).Distinct().Count(), real, integer));

            double Judged(Graph graph, bool keep)
            {
                var predictions = Evaluate.Run(graph, divided, new EvaluateOptions()).Predictions;
                if (keep)
                {
                    for (var i = 0; i < predictions.Count; i++) probabilities.AddRange(predictions[i]);
                    labels.AddRange(predictions.Labels);
                    groups.AddRange(places.Select(p => divided.Examples[p].Group));
                }
                return Enumerable.Range(0, predictions.Count).Count(predictions.IsRight) / (double)predictions.Count;
            }
        }
        var pooled = normal is not null ? null
            : Evaluation.Of(new Predictions(set.Classes.Length, [.. probabilities], [.. labels], [.. groups]), set.Classes);
        return new FoldsReport(normal is null ? "accuracy" : "auc", results.ToImmutable(), FoldSpread.Of([.. results.Select(r => r.Float)]),
            results[0].Integer is null ? null : FoldSpread.Of([.. results.Select(r => r.Integer!.Value)]), pooled);
    }

    private static void Require(ExampleSet set, int folds, bool validation)
    {
        var least = validation ? 3 : 2;
        if (folds < least)
            throw new MoteException("MOTE0611", $"--folds {folds}",
                $"there are at least {least}{(validation ? " where one is for validation (--patience, --keep-best)" : "")}.");
        var groups = set.Examples.Select(e => e.Group.Length > 0 ? "g" + e.Group : "e" + e.Id).Distinct().Count();
        if (groups < folds)
            throw new MoteException("MOTE0611", $"--folds {folds}",
                $"the dataset has only {groups} groups, and nobody may be in two folds.",
                $"Take at most {groups} folds, or import with another --group-pattern.");
    }
}
