using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Passes.Rules;

/// <summary>Reshapes that change nothing, that another reshape follows, or that a matrix follows which reads any shape alike.</summary>
public sealed class RemoveReshape : IRewriteRule
{
    public string Name => "remove-reshape";

    public bool TryRewrite(Node node, Uses uses, GraphRebuild rebuild)
    {
        var graph = rebuild.Source;
        if (node.Op is Reshape reshape)
        {
            var x = node.Inputs[0];
            if (reshape.To == graph.Type(x).Shape && !uses.IsOutput(node.Output))
            {
                rebuild.Replace(node.Output, rebuild[x]);
                return true;
            }
            if (uses.Definition(x) is not { Op: Reshape } first) return false;
            rebuild.Emit(node, reshape, [rebuild[first.Inputs[0]]], first.Origin.And(node.Origin));
            return true;
        }
        if (node.Op is not FullyConnected { KeepDims: false }) return false;
        if (uses.Definition(node.Inputs[0]) is not { Op: Reshape } flatten) return false;
        rebuild.Emit(node, node.Op, [.. node.Inputs.Select((v, i) => rebuild[i == 0 ? flatten.Inputs[0] : v])],
            flatten.Origin.And(node.Origin));
        return true;
    }
}
