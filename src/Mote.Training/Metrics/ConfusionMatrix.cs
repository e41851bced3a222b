using System.Collections.Immutable;

namespace Mote.Training.Metrics;

/// <summary>How one class fares against the rest. A ratio of nothing to nothing is 0.</summary>
/// <param name="Precision">Of those called so, the share that are.</param>
/// <param name="Recall">Of those that are, the share called so.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="Support">Examples of the class.</param>
public sealed record ClassScore(double Precision, double Recall, double F1, int Support);

/// <summary>How often each class was taken for each.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    public ConfusionMatrix(Predictions predictions)
    {
        Classes = predictions.Classes;
        _counts = new int[Classes, Classes];
        for (var i = 0; i < predictions.Count; i++) _counts[predictions.Labels[i], predictions.Predicted(i)]++;
    }

    public int Classes { get; }

    /// <summary>Examples of the class <paramref name="label"/> that were called <paramref name="predicted"/>.</summary>
    public int this[int label, int predicted] => _counts[label, predicted];

    public int Total => Range.Sum(Support);

    public int Right => Range.Sum(c => _counts[c, c]);

    /// <summary>Examples of a class.</summary>
    public int Support(int label) => Range.Sum(p => _counts[label, p]);

    /// <summary>Examples that were called so.</summary>
    public int Called(int predicted) => Range.Sum(l => _counts[l, predicted]);

    public ClassScore Score(int label)
    {
        var (hits, support, called) = (_counts[label, label], Support(label), Called(label));
        return new ClassScore(Ratio(hits, called), Ratio(hits, support), Ratio(2 * hits, support + called), support);
    }

    /// <summary>
    /// The mean of the classes' F1. Classes that occur neither in the labels nor in the predictions have none and are left out; those that
    /// occur in one of them count with 0.
    /// </summary>
    /// <param name="among">Which classes; all if not given (the classes that matter, as AAMI's N, S, V of five).</param>
    /// <returns>NaN where no class has any.</returns>
    public double MacroF1(IEnumerable<int>? among = null) =>
        (among ?? Range).Where(c => Support(c) + Called(c) > 0).Select(c => Score(c).F1).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The mean recall of the classes that occur: accuracy as if they were equally frequent. NaN of no examples.</summary>
    public double BalancedAccuracy =>
        Range.Where(c => Support(c) > 0).Select(c => Score(c).Recall).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Rows are true classes, columns predicted ones.</summary>
    public ImmutableArray<ImmutableArray<int>> Rows => [.. Range.Select(l => Range.Select(p => _counts[l, p]).ToImmutableArray())];

    private IEnumerable<int> Range => Enumerable.Range(0, Classes);

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : part / (double)whole;
}
