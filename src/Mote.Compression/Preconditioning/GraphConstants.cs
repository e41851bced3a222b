using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>Graphs with other constants.</summary>
internal static class GraphConstants
{
    /// <summary>The same graph, value by value under the same numbers, but for the data of some constants.</summary>
    public static Graph With(Graph graph, IReadOnlyDictionary<ValueId, Tensor> constants)
    {
        if (constants.Count == 0) return graph;
        var builder = new GraphBuilder(graph.Name);
        var makers = graph.Nodes.ToDictionary(n => n.Output);
        var states = graph.States.ToDictionary(s => s.Before);
        foreach (var value in graph.Values)
        {
            if (constants.TryGetValue(value.Id, out var data)) builder.Constant(value.Name, data);
            else if (value.Data is { } same) builder.Constant(value.Name, same);
            else if (states.TryGetValue(value.Id, out var state)) builder.State(value.Name, state.Initial);
            else if (makers.TryGetValue(value.Id, out var node))
                builder.Add(node.Op, [.. node.Inputs], [.. node.Outputs.Select(o => graph.Type(o).Quantization)],
                    [.. node.Outputs.Select(o => graph[o].Name)], node.Origin);
            // A node's further outputs came with its first.
            else if (graph.Inputs.Contains(value.Id)) builder.Input(value.Name, value.Type);
        }
        foreach (var state in graph.States) builder.Keep(state.Before, state.After);
        return builder.Build(graph.Outputs.AsSpan());
    }
}
