using Mote.Core.Graphs;

namespace Mote.Passes;

/// <summary>A local change around one node.</summary>
public interface IRewriteRule
{
    /// <summary>Verb and object: fuse-pad.</summary>
    string Name { get; }

    /// <summary>Emits something better in the node's place and returns true, or leaves the rebuild untouched and returns false.</summary>
    bool TryRewrite(Node node, Uses uses, GraphRebuild rebuild);
}

/// <summary>Applies a rule wherever it fits, again until it fits nowhere, and drops what nobody reads any more.</summary>
public sealed class RewritePass(IRewriteRule rule) : IPass
{
    public string Name => rule.Name;

    public Graph Run(Graph graph)
    {
        while (true)
        {
            var uses = new Uses(graph);
            var rebuild = new GraphRebuild(graph);
            var changed = false;
            foreach (var node in graph.Nodes)
            {
                if (rule.TryRewrite(node, uses, rebuild)) changed = true;
                else rebuild.Keep(node);
            }
            if (!changed) return graph;
            graph = EliminateDeadCode.Apply(rebuild.Build());
        }
    }
}
