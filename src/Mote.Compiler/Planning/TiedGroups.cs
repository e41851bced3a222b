namespace Mote.Compiler.Planning;

/// <summary>
/// Blocks that ties hold at fixed distances from one another, and so are placed as one. Two of them may share bytes only where ties make
/// sure that they hold the same there, or where an overlap allows it.
/// </summary>
internal sealed class TiedGroups
{
    private readonly MemoryBlock[] _blocks;
    private readonly Dictionary<(int, int), MemoryOverlap> _overlaps = [];
    private readonly int[] _group;
    private readonly long[] _place;
    private readonly List<int>[] _members;
    private readonly List<MemoryTie> _ties = [];

    public TiedGroups(ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, ReadOnlySpan<MemoryTie> ties = default)
    {
        _blocks = blocks.ToArray();
        foreach (var overlap in overlaps) _overlaps[(overlap.Operand, overlap.Result)] = overlap;
        _group = [.. Enumerable.Range(0, _blocks.Length)];
        _place = new long[_blocks.Length];
        _members = [.. _group.Select(i => new List<int> { i })];
        foreach (var tie in ties)
            if (!TryTie(tie))
                throw new ArgumentException($"blocks {tie.Part} and {tie.Whole} cannot lie {tie.Offset} bytes apart", nameof(ties));
    }

    public IReadOnlyList<MemoryTie> Ties => _ties;

    /// <summary>The blocks of each group that has any, in the order of their least block.</summary>
    public IEnumerable<IReadOnlyList<int>> Groups => _members.Where(m => m.Count > 0).OrderBy(m => m.Min());

    /// <summary>Where a block begins, from the beginning of its group's lowest block.</summary>
    public long PlaceOf(int block) => _place[block] - _members[_group[block]].Min(m => _place[m]);

    /// <summary>Ties two blocks unless a block of one's group would then destroy what a block of the other's holds.</summary>
    public bool TryTie(MemoryTie tie)
    {
        var (part, whole) = (_group[tie.Part], _group[tie.Whole]);
        var shift = _place[tie.Whole] + tie.Offset - _place[tie.Part];
        if (part == whole)
        {
            if (shift != 0) return false;
            _ties.Add(tie);
            return true;
        }
        if (tie.Offset < 0 || tie.Offset + (long)_blocks[tie.Part].Bytes > _blocks[tie.Whole].Bytes) return false;
        var before = _members[part].ToArray();
        foreach (var member in before)
        {
            _group[member] = whole;
            _place[member] += shift;
        }
        _members[whole].AddRange(before);
        _members[part] = [];
        _ties.Add(tie);
        if (IsAligned(whole) && before.All(a => _members[whole].All(b => before.Contains(b) || MayLieSo(a, b)))) return true;
        _ties.RemoveAt(_ties.Count - 1);
        _members[part] = [.. before];
        _members[whole].RemoveAll(m => before.Contains(m));
        foreach (var member in before)
        {
            _group[member] = part;
            _place[member] -= shift;
        }
        return false;
    }

    private bool IsAligned(int group)
    {
        var least = _members[group].Min(m => _place[m]);
        return _members[group].All(m => (_place[m] - least) % _blocks[m].Alignment == 0);
    }

    private bool MayLieSo(int a, int b)
    {
        var (first, end) = (Math.Max(_place[a], _place[b]), Math.Min(_place[a] + _blocks[a].Bytes, _place[b] + _blocks[b].Bytes));
        if (first >= end || !_blocks[a].IsAliveWith(_blocks[b])) return true;
        if (_overlaps.TryGetValue((a, b), out var ahead)) return ahead.IsSound(_place[a], _place[b]);
        if (_overlaps.TryGetValue((b, a), out var behind)) return behind.IsSound(_place[b], _place[a]);
        return HoldTheSame(a, b, first, end);
    }

    /// <summary>Whether ties lead from one block to the other through blocks that hold all of the shared bytes.</summary>
    private bool HoldTheSame(int a, int b, long first, long end)
    {
        var (reached, open) = (new HashSet<int> { a }, new Queue<int>([a]));
        while (open.TryDequeue(out var block))
        {
            foreach (var tie in _ties)
            {
                if (tie.Part != block && tie.Whole != block) continue;
                var next = tie.Part == block ? tie.Whole : tie.Part;
                if (_place[next] <= first && _place[next] + _blocks[next].Bytes >= end && reached.Add(next)) open.Enqueue(next);
            }
        }
        return reached.Contains(b);
    }
}
