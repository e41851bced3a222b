using Mote.Core.Graphs;

namespace Mote.Passes;

/// <summary>Drops nodes, constants and states that no output depends on. Inputs stay: they are the model's interface.</summary>
public sealed class EliminateDeadCode : IPass
{
    public string Name => "eliminate-dead-code";

    public Graph Run(Graph graph) => Apply(graph);

    internal static Graph Apply(Graph graph)
    {
        var needed = new HashSet<ValueId>(graph.Outputs);
        // A state that is needed needs what it keeps; that may need other states.
        for (var before = -1; before != needed.Count;)
        {
            before = needed.Count;
            for (var i = graph.Nodes.Length - 1; i >= 0; i--)
            {
                var node = graph.Nodes[i];
                // A node stays with all its outputs, read or not.
                if (!node.Outputs.Any(needed.Contains)) continue;
                needed.UnionWith(node.Inputs.Where(v => !v.IsNone));
                needed.UnionWith(node.Outputs);
            }
            needed.UnionWith(graph.States.Where(s => needed.Contains(s.Before)).Select(s => s.After));
        }
        if (graph.Values.All(v => needed.Contains(v.Id) || graph.Inputs.Contains(v.Id))) return graph;
        var rebuild = new GraphRebuild(graph, s => needed.Contains(s.Before));
        foreach (var node in graph.Nodes)
            if (node.Outputs.Any(needed.Contains)) rebuild.Keep(node);
        return rebuild.Build();
    }
}
