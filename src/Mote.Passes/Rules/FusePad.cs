using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Passes.Rules;

/// <summary>
/// Padding before a convolution becomes the convolution's own. Exact only where the padding holds the real value zero: then
/// both contribute nothing to the sum. In float that takes finite weights: zero times infinity is not zero.
/// </summary>
public sealed class FusePad : IRewriteRule
{
    public string Name => "fuse-pad";

    public bool TryRewrite(Node node, Uses uses, GraphRebuild rebuild)
    {
        if (node.Op is not (Conv2D or DepthwiseConv2D)) return false;
        var x = node.Inputs[0];
        if (uses.Definition(x) is not { Op: Pad pad } source || !uses.IsPrivateTo(x, node)) return false;
        var type = rebuild.Source.Type(x);
        if (pad.Before is not [0, _, _, 0] || pad.After is not [0, _, _, 0]) return false;
        if (pad.Value is { } value && (type.IsFloat || value != ((Quantization.PerTensor)type.Quantization!).ZeroPoint)) return false;
        if (type.IsFloat && !HasFiniteWeights(rebuild.Source, node)) return false;
        Op fused = node.Op is Conv2D c ? c with { Padding = Sum(c.Padding, pad) }
            : node.Op is DepthwiseConv2D d ? d with { Padding = Sum(d.Padding, pad) } : node.Op;
        var inputs = node.Inputs.Select((v, i) => rebuild[i == 0 ? source.Inputs[0] : v]).ToArray();
        rebuild.Emit(node, fused, inputs, source.Origin.And(node.Origin));
        return true;
    }

    private static bool HasFiniteWeights(Graph graph, Node node)
    {
        if (!graph.Type(node.Inputs[1]).IsFloat) return true;
        if (graph[node.Inputs[1]].Data is not { } data) return false;
        foreach (var weight in data.Span<float>())
            if (!float.IsFinite(weight)) return false;
        return true;
    }

    private static Padding Sum(Padding own, Pad pad) => new(
        own.Top + pad.Before[1], own.Bottom + pad.After[1], own.Left + pad.Before[2], own.Right + pad.After[2]);
}
