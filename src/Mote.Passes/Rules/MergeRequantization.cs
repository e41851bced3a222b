using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Passes.Rules;

/// <summary>
/// Chains of operators that map one int8 to one int8 (rescaling, clamping, through float and back) become one table of 256
/// entries, filled by running them; a chain that maps every value to itself disappears.
/// </summary>
/// <param name="withTables">False: only what disappears, for files whose format has no tables.</param>
public sealed class MergeRequantization(bool withTables = true) : IRewriteRule
{
    public string Name => "merge-requantization";

    public bool TryRewrite(Node node, Uses uses, GraphRebuild rebuild)
    {
        var graph = rebuild.Source;
        if (!IsUnary(node, graph) || graph.Type(node.Output).Element != ElementType.Int8) return false;
        var chain = new List<Node> { node };
        while (uses.Definition(chain[0].Inputs[0]) is { } before && IsUnary(before, graph) && uses.IsPrivateTo(before.Output, chain[0]))
            chain.Insert(0, before);
        // From float on: what comes before is not a function of 256 values.
        while (chain.Count > 0 && graph.Type(chain[0].Inputs[0]).Element != ElementType.Int8) chain.RemoveAt(0);
        if (chain.Count == 0) return false;

        var x = chain[0].Inputs[0];
        var table = Tabulate(graph, chain);
        var identity = table.AsSpan().SequenceEqual(Identity);
        if (identity && graph.Type(x) == graph.Type(node.Output) && !uses.IsOutput(node.Output))
        {
            rebuild.Replace(node.Output, rebuild[x]);
            return true;
        }
        if (chain.Count < 2 || !withTables) return false;
        var origin = chain.Select(n => n.Origin).Aggregate((a, b) => a.And(b));
        var data = Tensor.From<sbyte>(new TensorType(ElementType.Int8, [256]), table);
        rebuild.Emit(node, new Lookup(), [rebuild[x], rebuild.Constant($"{origin}/table", data)], origin);
        return true;
    }

    private static readonly sbyte[] Identity = [.. Enumerable.Range(-128, 256).Select(i => (sbyte)i)];

    private static bool IsUnary(Node node, Graph graph) =>
        node.Op is Relu or Quantize or Dequantize || (node.Op is Lookup && graph[node.Inputs[Lookup.Table]].IsConstant)
        || node.Op is Unary or LeakyRelu;

    /// <summary>Runs the chain on a tensor that holds every int8 once.</summary>
    private static sbyte[] Tabulate(Graph graph, List<Node> chain)
    {
        var builder = new GraphBuilder("table");
        var input = builder.Input("x", graph.Type(chain[0].Inputs[0]) with { Shape = [256] });
        var value = input;
        foreach (var node in chain)
        {
            var others = node.Inputs.Skip(1).Select(i => builder.Constant("table", graph[i].Data!));
            value = builder.Add(node.Op, [value, .. others], graph.Type(node.Output).Quantization, "y", node.Origin);
        }
        return [.. new Interpreter(builder.Build([value])).Run([.. Identity.Select(v => (byte)v)]).Select(b => (sbyte)b)];
    }
}
