using System.Collections.Immutable;
using Mote.Training.Networks;

namespace Mote.Training.Execution;

/// <summary>Nodes between two moments at which all of the batch must be done.</summary>
/// <param name="Whole">Nodes on whole values alone, run first, once.</param>
/// <param name="Chunked">Nodes on examples: each chunk of the batch passes all of them while it is in the cache.</param>
/// <param name="Gathered">Nodes on all examples at once, run last, cut into parts of their results.</param>
/// <param name="Reduced">Whole values that come of sums over chunks; complete when the level is done.</param>
internal sealed record Level(
    ImmutableArray<NetworkNode> Whole, ImmutableArray<NetworkNode> Chunked, ImmutableArray<NetworkNode> Gathered,
    ImmutableArray<int> Reduced);

/// <summary>
/// Which nodes can run together. A node that needs a sum over the batch waits for the level after the one in which it is made; all others
/// run as early as what they read is there.
/// </summary>
internal static class Schedule
{
    public static ImmutableArray<Level> Of(Network network)
    {
        var available = new int[network.Values.Length];
        var nodes = new List<(List<NetworkNode> Whole, List<NetworkNode> Chunked, List<NetworkNode> Gathered, List<int> Reduced)>();
        foreach (var node in network.Nodes)
        {
            var level = node.Inputs.Max(i => available[i]);
            while (nodes.Count <= level) nodes.Add(([], [], [], []));
            var (chunked, gathered) = (IsChunked(network, node), IsGathered(network, node));
            (gathered ? nodes[level].Gathered : chunked ? nodes[level].Chunked : nodes[level].Whole).Add(node);
            foreach (var output in node.Outputs)
            {
                var reduced = chunked && !network.Values[output].IsPerExample;
                available[output] = reduced ? level + 1 : level;
                if (reduced && !gathered) nodes[level].Reduced.Add(output);
            }
        }
        return [.. nodes.Select(l => new Level([.. l.Whole], [.. l.Chunked], [.. l.Gathered], [.. l.Reduced]))];
    }

    public static bool IsChunked(Network network, NetworkNode node) =>
        node.Inputs.Concat(node.Outputs).Any(v => network.Values[v].IsPerExample);

    /// <summary>
    /// Gradients of matrices that are larger than what a few examples contribute to them: a sum for each chunk would cost more memory and
    /// time than the products.
    /// </summary>
    private static bool IsGathered(Network network, NetworkNode node)
    {
        const int FewExamples = 8;
        // A narrow sum over the batch is one sum, whatever the chunks of the batch are.
        if (node.Op is Accumulated { Op: ConnectWeightGradient or ConvolveWeightGradient or SumRows }) return true;
        if (node.Op is not (ConnectWeightGradient or ConvolveWeightGradient)) return false;
        var (x, dy, dw) = (network.Values[node.Inputs[0]], network.Values[node.Inputs[1]], network.Values[node.Output]);
        var matrix = node.Op is ConnectWeightGradient
            || (dw.Shape[1] == 1 && dw.Shape[2] == 1 && x.Shape[1] == dy.Shape[1] && x.Shape[2] == dy.Shape[2]);
        return matrix && dw.Shape.Elements >= FewExamples * (x.Shape.Elements + dy.Shape.Elements);
    }
}
