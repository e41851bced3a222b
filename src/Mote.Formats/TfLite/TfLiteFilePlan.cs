using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Formats.TfLite;

/// <summary>A subgraph of the file: tensors and operators by number.</summary>
internal sealed record TfLiteSubgraphPlan(string Name)
{
    public List<TfLiteTensorPlan> Tensors { get; } = [];

    public List<TfLiteOperatorPlan> Operators { get; } = [];

    public int[] Inputs { get; set; } = [];

    public int[] Outputs { get; set; } = [];
}

/// <summary>What the subgraphs of a file have in common: buffers, operator codes, and one another.</summary>
internal sealed class TfLiteFilePlan
{
    private readonly List<byte[]> _buffers = [[]];
    private readonly Dictionary<string, int> _bufferOf = [];
    private readonly Dictionary<Subgraph, int> _subgraphOf = [];

    public List<(BuiltinOperator Code, int Version, string Custom)> Codes { get; } = [];

    public IReadOnlyList<byte[]> Buffers => _buffers;

    /// <summary>The model first.</summary>
    public List<TfLiteSubgraphPlan> Subgraphs { get; } = [];

    public TfLiteWritePlan Add(Graph graph) => new(graph, this);

    /// <summary>The number of a subgraph that control flow runs; equal ones are written once.</summary>
    public int IndexOf(Subgraph subgraph)
    {
        if (_subgraphOf.TryGetValue(subgraph, out var known)) return known;
        var index = Subgraphs.Count;
        _subgraphOf[subgraph] = index;
        Add(subgraph.Graph);
        return index;
    }

    public TfLiteSubgraphPlan NewSubgraph(string name)
    {
        var plan = new TfLiteSubgraphPlan(name);
        Subgraphs.Add(plan);
        return plan;
    }

    public int CodeIndex(BuiltinOperator code, int version, string custom = "")
    {
        var index = Codes.IndexOf((code, version, custom));
        if (index >= 0) return index;
        Codes.Add((code, version, custom));
        return Codes.Count - 1;
    }

    public int Buffer(ReadOnlySpan<byte> data)
    {
        var key = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(data)) + data.Length;
        if (_bufferOf.TryGetValue(key, out var known)) return known;
        _buffers.Add(data.ToArray());
        return _bufferOf[key] = _buffers.Count - 1;
    }
}
