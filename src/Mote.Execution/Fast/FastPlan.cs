using Mote.Core.Graphs;

namespace Mote.Execution.Fast;

/// <summary>
/// How a graph is run fast, made once: a place for every value, packed weights, a kernel for every node. The results are those of
/// <see cref="Interpreter"/> to the bit; a node that no fast kernel is proved to compute so runs the reference kernel. Immutable,
/// and may be shared by threads; each of them has a <see cref="FastInterpreter"/> of its own.
/// </summary>
public sealed class FastPlan
{
    private readonly FastStep[] _steps;
    private readonly ArenaLayout _layout;

    /// <param name="graph">What to run.</param>
    /// <param name="path">Of the kernels; the best that this processor has unless given.</param>
    public FastPlan(Graph graph, VectorPath? path = null)
    {
        Graph = graph;
        Path = path ?? VectorPaths.Best;
        if (!VectorPaths.IsSupported(Path)) throw new NotSupportedException($"this processor has no {Path}");
        _layout = new ArenaLayout(graph);
        var choice = new KernelChoice(graph, _layout, Path);
        _steps = [.. graph.Nodes.Select(choice.StepFor)];
        ScratchBytes = _steps.Max(s => (int?)s.ScratchBytes) ?? 0;
    }

    public Graph Graph { get; }

    public VectorPath Path { get; }

    /// <summary>Nodes that run reference kernels, for want of faster ones.</summary>
    public IEnumerable<Node> ReferenceNodes => Graph.Nodes.Where((_, i) => _steps[i] is ReferenceStep);

    internal int ScratchBytes { get; }

    internal ReadOnlySpan<FastStep> Steps => _steps;

    internal FastMemory NewMemory()
    {
        var arena = new PinnedArray<byte>(_layout.Bytes);
        var values = new Memory<byte>[Graph.Values.Length];
        foreach (var value in Graph.Values)
            values[value.Id.Index] = value.Data is { } data ? data.Bytes.ToArray()
                : arena.Bytes(_layout.Offset(value.Id), value.Type.Bytes);
        var interpreters = _steps.SelectMany(s => s.Subplans).ToDictionary(plan => plan, plan => new FastInterpreter(plan));
        return new FastMemory(arena, new PinnedArray<byte>(ScratchBytes), values, interpreters);
    }
}
