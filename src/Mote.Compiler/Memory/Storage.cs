using Mote.Compiler.Planning;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>
/// Which values share a block of memory: views of one another, and results that replace an operand which nobody needs any more.
/// The block of a state lives for ever; only the state's new value may replace it. Parts of other values have blocks of their own,
/// tied to the whole's: each lives as long as it is needed.
/// </summary>
internal sealed class Storage
{
    private readonly Graph _graph;
    private readonly ValueBytes _bytes;
    private readonly int[] _lastUse;
    private readonly Dictionary<ValueId, int> _blockOf = [];
    private readonly Dictionary<int, State> _stateOf = [];
    private readonly List<Block> _blocks = [];
    private readonly Dictionary<int, int> _scratchOf = [];
    private readonly List<MemoryOverlap> _overlaps = [];
    private readonly HashSet<ValueId> _views;
    private readonly HashSet<ValueView> _placed = [];
    private readonly TiedGroups? _groups;

    /// <param name="graph">The graph.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="placesParts">Whether copies are spared by placing parts within wholes.</param>
    public Storage(Graph graph, IReadOnlyList<Step> steps, bool placesParts = true)
    {
        _graph = graph;
        _bytes = new ValueBytes(graph, steps);
        var candidates = placesParts ? steps.SelectMany(s => s.Calls).Select(c => c.Copies).OfType<ValueView>().ToList() : [];
        _views = WithTheSameBytes(candidates, steps);
        _lastUse = LastUses(graph);
        foreach (var input in graph.Inputs) _blockOf[input] = NewBlock(0, input);
        foreach (var state in graph.States)
        {
            var block = NewBlock(0, state.Before);
            _blockOf[state.Before] = block;
            _stateOf[block] = state;
            _blocks[block] = _blocks[block] with { LastStep = graph.Nodes.Length };
        }
        foreach (var step in steps)
        {
            foreach (var output in step.Node.Outputs) _blockOf[output] = BlockFor(step, output);
            if (step.Calls is [var call]) MayOverlap(step, call);
            if (step.ScratchBytes == 0) continue;
            _scratchOf[step.Index] = _blocks.Count;
            _blocks.Add(new Block(step.Index, step.Index, step.ScratchBytes, ArenaLayout.Alignment));
        }
        if (candidates.Count == 0) return;
        _groups = new TiedGroups([.. _blocks.Select(b => b.Memory)], [.. _overlaps]);
        foreach (var view in candidates)
            if (_groups.TryTie(new MemoryTie(_blockOf[view.Part], _blockOf[view.Whole], view.Offset))) _placed.Add(view);
    }

    /// <summary>Alive from FirstStep to LastStep, both inclusive.</summary>
    public sealed record Block(int FirstStep, int LastStep, int Bytes, int Alignment)
    {
        public MemoryBlock Memory => new(FirstStep, LastStep, Bytes, Alignment);
    }

    public IReadOnlyList<Block> Blocks => _blocks;

    public IReadOnlyDictionary<ValueId, int> BlockOf => _blockOf;

    /// <summary>The blocks that steps use for nothing but themselves, by the step's number.</summary>
    public IReadOnlyDictionary<int, int> ScratchOf => _scratchOf;

    /// <summary>Blocks that may share bytes at the step at which one ends and the other begins.</summary>
    public IReadOnlyList<MemoryOverlap> Overlaps => _overlaps;

    /// <summary>Blocks that lie within others.</summary>
    public IReadOnlyList<MemoryTie> Ties => _groups?.Ties ?? [];

    /// <summary>The copies that ties make needless.</summary>
    public IReadOnlySet<ValueView> Placed => _placed;

    /// <summary>Values that are parts or wholes, by themselves or under other names: nothing replaces them within their blocks.</summary>
    private static HashSet<ValueId> WithTheSameBytes(List<ValueView> candidates, IReadOnlyList<Step> steps)
    {
        var views = candidates.SelectMany(v => new[] { v.Part, v.Whole }).ToHashSet();
        var names = steps.Where(s => s.IsView).Select(s => (s.Node.Inputs[0], s.Node.Output)).ToList();
        for (var count = -1; count != views.Count;)
        {
            count = views.Count;
            foreach (var (from, to) in names)
                if (views.Contains(from) || views.Contains(to)) views.UnionWith([from, to]);
        }
        return views;
    }

    /// <summary>The last step that reads each value; outputs and new states are read after the last step.</summary>
    private static int[] LastUses(Graph graph)
    {
        var last = new int[graph.Values.Length];
        Array.Fill(last, -1);
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            foreach (var output in graph.Nodes[i].Outputs) last[output.Index] = i;
            foreach (var input in graph.Nodes[i].Inputs)
                if (!input.IsNone) last[input.Index] = i;
        }
        foreach (var output in graph.Outputs) last[output.Index] = graph.Nodes.Length;
        foreach (var state in graph.States) last[state.After.Index] = graph.Nodes.Length;
        return last;
    }

    private int BlockFor(Step step, ValueId output)
    {
        if (step.IsView) return Join(_blockOf[step.Node.Inputs[0]], output);
        if (step.Calls.Length != 1) return NewBlock(step.Index, output);
        foreach (var (before, after) in step.Calls[0].InPlaceStates)
            if (after == output)
                // A kernel that reads the state under another name, too, would read what it has changed.
                return step.Node.Inputs.Count(i => i == before) == 1 && CanReplace(step, before, output)
                    ? Join(_blockOf[before], output) : NewBlock(step.Index, output);
        var replaced = output == step.Node.Output ? step.Calls[0].InPlace : null;
        // Of unequal sizes they are blocks of their own that may begin at one byte: each is then as large as it is, and only as long.
        return replaced is { } operand && CanReplace(step, operand, output) && _bytes[output] == _blocks[_blockOf[operand]].Bytes
            ? Join(_blockOf[operand], output) : NewBlock(step.Index, output);
    }

    private void MayOverlap(Step step, KernelCall call)
    {
        var stream = call.Stream;
        if ((stream?.Operand ?? call.InPlace) is not { } read || !_blockOf.TryGetValue(read, out var operand)) return;
        var result = _blockOf[step.Node.Output];
        if (operand == result || _stateOf.ContainsKey(operand) || _stateOf.ContainsKey(result)
            || _blocks[operand].LastStep != step.Index || _blocks[result].FirstStep != step.Index
            || step.Node.Inputs.Count(i => !i.IsNone && _blockOf.TryGetValue(i, out var block) && block == operand) != 1)
            return;
        var (bytes, written) = (_bytes[read], _bytes[step.Node.Output]);
        _overlaps.Add(new MemoryOverlap(operand, result, bytes, written, stream?.ForwardDistance,
            stream?.Backward is null ? null : stream.BackwardDistance(bytes), call.InPlace == read,
            call.InPlaceStep));
    }

    private bool CanReplace(Step step, ValueId operand, ValueId output)
    {
        if (!_blockOf.TryGetValue(operand, out var index)) return false;
        var block = _blocks[index];
        var isFree = _stateOf.TryGetValue(index, out var state)
            ? state.After == output && state.Before == operand && _lastUse[operand.Index] == step.Index
            : block.LastStep == step.Index;
        return isFree
            && !_views.Contains(operand) && !_views.Contains(output)
            && _bytes[output] <= block.Bytes
            // Another view of the same bytes beside it might be read in another order than it is overwritten.
            && step.Node.Inputs.All(i => i == operand || i.IsNone || _graph[i].IsConstant || _blockOf[i] != index);
    }

    private int NewBlock(int step, ValueId value)
    {
        _blocks.Add(new Block(step, Math.Max(step, _lastUse[value.Index]), _bytes[value], Alignment(value)));
        return _blocks.Count - 1;
    }

    private int Join(int index, ValueId value)
    {
        var block = _blocks[index];
        _blocks[index] = new Block(block.FirstStep, Math.Max(block.LastStep, _lastUse[value.Index]),
            Math.Max(block.Bytes, _bytes[value]), Math.Max(block.Alignment, Alignment(value)));
        return index;
    }

    /// <summary>Multiples of a machine word, so that kernels may load words; of an element where it is wider.</summary>
    private int Alignment(ValueId value) => ArenaLayout.AlignmentOf(_graph.Type(value).Element);
}
