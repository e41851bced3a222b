using System.Collections.Immutable;
using Mote.Training.Networks;

namespace Mote.Compression.Pruning;

/// <summary>Chooses neurons to go.</summary>
public static class NeuronChoice
{
    /// <summary>Of a layer's neurons at least this share stays: the least important layer is not closed.</summary>
    private const double LeastShare = 0.125;

    /// <summary>
    /// The groups of least score, until the multiplications that are left are no more than a share.
    /// </summary>
    /// <param name="network">To be cut.</param>
    /// <param name="scores">Of groups: <see cref="NeuronScores"/>.</param>
    /// <param name="keep">Share of the multiply-accumulates, 0 to 1.</param>
    public static ImmutableHashSet<int> Least(Network network, IReadOnlyDictionary<int, double> scores, double keep)
    {
        var groups = new NeuronGroups(network);
        var layers = groups.Layers.Select(l => new Layer(
            network.Values[l.Node.Output].Shape.Elements / l.Groups.Length * (long)network.Values[l.Weights].Shape.Elements, l.Groups,
            [.. groups.StoredAxes(l.Weights).Select(a => a.Groups)])).ToArray();
        var removed = ImmutableHashSet.CreateBuilder<int>();
        var most = keep * Macs(layers, removed);
        foreach (var (group, _) in scores.OrderBy(s => s.Value).ThenBy(s => s.Key))
        {
            if (Macs(layers, removed) <= most) break;
            removed.Add(group);
            if (layers.Any(l => l.Outputs.Contains(group)
                && l.Outputs.Count(g => !removed.Contains(g)) < Math.Max(1, LeastShare * l.Outputs.Length))) removed.Remove(group);
        }
        return removed.ToImmutable();
    }

    /// <param name="Macs">Of its weights at all positions, before anything is cut.</param>
    /// <param name="Outputs">Groups of its outputs.</param>
    /// <param name="Axes">Groups along the axes of its weights.</param>
    private sealed record Layer(long Macs, int[] Outputs, int[][] Axes);

    private static double Macs(Layer[] layers, ISet<int> removed) =>
        layers.Sum(l => l.Axes.Aggregate((double)l.Macs, (macs, axis) => macs * Share(axis, removed)));

    private static double Share(int[] groups, ISet<int> removed) => groups.Count(g => !removed.Contains(g)) / (double)groups.Length;
}
