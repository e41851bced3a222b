namespace Mote.Core.Graphs;

/// <summary>Who defines and who reads each value of a graph.</summary>
public sealed class Uses
{
    private readonly Node?[] _definitions;
    private readonly List<Node>[] _readers;
    private readonly HashSet<ValueId> _outputs;

    public Uses(Graph graph)
    {
        _definitions = new Node?[graph.Values.Length];
        _readers = new List<Node>[graph.Values.Length];
        for (var i = 0; i < _readers.Length; i++) _readers[i] = [];
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.Outputs) _definitions[output.Index] = node;
            foreach (var input in node.Inputs.Where(i => !i.IsNone).Distinct()) _readers[input.Index].Add(node);
        }
        _outputs = [.. graph.Outputs, .. graph.States.Where(s => s.IsWritten).Select(s => s.After)];
    }

    /// <summary>The node whose output the value is; null for inputs, states and constants.</summary>
    public Node? Definition(ValueId id) => _definitions[id.Index];

    /// <summary>Nodes that read the value, each once, in order of execution.</summary>
    public IReadOnlyList<Node> Readers(ValueId id) => _readers[id.Index];

    /// <summary>Whether the outside world, or the next inference, sees the value.</summary>
    public bool IsOutput(ValueId id) => _outputs.Contains(id);

    /// <summary>Whether one node alone, and not the outside world, sees the value.</summary>
    public bool IsPrivateTo(ValueId id, Node reader) =>
        !IsOutput(id) && _readers[id.Index].Count == 1 && ReferenceEquals(_readers[id.Index][0], reader);
}
