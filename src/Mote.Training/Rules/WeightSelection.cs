namespace Mote.Training.Rules;

/// <summary>Chooses weights to be set to zero.</summary>
internal static class WeightSelection
{
    /// <summary>What decides between weights: the smallest go first, those that are zero already before all others.</summary>
    /// <param name="criterion">Which.</param>
    /// <param name="weights">Of one parameter.</param>
    /// <param name="movement">Σ g·w of each, for <see cref="PruningCriterion.Movement"/>.</param>
    public static double[] Scores(PruningCriterion criterion, ReadOnlySpan<float> weights, ReadOnlySpan<float> movement)
    {
        var scores = new double[weights.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = criterion == PruningCriterion.Movement ? -movement[i] : Math.Abs(weights[i]);
        if (criterion == PruningCriterion.LayerMagnitude) Normalise(scores);
        for (var i = 0; i < scores.Length; i++)
            if (weights[i] == 0) scores[i] = double.NegativeInfinity;
        return scores;
    }

    /// <summary>w² / Σ v² over all that are not smaller; equal magnitudes are in the order of their places.</summary>
    private static void Normalise(double[] magnitudes)
    {
        var order = Order(magnitudes);
        var rest = 0.0;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var squared = magnitudes[order[i]] * magnitudes[order[i]];
            rest += squared;
            magnitudes[order[i]] = rest > 0 ? squared / rest : 0;
        }
    }

    /// <summary>Sets the weights of the least scores to zero, until so many are.</summary>
    /// <param name="scores">Of all weights, one parameter after another.</param>
    /// <param name="zeros">How many are to be zero.</param>
    /// <param name="clear">Sets one to zero.</param>
    public static void ClearLeast(double[] scores, int zeros, Action<int> clear)
    {
        foreach (var i in Order(scores).AsSpan(0, zeros)) clear(i);
    }

    /// <summary>In each block of weights along the last axis, all but some are set to zero; the last block of a row may be
    /// shorter.</summary>
    public static void ClearInBlocks(double[] scores, int row, Sparsity.Blocks blocks, Action<int> clear)
    {
        for (var begin = 0; begin < scores.Length; begin += row)
            for (var at = 0; at < row; at += blocks.Of)
            {
                var (first, count) = (begin + at, Math.Min(blocks.Of, row - at));
                var kept = Math.Min(count, blocks.Keep);
                foreach (var i in Order(scores[first..(first + count)]).AsSpan(0, count - kept)) clear(first + i);
            }
    }

    private static int[] Order(double[] scores)
    {
        var places = new int[scores.Length];
        for (var i = 0; i < places.Length; i++) places[i] = i;
        // Sorting is not stable: places decide between equals, so that the choice is the same everywhere.
        MemoryExtensions.Sort(places.AsSpan(), (a, b) => scores[a].CompareTo(scores[b]) is var c && c != 0 ? c : a.CompareTo(b));
        return places;
    }
}
