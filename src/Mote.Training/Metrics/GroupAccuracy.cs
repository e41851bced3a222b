using System.Collections.Immutable;

namespace Mote.Training.Metrics;

/// <summary>One group's accuracy.</summary>
public sealed record GroupScore(string Group, int Examples, Interval Accuracy);

/// <summary>
/// Accuracy by group (speaker, person, machine). Examples of one group resemble each other, so what to expect of the next person is told by
/// the spread between persons, not by the number of examples.
/// </summary>
/// <param name="Groups">Worst first; equals by name.</param>
/// <param name="Mean">Of the groups' accuracies, each group counting once, and the bounds of the mean (Student's t) within [0, 1].</param>
/// <param name="Spread">Their standard deviation (n - 1); NaN of one group.</param>
public sealed record GroupAccuracy(ImmutableArray<GroupScore> Groups, Interval Mean, double Spread)
{
    public GroupScore Worst => Groups[0];

    /// <returns>Null where fewer than two groups are named.</returns>
    public static GroupAccuracy? Of(Predictions predictions)
    {
        var groups = Enumerable.Range(0, predictions.Groups.Count).Where(i => predictions.Groups[i].Length > 0)
            .GroupBy(i => predictions.Groups[i], StringComparer.Ordinal)
            .Select(g => new GroupScore(g.Key, g.Count(), Interval.Wilson(g.Count(predictions.IsRight), g.Count())))
            .OrderBy(g => g.Accuracy.Value).ThenBy(g => g.Group, StringComparer.Ordinal).ToImmutableArray();
        if (groups.Length < 2) return null;
        var values = groups.Select(g => g.Accuracy.Value).ToList();
        var mean = Interval.Mean(values);
        return new GroupAccuracy(groups, new Interval(mean.Value, Math.Max(0, mean.Low), Math.Min(1, mean.High)), Interval.Spread(values));
    }
}
