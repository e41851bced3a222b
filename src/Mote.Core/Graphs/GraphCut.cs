using Mote.Core.Diagnostics;

namespace Mote.Core.Graphs;

/// <summary>What <see cref="GraphJoin"/> has joined, apart again.</summary>
public static class GraphCut
{
    /// <summary>The second of two joined graphs: what reads the result of the first.</summary>
    /// <param name="joined">Begins with the nodes of the first graph.</param>
    /// <param name="first">With one output; its constants are not compared.</param>
    /// <exception cref="MoteException">MOTE0614: the graph does not begin with that one.</exception>
    public static Graph Behind(Graph joined, Graph first)
    {
        if (!joined.States.IsEmpty)
            throw new MoteException("MOTE0614", $"graph '{joined.Name}'", "it remembers something from one inference to the next.",
                "Give a model without states.");
        var count = first.Nodes.Length;
        for (var i = 0; i < count; i++)
            if (i >= joined.Nodes.Length || joined.Nodes[i].Op.GetType() != first.Nodes[i].Op.GetType()
                || joined.Type(joined.Nodes[i].Output) != first.Type(first.Nodes[i].Output))
                throw new MoteException("MOTE0614", $"graph '{joined.Name}'",
                    $"it does not begin with the features '{first.Name}': there is "
                    + (i < joined.Nodes.Length ? $"{joined.Nodes[i].Op.GetType().Name} {joined.Type(joined.Nodes[i].Output)}" : "nothing")
                    + $" where they have {first.Nodes[i].Op.GetType().Name} {first.Type(first.Nodes[i].Output)}.",
                    "Give the features that it was trained with.");
        // The features are what the first graph gives: an input, or the value at the same place.
        var places = new Dictionary<ValueId, ValueId>();
        for (var i = 0; i < count; i++)
            for (var k = 0; k < first.Nodes[i].Outputs.Count; k++) places[first.Nodes[i].Outputs[k]] = joined.Nodes[i].Outputs[k];
        for (var i = 0; i < first.Inputs.Length && i < joined.Inputs.Length; i++) places[first.Inputs[i]] = joined.Inputs[i];
        var read = places[first.Outputs[0]];

        var builder = new GraphBuilder(joined.Name);
        var made = new Dictionary<ValueId, ValueId> { [read] = builder.Input(joined[read].Name, joined.Type(read)) };
        foreach (var node in joined.Nodes.Skip(count))
        {
            foreach (var operand in node.Inputs.Where(o => !o.IsNone && joined[o].IsConstant && !made.ContainsKey(o)))
                made[operand] = builder.Constant(joined[operand].Name, joined[operand].Data!);
            var outputs = builder.Add(node.Op, [.. node.Inputs.Select(i => i.IsNone ? i : made[i])],
                [.. node.Outputs.Select(o => joined.Type(o).Quantization)], [.. node.Outputs.Select(o => joined[o].Name)], node.Origin);
            for (var i = 0; i < outputs.Length; i++) made[node.Outputs[i]] = outputs[i];
        }
        return builder.Build([.. joined.Outputs.Where(made.ContainsKey).Select(o => made[o])]);
    }
}
