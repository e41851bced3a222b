using Mote.Core.Graphs;

namespace Mote.Passes.Bands;

/// <summary>
/// Consecutive nodes that work row by row, from one image to another one: nothing else goes in but constants, and nobody else reads what is
/// made between.
/// </summary>
/// <param name="FirstNode">Among the graph's nodes.</param>
/// <param name="LastNode">The last one; its result is what comes out.</param>
/// <param name="Input">What goes in.</param>
public sealed record BandRegion(int FirstNode, int LastNode, ValueId Input)
{
    /// <summary>All regions of a graph, by their first nodes and then by their last.</summary>
    public static IEnumerable<BandRegion> Of(Graph graph)
    {
        var lastUse = LastUses(graph);
        for (var first = 0; first < graph.Nodes.Length; first++)
        {
            var operands = Computed(graph, graph.Nodes[first]).ToList();
            if (operands is not [var input] || graph.States.Any(s => s.Before == input || s.After == input)) continue;
            var made = new HashSet<ValueId> { input };
            for (var last = first; last < graph.Nodes.Length; last++)
            {
                var node = graph.Nodes[last];
                if (RowWindow.Of(graph, node) is null || !Computed(graph, node).All(made.Contains)) break;
                made.Add(node.Output);
                if (graph.Type(node.Output).Shape[1] > 1 && made.All(v => v == input || v == node.Output || lastUse[v.Index] <= last))
                    yield return new BandRegion(first, last, input);
            }
        }
    }

    public IEnumerable<Node> Nodes(Graph graph) => graph.Nodes.Skip(FirstNode).Take(LastNode - FirstNode + 1);

    public ValueId Output(Graph graph) => graph.Nodes[LastNode].Output;

    private static IEnumerable<ValueId> Computed(Graph graph, Node node) =>
        node.Inputs.Where(i => !i.IsNone && !graph[i].IsConstant).Distinct();

    private static int[] LastUses(Graph graph)
    {
        var last = new int[graph.Values.Length];
        for (var i = 0; i < graph.Nodes.Length; i++)
            foreach (var input in graph.Nodes[i].Inputs)
                if (!input.IsNone) last[input.Index] = i;
        foreach (var kept in graph.Outputs.Concat(graph.States.Select(s => s.After))) last[kept.Index] = int.MaxValue;
        return last;
    }
}
