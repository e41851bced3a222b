using System.Collections.Immutable;

namespace Mote.Training.Metrics;

/// <summary>One class of an evaluation. Absent figures are null: a class without examples has no curve.</summary>
/// <param name="Area">Under the ROC curve, this class against the rest.</param>
/// <param name="EqualErrorRate">Where misses and false alarms are equal.</param>
/// <param name="MissesAt1Percent">The share missed with at most 1 % false alarms.</param>
public sealed record ClassEvaluation(
    string Name, int Examples, double Precision, double Recall, double F1, double? Area, double? EqualErrorRate, double? MissesAt1Percent);

/// <summary>What is known of a classifier from examples it was not trained on. Shares, not percents; no NaN.</summary>
/// <param name="Accuracy">With the bounds of independent examples (Wilson).</param>
/// <param name="TopTwo">The share whose class is among the two most probable; null for two classes or fewer.</param>
/// <param name="MacroF1">Mean F1 of the classes that occur.</param>
/// <param name="BalancedAccuracy">Mean recall of the classes that occur.</param>
/// <param name="Confusion">[true][predicted] examples.</param>
/// <param name="Groups">Null where fewer than two groups are known.</param>
public sealed record Evaluation(
    int Examples, Interval Accuracy, double? TopTwo, double MacroF1, double BalancedAccuracy, ImmutableArray<ClassEvaluation> Classes,
    ImmutableArray<ImmutableArray<int>> Confusion, GroupAccuracy? Groups, CalibrationSummary Calibration)
{
    /// <param name="predictions">At least one.</param>
    /// <param name="classes">Names by label.</param>
    public static Evaluation Of(Predictions predictions, ImmutableArray<string> classes)
    {
        if (classes.Length != predictions.Classes) throw new ArgumentException($"{classes.Length} names of {predictions.Classes} classes");
        var confusion = new ConfusionMatrix(predictions);
        return new Evaluation(predictions.Count, Interval.Wilson(confusion.Right, confusion.Total),
            predictions.Classes > 2 ? predictions.TopK(2) : null, confusion.MacroF1(), confusion.BalancedAccuracy,
            [.. classes.Select((name, c) => Class(name, confusion.Score(c), DetectionCurve.Of(predictions, c)))],
            confusion.Rows, GroupAccuracy.Of(predictions), CalibrationSummary.Of(Metrics.Calibration.Of(predictions)));
    }

    private static ClassEvaluation Class(string name, ClassScore s, DetectionCurve? curve) =>
        new(name, s.Support, s.Precision, s.Recall, s.F1, curve?.Area(), curve?.EqualErrorRate(), curve?.MissesAt(0.01));
}

/// <summary>The figures of a <see cref="Calibration"/> without empty bins, which have no means.</summary>
public sealed record CalibrationSummary(
    double ExpectedError, double LargestError, double Brier, double NegativeLogLikelihood, ImmutableArray<ReliabilityBin> Bins)
{
    public static CalibrationSummary Of(Calibration c) =>
        new(c.ExpectedError, c.LargestError, c.Brier, c.NegativeLogLikelihood, [.. c.Bins.Where(b => b.Examples > 0)]);
}
