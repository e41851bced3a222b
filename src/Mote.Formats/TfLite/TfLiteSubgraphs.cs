using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>The subgraphs that control flow runs, each read once. A hostile file may nest them without end; we do not.</summary>
internal sealed class TfLiteSubgraphs(FlatTable model, string file)
{
    private const int MostNested = 8;

    /// <summary>Nodes of all subgraphs together, counted as often as they are contained in others.</summary>
    private const long MostNodes = 10_000;

    private readonly Dictionary<int, Subgraph> _read = [];
    private readonly Dictionary<Subgraph, long> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<int> _reading = [];

    /// <summary>Numbers of those that were asked for.</summary>
    public IReadOnlyCollection<int> Used => _read.Keys;

    /// <exception cref="MoteException">It does not exist, contains itself, or what is in it is not supported.</exception>
    public Subgraph Read(int index, TfLiteOperator o)
    {
        var subgraphs = model.Vector(2, 4, "subgraphs");
        if (index <= 0 || index >= subgraphs.Count) throw o.Bad($"subgraph {index} does not exist, or is the model itself.");
        if (_reading.Contains(index)) throw o.Bad($"subgraph {index} contains itself.");
        if (_reading.Count == MostNested) throw o.Bad($"subgraphs are nested more than {MostNested} times.");
        if (_read.TryGetValue(index, out var known)) return known;
        _reading.Push(index);
        var subgraph = new Subgraph(ReadGraph(subgraphs.Table(index), index));
        _reading.Pop();
        var nodes = subgraph.Graph.Nodes.Sum(n => 1 + n.Op.Subgraphs().Sum(s => _nodes[s]));
        if (nodes > MostNodes) throw o.Bad($"subgraph {index} is, with those in it, {nodes} operators; {MostNodes} are the most.");
        _nodes[subgraph] = nodes;
        return _read[index] = subgraph;
    }

    private Graph ReadGraph(FlatTable subgraph, int index)
    {
        var tensors = new TfLiteTensors(model, subgraph, file, this);
        var operators = TfLiteReader.Operators(model, subgraph, tensors, file);
        var builder = new GraphBuilder(subgraph.Text(4, "name") is { Length: > 0 } name ? name : $"subgraph {index}");
        var problems = new TfLiteProblems(builder, tensors, file);
        foreach (var input in subgraph.Vector(1, 4, "inputs").Int32s())
            problems.Try([], [input], () => tensors.DefineInput(builder, input));
        foreach (var o in operators)
            problems.Try(o.Inputs, o.Outputs, () =>
            {
                if (!TfLiteOperators.IsStateless(o)) throw TfLiteReader.Unsupported(o, tensors);
                TfLiteReader.Add(builder, o, tensors);
            });
        problems.ThrowIfAny();
        var outputs = subgraph.Vector(2, 4, "outputs").Int32s();
        if (outputs.Length == 0) throw new MoteException("MOTE0105", $"{file}: subgraph {index}", "the subgraph has no outputs.");
        return builder.Build([.. outputs.Select(t => tensors.Use(builder, t, $"{file}: output of subgraph {index}"))]);
    }
}
