using Mote.Core.Diagnostics;

namespace Mote.Core.Graphs;

/// <summary>Two graphs as one: what the first gives is what the second takes. A front end and a network become one program.</summary>
public static class GraphJoin
{
    /// <summary>
    /// Inputs are the first graph's and then those of the second that remain; outputs are the second's; states are those of both.
    /// Names and origins stay as they are.
    /// </summary>
    /// <param name="first">With one output.</param>
    /// <param name="second">What reads it.</param>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="name">Of the whole; the second's if it is not given.</param>
    /// <param name="keep">The last output is what the second reads, unless it is an input.</param>
    /// <exception cref="MoteException">MOTE0203: what the first gives is of another type than the second takes.</exception>
    public static Graph Join(Graph first, Graph second, int input = 0, string? name = null, bool keep = false)
    {
        if (first.Outputs.Length != 1)
            throw new MoteException("MOTE0203", $"graph '{first.Name}'",
                $"it has {first.Outputs.Length} outputs; one is expected to be read.");
        if (input < 0 || input >= second.Inputs.Length)
            throw new MoteException("MOTE0203", $"graph '{second.Name}'", $"there is no input {input}; it has {second.Inputs.Length}.");
        var (given, taken) = (first.Type(first.Outputs[0]), second.Type(second.Inputs[input]));
        if (given != taken)
            throw new MoteException("MOTE0203", $"input '{second[second.Inputs[input]].Name}' of graph '{second.Name}'",
                $"it is {taken}, and what shall be read there, '{first[first.Outputs[0]].Name}' of graph '{first.Name}', is {given}.",
                taken.Shape == given.Shape && taken.Element == given.Element
                    ? "Give both the same scale and zero point." : "Choose features of the shape that the network was made for.");
        var builder = new GraphBuilder(name ?? second.Name);
        var made = Copy(first, builder, []);
        var known = new Dictionary<ValueId, ValueId> { [second.Inputs[input]] = made[first.Outputs[0]] };
        var read = made[first.Outputs[0]];
        made = Copy(second, builder, known);
        var outputs = second.Outputs.Select(o => made[o]);
        return builder.Build(keep && !first.Inputs.Contains(first.Outputs[0]) ? [.. outputs, read] : [.. outputs]);
    }

    /// <summary>All of a graph; values that are known already are not made again.</summary>
    private static Dictionary<ValueId, ValueId> Copy(Graph graph, GraphBuilder builder, Dictionary<ValueId, ValueId> made)
    {
        foreach (var input in graph.Inputs)
            if (!made.ContainsKey(input)) made[input] = builder.Input(graph[input].Name, graph.Type(input));
        foreach (var state in graph.States) made[state.Before] = builder.State(graph[state.Before].Name, state.Initial);
        foreach (var value in graph.Values)
            if (value.Data is { } data) made[value.Id] = builder.Constant(value.Name, data);
        foreach (var node in graph.Nodes)
        {
            var outputs = builder.Add(node.Op, [.. node.Inputs.Select(i => i.IsNone ? i : made[i])],
                [.. node.Outputs.Select(o => graph.Type(o).Quantization)], [.. node.Outputs.Select(o => graph[o].Name)], node.Origin);
            for (var i = 0; i < outputs.Length; i++) made[node.Outputs[i]] = outputs[i];
        }
        foreach (var state in graph.States.Where(s => s.IsWritten)) builder.Keep(made[state.Before], made[state.After]);
        return made;
    }
}
