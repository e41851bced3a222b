namespace Mote.Training.Metrics;

/// <summary>What a classifier said of examples, and what they are.</summary>
public sealed class Predictions
{
    private readonly float[] _probabilities;

    /// <param name="classes">How many there are, at least 1.</param>
    /// <param name="probabilities">[examples, classes], row-major. Scores of any range do for all that asks only for their order.</param>
    /// <param name="labels">[examples], each in [0, classes).</param>
    /// <param name="groups">[examples]: whose each is; an empty name where nobody knows, an empty list where none is known.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a label is no class, or a probability is not a number.</exception>
    public Predictions(int classes, float[] probabilities, IReadOnlyList<int> labels, IReadOnlyList<string>? groups = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (probabilities.LongLength != (long)classes * labels.Count)
            throw new ArgumentException($"{labels.Count} examples of {classes} classes have {(long)classes * labels.Count} probabilities, "
                + $"not {probabilities.LongLength}");
        if (labels.Any(l => l < 0 || l >= classes)) throw new ArgumentException($"a label is not in [0, {classes})");
        if (groups is { Count: > 0 } && groups.Count != labels.Count)
            throw new ArgumentException($"{labels.Count} examples, but {groups.Count} groups");
        if (probabilities.Any(float.IsNaN)) throw new ArgumentException("a probability is not a number");
        Classes = classes;
        _probabilities = probabilities;
        Labels = labels;
        Groups = groups ?? [];
    }

    public int Classes { get; }

    public int Count => Labels.Count;

    public IReadOnlyList<int> Labels { get; }

    /// <summary>As many as examples, or none.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>What was said of one example: [classes].</summary>
    public ReadOnlySpan<float> this[int example] => _probabilities.AsSpan(example * Classes, Classes);

    /// <summary>The most probable class; of equals the first, as ARG_MAX says on the device.</summary>
    public int Predicted(int example)
    {
        var row = this[example];
        var best = 0;
        for (var c = 1; c < row.Length; c++)
            if (row[c] > row[best]) best = c;
        return best;
    }

    public bool IsRight(int example) => Predicted(example) == Labels[example];

    /// <summary>How many classes come before the true one: more probable, or as probable and earlier.</summary>
    public int Rank(int example)
    {
        var row = this[example];
        var (label, rank) = (Labels[example], 0);
        for (var c = 0; c < row.Length; c++)
            if (row[c] > row[label] || (row[c] == row[label] && c < label)) rank++;
        return rank;
    }

    /// <summary>The share of examples, in [0, 1], whose class is among the k most probable; NaN of none.</summary>
    public double TopK(int k) => Enumerable.Range(0, Count).Count(i => Rank(i) < k) / (double)Count;
}
