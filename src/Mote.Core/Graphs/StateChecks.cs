namespace Mote.Core.Graphs;

/// <summary>What the states of a graph must satisfy beyond being defined.</summary>
internal static class StateChecks
{
    public static IEnumerable<string> Problems(Graph graph)
    {
        var states = graph.States.Select(s => s.Before).ToHashSet();
        foreach (var state in graph.States)
        {
            var where = $"state {state.Before}";
            if (!Exists(state.Before)) continue;
            var type = graph.Type(state.Before);
            if (state.Initial.Type != type) yield return $"{where} begins with {state.Initial.Type}, but is {type}";
            if (!Exists(state.After)) yield return $"{where}: {state.After}, which it keeps, is out of range";
            else if (graph.Type(state.After) != type) yield return $"{where} is {type}, but keeps {graph.Type(state.After)}";
            // States are kept one after another; of two that swap, one would already be gone.
            else if (state.IsWritten && states.Contains(state.After)) yield return $"{where} keeps {state.After}, which is another state";
        }
        foreach (var output in graph.Outputs.Where(states.Contains))
            yield return $"graph output {output} is a state, which is overwritten when the inference ends";

        bool Exists(ValueId id) => !id.IsNone && id.Index < graph.Values.Length;
    }
}
