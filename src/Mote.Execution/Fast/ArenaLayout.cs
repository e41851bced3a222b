using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Execution.Fast;

/// <summary>
/// Places for all values that change, as bytes from the arena's beginning. Values that are never needed at the same time share
/// memory, so that what an inference touches stays in the caches; reshaped values are where their operand is.
/// </summary>
internal sealed class ArenaLayout
{
    private const int Alignment = 64;

    private readonly ValueId[] _owners;
    private readonly int[] _offsets;

    public ArenaLayout(Graph graph)
    {
        _owners = Owners(graph);
        _offsets = new int[graph.Values.Length];
        var lives = Lives(graph);
        var placed = new List<(int From, int To, int First, int Last)>();
        // The largest first: small ones fit into what is left between.
        var placeable = graph.Values.Where(v => lives[v.Id.Index].Last >= 0);
        foreach (var value in placeable.OrderByDescending(v => v.Type.Bytes).ThenBy(v => v.Id.Index))
        {
            var (first, last) = lives[value.Id.Index];
            var size = Rounded(value.Type.Bytes);
            var at = 0;
            foreach (var other in placed.Where(p => p.First <= last && first <= p.Last).OrderBy(p => p.From))
            {
                if (other.From - at >= size) break;
                at = Math.Max(at, other.To);
            }
            placed.Add((at, at + size, first, last));
            _offsets[value.Id.Index] = at;
            Bytes = Math.Max(Bytes, at + size);
        }
    }

    public int Bytes { get; }

    public int Offset(ValueId id) => _offsets[_owners[id.Index].Index];

    /// <summary>Whose memory a value lives in: a reshaped value's operand's, or its own.</summary>
    public ValueId Owner(ValueId id) => _owners[id.Index];

    private static int Rounded(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    /// <summary>
    /// A view of a state's old value is none: the new value is written over it when the inference ends, and another state may
    /// still be waiting for the view.
    /// </summary>
    private static ValueId[] Owners(Graph graph)
    {
        var owners = graph.Values.Select(v => v.Id).ToArray();
        var states = graph.States.Select(s => s.Before).ToHashSet();
        foreach (var node in graph.Nodes)
            if (node.Op is Reshape && owners[node.Inputs[0].Index] is var owner && !states.Contains(owner) && !graph[owner].IsConstant)
                owners[node.Output.Index] = owner;
        return owners;
    }

    /// <summary>From which step to which each memory is needed; nothing (-1) for constants and views.</summary>
    private (int First, int Last)[] Lives(Graph graph)
    {
        var lives = Enumerable.Repeat((First: int.MaxValue, Last: -1), graph.Values.Length).ToArray();
        foreach (var input in graph.Inputs) Touch(input, -1);
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            foreach (var input in graph.Nodes[i].Inputs)
                if (!input.IsNone) Touch(input, i);
            foreach (var output in graph.Nodes[i].Outputs) Touch(output, i);
        }
        foreach (var output in graph.Outputs) Touch(output, graph.Nodes.Length);
        foreach (var state in graph.States)
        {
            Touch(state.Before, -1);
            Touch(state.Before, graph.Nodes.Length);
            Touch(state.After, graph.Nodes.Length);
        }
        // An input that nobody reads is written all the same.
        foreach (var input in graph.Inputs) Touch(input, 0);
        return lives;

        void Touch(ValueId id, int step)
        {
            if (graph[id].IsConstant) return;
            ref var life = ref lives[_owners[id.Index].Index];
            life = (Math.Min(life.First, step), Math.Max(life.Last, step));
        }
    }
}
