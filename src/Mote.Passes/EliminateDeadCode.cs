using Mote.Core.Graphs;

namespace Mote.Passes;

/// <summary>Drops nodes and constants that no output depends on. Inputs stay: they are the model's interface.</summary>
public sealed class EliminateDeadCode : IPass
{
    public string Name => "eliminate-dead-code";

    public Graph Run(Graph graph) => Apply(graph);

    internal static Graph Apply(Graph graph)
    {
        var needed = new HashSet<ValueId>(graph.Outputs);
        for (var i = graph.Nodes.Length - 1; i >= 0; i--)
        {
            var node = graph.Nodes[i];
            // A node stays with all its outputs, read or not.
            if (node.Outputs.Any(needed.Contains)) needed.UnionWith(node.Inputs.Where(v => !v.IsNone).Concat(node.Outputs));
        }
        if (graph.Values.All(v => needed.Contains(v.Id) || graph.Inputs.Contains(v.Id))) return graph;
        var rebuild = new GraphRebuild(graph);
        foreach (var node in graph.Nodes)
            if (node.Outputs.Any(needed.Contains)) rebuild.Keep(node);
        return rebuild.Build();
    }
}
