using System.Globalization;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Text;
using Mote.Core.Types;

namespace Mote.Core.Differences;

public enum NodeChange { Added, Removed, Changed }

/// <summary>A node that only one of two graphs has, or that both have with a difference.</summary>
/// <param name="Index">In the second graph; in the first where it was removed.</param>
/// <param name="Details">What changed, a phrase each: "activation: None -> Relu".</param>
public sealed record NodeDifference(NodeChange Change, int Index, string Op, string Layer, EquatableArray<string> Details);

/// <summary>A tensor that stands for reals in another way than before.</summary>
public sealed record QuantizationDifference(string Tensor, string First, string Second);

/// <summary>
/// How two graphs differ in what they are made of: inputs and outputs, nodes, wiring, attributes, types and quantization. Constants'
/// values are no part of it; <see cref="Constants"/> says which to compare.
/// </summary>
public sealed class GraphDifferences
{
    private readonly Graph _first, _second;
    private readonly NodePairs _pairs;
    private readonly Dictionary<ValueId, (int Node, int Output)> _firstSources, _secondSources;
    private readonly List<string> _interface = [];
    private readonly List<NodeDifference> _nodes = [];
    private readonly List<QuantizationDifference> _quantization = [];
    private readonly List<(Value First, Value Second)> _constants = [];
    private readonly HashSet<(ValueId, ValueId)> _seen = [], _quantized = [];

    public GraphDifferences(Graph first, Graph second)
    {
        (_first, _second) = (first, second);
        _pairs = new NodePairs(first, second);
        (_firstSources, _secondSources) = (Sources(first), Sources(second));
        CompareInterface("input", first.Inputs, second.Inputs);
        for (var i = 0; i < second.Nodes.Length; i++)
            if (_pairs.OfSecond(i) is var other and >= 0) ComparePair(first.Nodes[other], second.Nodes[i], i);
            else _nodes.Add(Alone(NodeChange.Added, second, i));
        for (var i = 0; i < first.Nodes.Length; i++)
            if (_pairs.OfFirst(i) < 0) _nodes.Add(Alone(NodeChange.Removed, first, i));
        CompareInterface("output", first.Outputs, second.Outputs);
    }

    /// <summary>Differences of the graphs' inputs and outputs, a sentence each.</summary>
    public IReadOnlyList<string> Interface => _interface;

    public IReadOnlyList<NodeDifference> Nodes => _nodes;

    public IReadOnlyList<QuantizationDifference> Quantization => _quantization;

    /// <summary>Constants at the same operand of paired nodes, each pair once.</summary>
    public IReadOnlyList<(Value First, Value Second)> Constants => _constants;

    private static NodeDifference Alone(NodeChange change, Graph graph, int index)
    {
        var node = graph.Nodes[index];
        return new NodeDifference(change, index, node.Op.Name(), node.Origin.ToString(),
            [.. node.Outputs.Select(o => Plain(graph.Type(o)))]);
    }

    private void CompareInterface(string what, IReadOnlyList<ValueId> first, IReadOnlyList<ValueId> second)
    {
        if (first.Count != second.Count) _interface.Add($"{first.Count} {what}s -> {second.Count}");
        for (var i = 0; i < Math.Min(first.Count, second.Count); i++)
        {
            var (a, b) = (_first[first[i]], _second[second[i]]);
            if (a.Name != b.Name) _interface.Add($"{what} {i}: the name '{a.Name}' -> '{b.Name}'");
            if (Plain(a.Type) != Plain(b.Type)) _interface.Add($"{what} {i} '{b.Name}': {Plain(a.Type)} -> {Plain(b.Type)}");
            CompareQuantization(a, b);
        }
    }

    private void ComparePair(Node a, Node b, int index)
    {
        var details = new List<string>();
        if (a.Op.Name() != b.Op.Name()) details.Add($"operator: {a.Op.Name()} -> {b.Op.Name()}");
        else
            foreach (var (before, after) in OpFields.Of(a.Op).Zip(OpFields.Of(b.Op)))
                if (before.Value != after.Value) details.Add($"{after.Name}: {before.Value} -> {after.Value}");
        if (a.Inputs.Count != b.Inputs.Count) details.Add($"operands: {a.Inputs.Count} -> {b.Inputs.Count}");
        for (var i = 0; i < Math.Min(a.Inputs.Count, b.Inputs.Count); i++)
            if (Operand(a.Inputs[i], b.Inputs[i]) is { } changed) details.Add($"operand {i}: {changed}");
        if (a.Outputs.Count != b.Outputs.Count) details.Add($"results: {a.Outputs.Count} -> {b.Outputs.Count}");
        for (var i = 0; i < Math.Min(a.Outputs.Count, b.Outputs.Count); i++)
        {
            var (x, y) = (_first[a.Outputs[i]], _second[b.Outputs[i]]);
            if (x.Name != y.Name) details.Add($"name: '{x.Name}' -> '{y.Name}'");
            if (Plain(x.Type) != Plain(y.Type)) details.Add($"result: {Plain(x.Type)} -> {Plain(y.Type)}");
            CompareQuantization(x, y);
        }
        if (details.Count > 0)
            _nodes.Add(new NodeDifference(NodeChange.Changed, index, b.Op.Name(), b.Origin.ToString(), details.ToEquatableArray()));
    }

    /// <summary>Null where both come from the same place, or where a node that was added or removed explains the difference.</summary>
    private string? Operand(ValueId a, ValueId b)
    {
        if (a.IsNone || b.IsNone) return a.IsNone && b.IsNone ? null : a.IsNone ? "absent -> present" : "present -> absent";
        var (x, y) = (_first[a], _second[b]);
        if (x.IsConstant && y.IsConstant)
        {
            if (_seen.Add((a, b)))
            {
                _constants.Add((x, y));
                CompareQuantization(x, y);
            }
            return null;
        }
        var (from, to) = (Source(_first, _firstSources, x), Source(_second, _secondSources, y));
        if (_firstSources.TryGetValue(a, out var p))
        {
            if (_pairs.OfFirst(p.Node) < 0) return null;
            if (_secondSources.TryGetValue(b, out var q) && _pairs.OfFirst(p.Node) == q.Node && p.Output == q.Output) return null;
        }
        if (_secondSources.TryGetValue(b, out var r) && _pairs.OfSecond(r.Node) < 0) return null;
        return from == to ? null : $"{from} -> {to}";
    }

    private static string Source(Graph graph, Dictionary<ValueId, (int Node, int Output)> sources, Value value) =>
        value.IsConstant ? "a constant"
        : sources.TryGetValue(value.Id, out var source) ? $"node {source.Node} '{value.Name}'"
        : graph.Inputs.IndexOf(value.Id) is var input and >= 0 ? $"input {input}"
        : $"state '{value.Name}'";

    private void CompareQuantization(Value a, Value b)
    {
        if (a.Type.Quantization == b.Type.Quantization || !_quantized.Add((a.Id, b.Id))) return;
        _quantization.Add(new QuantizationDifference(b.Name, Text(a.Type), Text(b.Type)));
    }

    private static string Plain(TensorType type) => (type with { Quantization = null }).ToString();

    private static string Text(TensorType type) => type.Quantization switch
    {
        null => type.Element.Text(),
        Types.Quantization.PerTensor q => string.Create(CultureInfo.InvariantCulture, $"scale {q.Scale:R}, zero point {q.ZeroPoint}"),
        Types.Quantization.PerAxis q => string.Create(CultureInfo.InvariantCulture,
            $"{q.Scales.Count} scales along axis {q.Axis}, {q.Scales.Min():R} to {q.Scales.Max():R}"),
    };

    private static Dictionary<ValueId, (int Node, int Output)> Sources(Graph graph)
    {
        var sources = new Dictionary<ValueId, (int, int)>();
        for (var n = 0; n < graph.Nodes.Length; n++)
            for (var o = 0; o < graph.Nodes[n].Outputs.Count; o++) sources[graph.Nodes[n].Outputs[o]] = (n, o);
        return sources;
    }
}
