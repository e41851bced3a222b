using System.Collections.Immutable;

namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// Which taps' products are added in 16 bits before they are widened: as many as fit whatever the input, in all channels alike. Any
/// two do, for weights above -128; three do where their magnitudes sum up to 255.
/// </summary>
internal static class TapGroups
{
    /// <summary>128 times so much is below 2^15.</summary>
    private const int Most = 255;

    /// <summary>As few groups as a search finds, the largest first, each in the order of the taps.</summary>
    /// <param name="taps">Taps of the window.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="weights">[taps, channels].</param>
    public static ImmutableArray<ImmutableArray<int>> Of(int taps, int channels, ReadOnlySpan<sbyte> weights)
    {
        var all = weights.ToArray();
        var groups = new List<List<int>>();
        var free = Enumerable.Range(0, taps).ToList();
        // Triples first, of those that leave the most for others; then pairs of neighbours.
        while (BestOfThree(free) is { } three)
        {
            groups.Add(three);
            free.RemoveAll(three.Contains);
        }
        while (free.Count > 0)
        {
            var (group, rest) = (new List<int> { free[0] }, free.Skip(1));
            if (rest.Where(t => Fits([free[0], t])).Take(1).ToList() is [var partner]) group.Add(partner);
            groups.Add(group);
            free.RemoveAll(group.Contains);
        }
        return [.. groups.OrderByDescending(g => g.Count).ThenBy(g => g[0]).Select(g => g.ToImmutableArray())];

        List<int>? BestOfThree(List<int> left)
        {
            if (left.Count > 16) return null;
            List<int>? best = null;
            var least = int.MaxValue;
            for (var i = 0; i < left.Count; i++)
                for (var j = i + 1; j < left.Count; j++)
                    for (var k = j + 1; k < left.Count; k++)
                        if (Largest([left[i], left[j], left[k]]) is var sum and <= Most && sum < least)
                            (best, least) = ([left[i], left[j], left[k]], sum);
            return best;
        }

        bool Fits(ReadOnlySpan<int> group) => Largest(group) <= Most;

        int Largest(ReadOnlySpan<int> group)
        {
            var largest = 0;
            for (var c = 0; c < channels; c++)
            {
                var sum = 0;
                foreach (var tap in group) sum += Math.Abs((int)all[tap * channels + c]);
                largest = Math.Max(largest, sum);
            }
            return largest;
        }
    }
}
