using System.Collections.Immutable;

namespace Mote.Training.Metrics;

/// <summary>What a detector does if everything with at least this score is called positive.</summary>
/// <param name="Threshold">The least score that is called so; infinite at the point where nothing is.</param>
/// <param name="FalseAlarms">The share of negatives called positive.</param>
/// <param name="Hits">The share of positives called positive.</param>
public readonly record struct OperatingPoint(double Threshold, double FalseAlarms, double Hits)
{
    /// <summary>The share of positives that are not found: the second axis of a DET curve.</summary>
    public double Misses => 1 - Hits;
}

/// <summary>
/// All operating points of a score that should be high for positives. The same points make the ROC curve (hits over false alarms) and the
/// DET curve (misses over false alarms, both on normal deviates; Martin and others 1997). Equal scores make one point, so nothing depends
/// on the order of examples.
/// </summary>
public sealed class DetectionCurve
{
    private DetectionCurve(ImmutableArray<OperatingPoint> points, int positives, int negatives)
    {
        Points = points;
        Positives = positives;
        Negatives = negatives;
    }

    /// <summary>From (0, 0) to (1, 1), thresholds falling.</summary>
    public ImmutableArray<OperatingPoint> Points { get; }

    public int Positives { get; }

    public int Negatives { get; }

    /// <param name="scores">Higher for what is more probably positive; no NaN.</param>
    /// <param name="positive">As many.</param>
    /// <returns>Null where there are no positives or no negatives: there is no curve then.</returns>
    public static DetectionCurve? Of(IReadOnlyList<double> scores, IReadOnlyList<bool> positive)
    {
        if (scores.Count != positive.Count) throw new ArgumentException($"{scores.Count} scores of {positive.Count} examples");
        if (scores.Any(double.IsNaN)) throw new ArgumentException("a score is not a number");
        var positives = positive.Count(p => p);
        var negatives = positive.Count - positives;
        if (positives == 0 || negatives == 0) return null;
        var points = ImmutableArray.CreateBuilder<OperatingPoint>();
        points.Add(new OperatingPoint(double.PositiveInfinity, 0, 0));
        var (hits, alarms) = (0, 0);
        foreach (var equal in Enumerable.Range(0, scores.Count).GroupBy(i => scores[i]).OrderByDescending(g => g.Key))
        {
            foreach (var i in equal)
            {
                if (positive[i]) hits++;
                else alarms++;
            }
            points.Add(new OperatingPoint(equal.Key, alarms / (double)negatives, hits / (double)positives));
        }
        return new DetectionCurve(points.DrainToImmutable(), positives, negatives);
    }

    /// <summary>Of one class against the rest, by its probability.</summary>
    public static DetectionCurve? Of(Predictions predictions, int label) =>
        Of([.. Enumerable.Range(0, predictions.Count).Select(i => (double)predictions[i][label])],
            [.. predictions.Labels.Select(l => l == label)]);

    /// <summary>
    /// The area under the ROC curve: how often a positive's score is above a negative's (equals count half). Up to
    /// <paramref name="mostFalseAlarms"/>, it is scaled as McClish (1989) does, so that 0.5 is chance and 1 perfect there too.
    /// </summary>
    public double Area(double mostFalseAlarms = 1)
    {
        if (!(mostFalseAlarms is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(mostFalseAlarms));
        var area = 0.0;
        for (var i = 1; i < Points.Length; i++)
        {
            var (a, b) = (Points[i - 1], Points[i]);
            if (a.FalseAlarms >= mostFalseAlarms) break;
            var (end, hits) = b.FalseAlarms <= mostFalseAlarms ? (b.FalseAlarms, b.Hits)
                : (mostFalseAlarms, a.Hits + (b.Hits - a.Hits) * (mostFalseAlarms - a.FalseAlarms) / (b.FalseAlarms - a.FalseAlarms));
            area += (end - a.FalseAlarms) * (a.Hits + hits) / 2;
        }
        if (mostFalseAlarms == 1) return area;
        var chance = mostFalseAlarms * mostFalseAlarms / 2;
        return 0.5 * (1 + (area - chance) / (mostFalseAlarms - chance));
    }

    /// <summary>The rate where misses and false alarms are equal, on the straight line between the operating points beside it.</summary>
    public double EqualErrorRate()
    {
        for (var i = 1; i < Points.Length; i++)
        {
            var (a, b) = (Points[i - 1], Points[i]);
            if (b.FalseAlarms < b.Misses) continue;
            // The difference is at most 0 at a and at least 0 at b, and not 0 at both: a point is never repeated.
            var (before, after) = (a.FalseAlarms - a.Misses, b.FalseAlarms - b.Misses);
            return a.FalseAlarms + (b.FalseAlarms - a.FalseAlarms) * -before / (after - before);
        }
        throw new InvalidOperationException("a curve ends at (1, 1)");
    }

    /// <summary>The least share of positives that are missed with at most so many false alarms.</summary>
    public double MissesAt(double falseAlarms) => Points.Where(p => p.FalseAlarms <= falseAlarms).Min(p => p.Misses);
}
