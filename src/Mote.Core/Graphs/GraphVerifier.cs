using Mote.Core.Diagnostics;
using Mote.Core.Rules;

namespace Mote.Core.Graphs;

/// <summary>
/// Checks what every graph must satisfy. Runs after each pass; what it finds is a bug of ours, so it throws
/// <see cref="InvalidGraphException"/> with the graph's text, which can be parsed again.
/// </summary>
public static class GraphVerifier
{
    /// <param name="graph">What to check.</param>
    /// <param name="after">The pass that made it, for the message.</param>
    public static void Verify(Graph graph, string after)
    {
        var problems = Problems(graph);
        if (problems.Count > 0) throw new InvalidGraphException(after, problems, graph);
    }

    public static IReadOnlyList<string> Problems(Graph graph)
    {
        var problems = new List<string>();
        var defined = new bool[graph.Values.Length];
        for (var i = 0; i < graph.Values.Length; i++)
        {
            if (graph.Values[i].Id.Index != i) problems.Add($"value {i} calls itself {graph.Values[i].Id}");
            defined[i] = graph.Values[i].IsConstant;
            if (TypeChecks.Problem(graph.Values[i].Type) is { } problem) problems.Add($"value %{i}: {problem}");
            if (graph.Values[i].Data is { } data && data.Type != graph.Values[i].Type) problems.Add($"value %{i} holds {data.Type}");
        }
        foreach (var input in graph.Inputs) Define(input, "graph input");
        foreach (var state in graph.States) Define(state.Before, "state");
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs)
                if (!input.IsNone && !IsDefined(input)) problems.Add($"{node.Origin}: operand {input} is not defined before its use");
            CheckTypes(node);
            foreach (var output in node.Outputs) Define(output, node.Origin.ToString());
        }
        foreach (var output in graph.Outputs)
            if (!IsDefined(output)) problems.Add($"graph output {output} is never defined");
        foreach (var state in graph.States)
            if (!IsDefined(state.After)) problems.Add($"{state.After}, kept in state {state.Before}, is never defined");
        problems.AddRange(StateChecks.Problems(graph));
        for (var i = 0; i < defined.Length; i++)
            if (!defined[i]) problems.Add($"value %{i} is neither input, constant nor output of a node");
        return problems;

        bool IsDefined(ValueId id) => !id.IsNone && id.Index < defined.Length && defined[id.Index];

        void Define(ValueId id, string by)
        {
            if (id.IsNone || id.Index >= defined.Length) problems.Add($"{by}: {id} is out of range");
            else if (defined[id.Index]) problems.Add($"{by}: {id} is defined twice");
            else defined[id.Index] = true;
        }

        void CheckTypes(Node node)
        {
            if (node.Outputs.Any(v => v.IsNone) || node.Inputs.Concat(node.Outputs).Any(v => v.Index >= defined.Length)) return;
            try
            {
                var inferred = TypeInference.Infer(node.Op, graph.InputTypes(node),
                    [.. node.Outputs.Select(o => graph.Type(o).Quantization)], node.Origin);
                if (inferred.Length != node.Outputs.Count)
                    problems.Add($"{node.Origin}: {node.Outputs.Count} outputs, {inferred.Length} are inferred");
                for (var i = 0; i < Math.Min(inferred.Length, node.Outputs.Count); i++)
                    if (inferred[i] != graph.Type(node.Outputs[i]))
                        problems.Add($"{node.Origin}: output {i} is {graph.Type(node.Outputs[i])}, inferred {inferred[i]}");
            }
            catch (MoteException e)
            {
                problems.AddRange(e.Diagnostics.Select(d => d.ToString()));
            }
        }
    }
}

/// <summary>A pass made a graph that breaks the rules: a bug in Mote.</summary>
public sealed class InvalidGraphException(string after, IReadOnlyList<string> problems, Graph graph)
    : Exception($"after {after}: {string.Join("; ", problems)}")
{
    public Graph Graph { get; } = graph;
}
