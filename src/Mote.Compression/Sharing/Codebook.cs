namespace Mote.Compression.Sharing;

/// <summary>
/// A few values that stand for many weights: k-means in one dimension (Lloyd), begun with centres at equal distances between the smallest
/// and the largest weight, which keeps large weights (Han and others 2016 found it the best of three beginnings). Zeros stay zero and have
/// no centre.
/// </summary>
public static class Codebook
{
    private const int Rounds = 100;

    /// <summary>Each weight's nearest centre.</summary>
    /// <param name="weights">Zeros are pruned.</param>
    /// <param name="bits">Of an index: 2^bits values, one of them zero where there are zeros.</param>
    /// <returns>As many values as weights, at most 2^bits different ones.</returns>
    public static float[] Share(ReadOnlySpan<float> weights, int bits)
    {
        var sorted = weights.ToArray().Where(w => w != 0).Order().ToArray();
        var count = (1 << bits) - (sorted.Length < weights.Length ? 1 : 0);
        if (sorted.Length == 0) return new float[weights.Length];
        var centres = Fit(sorted, count);
        var shared = new float[weights.Length];
        for (var i = 0; i < shared.Length; i++)
            if (weights[i] != 0) shared[i] = centres[Nearest(centres, weights[i])];
        return shared;
    }

    /// <param name="sorted">Weights in ascending order.</param>
    /// <param name="count">Most centres.</param>
    /// <returns>Ascending, all different.</returns>
    private static float[] Fit(float[] sorted, int count)
    {
        var sums = new double[sorted.Length + 1];
        for (var i = 0; i < sorted.Length; i++) sums[i + 1] = sums[i] + sorted[i];
        var (low, high) = ((double)sorted[0], (double)sorted[^1]);
        var centres = Enumerable.Range(0, count).Select(i => count == 1 ? (low + high) / 2 : low + (high - low) * i / (count - 1))
            .Distinct().ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            // In one dimension a centre's weights are a run of the sorted ones; a centre without any goes.
            var moved = new List<double>();
            var begin = 0;
            for (var c = 0; c < centres.Length; c++)
            {
                var end = c == centres.Length - 1 ? sorted.Length : FirstFrom(sorted, (centres[c] + centres[c + 1]) / 2);
                if (end > begin) moved.Add((sums[end] - sums[begin]) / (end - begin));
                begin = Math.Max(begin, end);
            }
            if (moved.SequenceEqual(centres)) break;
            centres = [.. moved];
        }
        return [.. centres.Select(c => (float)c).Where(c => c != 0).Distinct()];
    }

    /// <summary>How many are smaller than a border.</summary>
    private static int FirstFrom(float[] sorted, double border)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < border) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static int Nearest(float[] centres, float weight)
    {
        var best = 0;
        for (var c = 1; c < centres.Length; c++)
            if (Math.Abs(centres[c] - weight) < Math.Abs(centres[best] - weight)) best = c;
        return best;
    }
}
