using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Workflows;

/// <summary>Something in a quantized model that costs more than it looks like.</summary>
/// <param name="Kind">floatIsland, requantizationTwice, dequantizeQuantize or quantizeDequantize.</param>
/// <param name="Layers">By index, conversions included, in order of execution.</param>
/// <param name="Operators">Of these layers.</param>
/// <param name="Names">Of these layers.</param>
/// <param name="FloatMacs">Multiply-accumulates in float.</param>
/// <param name="Conversions">How many of the layers only convert.</param>
/// <param name="ConvertedElements">Each costs at least a multiplication and a rounding.</param>
/// <param name="Bytes">Of the tensors in between, which fewer conversions would do without or keep in integers.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record QuantizationFinding(
    string Kind, ImmutableArray<int> Layers, ImmutableArray<string> Operators, ImmutableArray<string> Names, long FloatMacs,
    int Conversions, long ConvertedElements, long Bytes, string Advice);

/// <summary>
/// Finds float operators hidden in quantized models, and conversions in a row. A float island is a set of float tensors connected by
/// operators, with a DEQUANTIZE or QUANTIZE at its shore; a model whose every operator is float has none.
/// </summary>
public sealed class QuantizationFindings
{
    private readonly Graph _graph;
    private readonly Uses _uses;
    private readonly Dictionary<Node, int> _indexOf;

    private QuantizationFindings(Graph graph)
    {
        _graph = graph;
        _uses = new Uses(graph);
        // By identity: nodes compare by content.
        _indexOf = new Dictionary<Node, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < graph.Nodes.Length; i++) _indexOf[graph.Nodes[i]] = i;
    }

    /// <summary>Islands first, then conversions in a row, each in order of execution.</summary>
    public static ImmutableArray<QuantizationFinding> Of(Graph graph)
    {
        var findings = new QuantizationFindings(graph);
        return [.. findings.Islands(), .. findings.Rows()];
    }

    private IEnumerable<QuantizationFinding> Islands()
    {
        // Integers computed with, not only converted: otherwise the model is a float one with integers at its ends.
        if (!_graph.Nodes.Any(n => !IsConversion(n) && n.Outputs.Any(o => _graph.Type(o) is { IsFloat: false, Quantization: not null })))
            yield break;
        var island = Enumerable.Range(0, _graph.Values.Length).ToArray();
        foreach (var node in _graph.Nodes.Where(n => !IsConversion(n)))
        {
            var reals = Reals(node).ToList();
            foreach (var value in reals.Skip(1)) Join(island, reals[0].Index, value.Index);
        }
        var members = _graph.Nodes.Where(n => Reals(n).Any()).GroupBy(n => Find(island, Reals(n).First().Index));
        foreach (var group in members.OrderBy(g => _indexOf[g.First()]))
        {
            var inner = group.Where(n => !IsConversion(n)).ToList();
            // Weights stored as integers are no shore: they are converted once, and could be when the model is read.
            if (inner.Count == 0 || !group.Any(n => IsConversion(n) && !_graph[n.Inputs[0]].IsConstant)) continue;
            var tensors = group.SelectMany(Reals).Distinct().ToList();
            var weights = inner.SelectMany(n => n.Inputs).Distinct()
                .Where(i => !i.IsNone && _graph[i].IsConstant && _graph.Type(i).IsFloat);
            yield return Finding("floatIsland", group, inner.Sum(n => Costs.Macs(_graph, n)), tensors.Concat(weights),
                $"Make {Operators(inner)} integer, too: convert with a representative data set and allow int8 operators only, or replace "
                + "an operator that has no int8 form." + (tensors.Any(_graph.Outputs.Contains)
                    ? " As it ends the model, the application could compute it only when it is needed." : ""));
        }
    }

    private IEnumerable<QuantizationFinding> Rows()
    {
        foreach (var node in _graph.Nodes.Where(IsConversion))
        {
            if (node.Inputs.Count == 0 || _uses.Definition(node.Inputs[0]) is not { } before) continue;
            if (node.Op is Quantize && before.Op is Dequantize)
                yield return Finding("dequantizeQuantize", [before, node], 0, [before.Output],
                    "Nothing is computed in float here: give the tensors before and after one scale, or rescale with a single QUANTIZE.");
            else if (node.Op is Dequantize && before.Op is Quantize && _graph.Type(before.Inputs[0]).IsFloat)
                yield return Finding("quantizeDequantize", [before, node], 0, [before.Output],
                    "This only rounds, as training with simulated quantization does: convert the trained model to integers, or "
                    + "remove both.");
            else if (node.Op is Quantize && before.Op is Quantize
                && !_uses.Readers(node.Output).Any(r => r.Op is Quantize)) // the longest row only
            {
                var row = new List<Node> { node };
                while (row[0].Op is Quantize && _uses.Definition(row[0].Inputs[0]) is { Op: Quantize } earlier) row.Insert(0, earlier);
                yield return Finding("requantizationTwice", row, 0, row.SkipLast(1).Select(n => n.Output),
                    $"It rounds {row.Count} times where once would do: give the tensors in between one scale, in training or in "
                    + "the converter. (Compiled by Mote, one table does it all.)");
            }
        }
    }

    private QuantizationFinding Finding(string kind, IEnumerable<Node> nodes, long macs, IEnumerable<ValueId> between, string advice)
    {
        var layers = nodes.OrderBy(n => _indexOf[n]).ToList();
        var conversions = layers.Where(IsConversion).ToList();
        return new QuantizationFinding(kind, [.. layers.Select(n => _indexOf[n])], [.. layers.Select(n => n.Op.Name())],
            [.. layers.Select(n => n.Origin.ToString())], macs, conversions.Count,
            conversions.Sum(n => (long)_graph.Type(n.Output).Elements), between.Sum(v => (long)_graph.Type(v).Bytes), advice);
    }

    private static bool IsConversion(Node node) => node.Op is Quantize or Dequantize;

    private static string Operators(IEnumerable<Node> nodes) => string.Join(", ", nodes.Select(n => n.Op.Name()).Distinct());

    /// <summary>Float tensors that a node reads or makes; constants connect nothing.</summary>
    private IEnumerable<ValueId> Reals(Node node) =>
        node.Inputs.Concat(node.Outputs).Where(v => !v.IsNone && !_graph[v].IsConstant && _graph.Type(v).IsFloat);

    private static int Find(int[] island, int value)
    {
        while (island[value] != value) value = island[value] = island[island[value]];
        return value;
    }

    private static void Join(int[] island, int a, int b) => island[Find(island, b)] = Find(island, a);
}
