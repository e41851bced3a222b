using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Passes.Rules;

/// <summary>Computes nodes whose operands are all constant, as far as <see cref="WorkLimit"/> goes.</summary>
public sealed class FoldConstants : IRewriteRule
{
    public string Name => "fold-constants";

    public bool TryRewrite(Node node, Uses uses, GraphRebuild rebuild)
    {
        var graph = rebuild.Source;
        if (node.Inputs.Any(i => !i.IsNone && !graph[i].IsConstant)) return false;
        // A model's output keeps a node to write it, or it would have nowhere to be.
        if (node.Outputs.Any(uses.IsOutput)) return false;
        if (!new WorkLimit(WorkLimit.PerFoldedNode).Allows(graph, node)) return false;
        var results = Interpreter.Evaluate(graph, node, id => graph[id].Data!.Bytes.ToArray());
        for (var i = 0; i < results.Length; i++)
        {
            var value = graph[node.Outputs[i]];
            rebuild.Replace(value.Id, rebuild.Constant(value.Name, Tensor.FromBytes(value.Type, results[i])));
        }
        return true;
    }
}
