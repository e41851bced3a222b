using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Core.Rules;

/// <summary>
/// The sign of a real, 1 where x >= 0 and -1 below, which no single operator gives: <see cref="Select"/> of 1 and -1 by
/// <see cref="Compare"/> with zero.
/// </summary>
public static class Signs
{
    /// <summary>What a node gives the signs of; null if it gives something else.</summary>
    public static ValueId? Of(Graph graph, Uses uses, Node node)
    {
        if (node.Op is not Select || !graph.Type(node.Output).IsFloat
            || uses.Definition(node.Inputs[Select.Condition]) is not { Op: Compare { Kind: ComparisonKind.GreaterEqual } } compare
            || !graph.Type(compare.Inputs[0]).IsFloat || graph[compare.Inputs[0]].IsConstant
            || !IsNumber(graph, compare.Inputs[1], 0) || !IsNumber(graph, node.Inputs[Select.A], 1)
            || !IsNumber(graph, node.Inputs[Select.B], -1)
            || graph.Type(compare.Inputs[0]).Shape != graph.Type(node.Output).Shape) return null;
        return compare.Inputs[0];
    }

    /// <summary>Whether a comparison serves signs and nothing else.</summary>
    public static bool IsPartOf(Graph graph, Uses uses, Node compare) =>
        compare.Op is Compare && !uses.IsOutput(compare.Output) && uses.Readers(compare.Output) is { Count: > 0 } readers
        && readers.All(r => Of(graph, uses, r) is not null && ReferenceEquals(uses.Definition(r.Inputs[Select.Condition]), compare));

    private static bool IsNumber(Graph graph, ValueId id, float number)
    {
        if (graph[id].Data is not { } data || !data.Type.IsFloat) return false;
        foreach (var x in data.Span<float>())
            if (x != number) return false;
        return true;
    }
}
