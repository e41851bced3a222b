using System.Collections.Immutable;
using Mote.Training.Networks;

namespace Mote.Training.Execution;

/// <summary>Nodes between two moments at which all of the batch must be done.</summary>
/// <param name="Whole">Nodes on whole values alone, run first, once.</param>
/// <param name="Chunked">Nodes on examples: each chunk of the batch passes all of them while it is in the cache.</param>
/// <param name="Reduced">Whole values that come of sums over examples; complete when the level is done.</param>
internal sealed record Level(ImmutableArray<NetworkNode> Whole, ImmutableArray<NetworkNode> Chunked, ImmutableArray<int> Reduced);

/// <summary>
/// Which nodes can run together. A node that needs a sum over the batch waits for the level after the one in which it is made; all others run
/// as early as what they read is there.
/// </summary>
internal static class Schedule
{
    public static ImmutableArray<Level> Of(Network network)
    {
        var available = new int[network.Values.Length];
        var nodes = new List<(List<NetworkNode> Whole, List<NetworkNode> Chunked, List<int> Reduced)>();
        foreach (var node in network.Nodes)
        {
            var level = node.Inputs.Max(i => available[i]);
            while (nodes.Count <= level) nodes.Add(([], [], []));
            var chunked = IsChunked(network, node);
            (chunked ? nodes[level].Chunked : nodes[level].Whole).Add(node);
            foreach (var output in node.Outputs)
            {
                var reduced = chunked && !network.Values[output].IsPerExample;
                available[output] = reduced ? level + 1 : level;
                if (reduced) nodes[level].Reduced.Add(output);
            }
        }
        return [.. nodes.Select(l => new Level([.. l.Whole], [.. l.Chunked], [.. l.Reduced]))];
    }

    public static bool IsChunked(Network network, NetworkNode node) =>
        node.Inputs.Concat(node.Outputs).Any(v => network.Values[v].IsPerExample);
}
