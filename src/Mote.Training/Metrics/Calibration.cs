using System.Collections.Immutable;

namespace Mote.Training.Metrics;

/// <summary>Examples whose highest probability lies in (Low, High].</summary>
/// <param name="Examples">How many.</param>
/// <param name="Confidence">Their mean highest probability; NaN of none.</param>
/// <param name="Accuracy">The share that are right; NaN of none.</param>
public sealed record ReliabilityBin(double Low, double High, int Examples, double Confidence, double Accuracy);

/// <summary>Whether probabilities mean what they say.</summary>
/// <param name="Bins">Of equal width over [0, 1]; the first holds 0 too.</param>
/// <param name="ExpectedError">Mean |accuracy - confidence| over examples, by bins (Guo and others 2017); 0 is best.</param>
/// <param name="LargestError">The largest such difference of a bin.</param>
/// <param name="Brier">Mean over examples of Σ (p - t)² over classes (Brier 1950): 0 is best, 2 worst.</param>
/// <param name="NegativeLogLikelihood">
/// Mean -ln p of the true class, in nats; p at least 2^-23, for integer outputs say 0 of what they cannot store.
/// </param>
public sealed record Calibration(
    ImmutableArray<ReliabilityBin> Bins, double ExpectedError, double LargestError, double Brier, double NegativeLogLikelihood)
{
    private const double LeastProbability = 1.0 / (1 << 23);

    /// <param name="predictions">With probabilities, at least one example.</param>
    /// <param name="bins">How many.</param>
    public static Calibration Of(Predictions predictions, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(predictions.Count, 1, nameof(predictions));
        var (examples, confidence, right) = (new int[bins], new double[bins], new int[bins]);
        var (brier, loss) = (0.0, 0.0);
        for (var i = 0; i < predictions.Count; i++)
        {
            var row = predictions[i];
            var (label, predicted) = (predictions.Labels[i], predictions.Predicted(i));
            double top = row[predicted];
            var bin = Math.Clamp((int)Math.Ceiling(top * bins) - 1, 0, bins - 1);
            examples[bin]++;
            confidence[bin] += top;
            if (predicted == label) right[bin]++;
            for (var c = 0; c < row.Length; c++) brier += Square(row[c] - (c == label ? 1.0 : 0));
            loss -= Math.Log(Math.Clamp(row[label], LeastProbability, 1));
        }
        var all = Enumerable.Range(0, bins).Select(b => new ReliabilityBin(b / (double)bins, (b + 1) / (double)bins, examples[b],
            confidence[b] / examples[b], right[b] / (double)examples[b])).ToImmutableArray();
        var filled = all.Where(b => b.Examples > 0).ToList();
        return new Calibration(all, filled.Sum(b => b.Examples * Math.Abs(b.Accuracy - b.Confidence)) / predictions.Count,
            filled.Max(b => Math.Abs(b.Accuracy - b.Confidence)), brier / predictions.Count, loss / predictions.Count);
    }

    private static double Square(double x) => x * x;
}
