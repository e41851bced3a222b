using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Core.Differences;

/// <summary>
/// Which node of one graph stands for which of another. Names decide first: equal names of the first result, where unique in both
/// graphs. What has been renamed is paired in order: a longest common sequence of operators with equal result shapes, then, of
/// what still stands alone, of equal operators.
/// </summary>
public sealed class NodePairs
{
    private const long MostCells = 1 << 24;

    private readonly int[] _ofFirst, _ofSecond;

    public NodePairs(Graph first, Graph second)
    {
        _ofFirst = Enumerable.Repeat(-1, first.Nodes.Length).ToArray();
        _ofSecond = Enumerable.Repeat(-1, second.Nodes.Length).ToArray();
        PairNames(first, second);
        PairInOrder(first, second, (a, b) => a.Op.Name() == b.Op.Name() && Shape(first, a) == Shape(second, b));
        PairInOrder(first, second, (a, b) => a.Op.Name() == b.Op.Name());
    }

    /// <summary>The second graph's node for one of the first's; -1 where there is none.</summary>
    public int OfFirst(int node) => _ofFirst[node];

    /// <summary>The first graph's node for one of the second's; -1 where there is none.</summary>
    public int OfSecond(int node) => _ofSecond[node];

    private void PairNames(Graph first, Graph second)
    {
        var (names, others) = (UniqueNames(first), UniqueNames(second));
        foreach (var (name, node) in names.OrderBy(n => n.Value))
            if (others.TryGetValue(name, out var other)) Pair(node, other);
    }

    private static Dictionary<string, int> UniqueNames(Graph graph) => graph.Nodes
        .Select((n, i) => (Name: n.Outputs.Count > 0 ? graph[n.Output].Name : "", Index: i)).Where(n => n.Name.Length > 0)
        .GroupBy(n => n.Name).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single().Index);

    private void PairInOrder(Graph first, Graph second, Func<Node, Node, bool> alike)
    {
        int[] a = [.. Alone(_ofFirst)], b = [.. Alone(_ofSecond)];
        // Between graphs of thousands of nodes that share no names, no pairing would tell anybody anything.
        if ((long)a.Length * b.Length > MostCells) return;
        // Length of the longest common sequence of what is left from each place on.
        var longest = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                longest[i, j] = alike(first.Nodes[a[i]], second.Nodes[b[j]]) ? longest[i + 1, j + 1] + 1
                    : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
            if (alike(first.Nodes[a[i]], second.Nodes[b[j]])) Pair(a[i++], b[j++]);
            else if (longest[i + 1, j] >= longest[i, j + 1]) i++;
            else j++;
    }

    private static IEnumerable<int> Alone(int[] pairs) => Enumerable.Range(0, pairs.Length).Where(i => pairs[i] < 0);

    private static Types.Shape? Shape(Graph graph, Node node) => node.Outputs.Count > 0 ? graph.Type(node.Output).Shape : null;

    private void Pair(int first, int second)
    {
        _ofFirst[first] = second;
        _ofSecond[second] = first;
    }
}
