using Mote.Numerics;

namespace Mote.Compiler.Planning;

/// <summary>
/// Places blocks of which some may overlap, and groups of blocks at fixed distances: each in turn at the lowest offset that those before it
/// leave, in several orders, and then in orders changed at random (from a fixed seed) as long as that does not make the arena larger.
/// </summary>
internal sealed class OverlapFitting
{
    private readonly MemoryBlock[] _blocks;
    private readonly Group[] _groups;
    private readonly Neighbour[][] _neighbours;
    private readonly List<(long Above, long Below)> _taken = [];
    private readonly long[] _borders;

    /// <param name="blocks">What to place.</param>
    /// <param name="overlaps">Which may overlap.</param>
    /// <param name="groups">Which lie at fixed distances.</param>
    /// <param name="borders">Addresses that nothing lies across: where one memory ends and the next one begins.</param>
    public OverlapFitting(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, TiedGroups groups, long[]? borders = null)
    {
        _borders = borders ?? [];
        _blocks = blocks.ToArray();
        _groups = [.. groups.Groups.Select(g => new Group([.. g.Select(m => (m, groups.PlaceOf(m)))], g.Max(m => _blocks[m].Alignment),
            g.Max(m => groups.PlaceOf(m) + _blocks[m].Bytes)))];
        var groupOf = new int[_blocks.Length];
        for (var i = 0; i < _groups.Length; i++)
            foreach (var (member, _) in _groups[i].Members) groupOf[member] = i;
        var byPair = new Dictionary<(int, int), MemoryOverlap>();
        foreach (var overlap in overlaps) byPair[(overlap.Operand, overlap.Result)] = overlap;
        _neighbours = [.. Enumerable.Range(0, _blocks.Length).Select(i => Enumerable.Range(0, _blocks.Length)
            .Where(other => groupOf[other] != groupOf[i] && _blocks[i].Bytes > 0 && _blocks[other].Bytes > 0
                && _blocks[i].IsAliveWith(_blocks[other]))
            .Select(other => new Neighbour(other, Distance(byPair, i, other), Distance(byPair, other, i), IsExact(byPair, i, other),
                SharedEnd(byPair, i, other)))
            .ToArray())];
    }

    /// <param name="goal">A height that need not be undercut.</param>
    /// <param name="rounds">How many changed orders to try.</param>
    /// <param name="first">What comes first in the order that is tried first, by block; no such order, if null.</param>
    public (long[] Offsets, long Height) Best(long goal, int rounds, Func<int, double>? first = null)
    {
        var count = _groups.Length;
        var (bestOrder, best) = ((int[])[], (Offsets: (long[])[], Height: long.MaxValue));
        var orders = Ranks.Select(rank => Enumerable.Range(0, count).OrderBy(i => rank(Whole(_groups[i]))).ThenBy(i => i).ToArray());
        if (first is not null)
            orders = orders.Prepend([.. Enumerable.Range(0, count)
                .OrderByDescending(i => _groups[i].Members.Max(m => first(m.Block))).ThenBy(i => i)]);
        foreach (var order in orders)
        {
            if (first is not null && best.Height <= goal) break;
            var placed = Place(order);
            if (placed.Height < best.Height) (bestOrder, best) = (order, placed);
        }
        var random = new RandomStream(1);
        for (var round = 0; round < rounds && best.Height > goal && count > 1; round++)
        {
            var order = (int[])bestOrder.Clone();
            var (from, to) = (random.Next(0, count), random.Next(0, count));
            var moved = order[from];
            if (from < to) Array.Copy(order, from + 1, order, from, to - from);
            else Array.Copy(order, to, order, to + 1, from - to);
            order[to] = moved;
            var placed = Place(order);
            if (placed.Height <= best.Height) (bestOrder, best) = (order, placed);
        }
        return best;
    }

    private static Func<MemoryBlock, long>[] Ranks =>
    [
        b => -b.Bytes,
        b => -(long)b.Bytes * (b.LastStep - b.FirstStep + 1),
        b => b.FirstStep,
        b => -b.LastStep,
        b => -(b.LastStep - b.FirstStep),
    ];

    /// <summary>What a group is as one block.</summary>
    private MemoryBlock Whole(Group group) => new(
        group.Members.Min(m => _blocks[m.Block].FirstStep), group.Members.Max(m => _blocks[m.Block].LastStep),
        (int)group.Members.Max(m => m.Place + _blocks[m.Block].Bytes), group.Alignment);

    private (long[] Offsets, long Height) Place(int[] order)
    {
        var offsets = new long[_blocks.Length];
        Array.Fill(offsets, -1);
        var height = 0L;
        foreach (var index in order)
        {
            var offset = Lowest(_groups[index], offsets);
            foreach (var (member, place) in _groups[index].Members)
            {
                offsets[member] = offset + place;
                height = Math.Max(height, offset + place + _blocks[member].Bytes);
            }
        }
        return (offsets, height);
    }

    /// <summary>The lowest aligned offset outside of all intervals that placed blocks forbid.</summary>
    private long Lowest(Group group, long[] offsets)
    {
        _taken.Clear();
        foreach (var (member, place) in group.Members)
            foreach (var other in _neighbours[member])
                if (offsets[other.Block] >= 0)
                    _taken.Add((offsets[other.Block] - other.Ahead - place, offsets[other.Block] + other.Behind - place));
        foreach (var border in _borders) _taken.Add((border - group.Height, border));
        _taken.Sort();
        var lowest = LowestApart(group.Alignment);
        foreach (var (member, place) in group.Members)
            foreach (var other in _neighbours[member])
            {
                if (!other.IsExact || offsets[other.Block] < 0) continue;
                lowest = LowerOf(lowest, offsets[other.Block] - place);
                if (other.SharedEnd is { } behind) lowest = LowerOf(lowest, offsets[other.Block] + behind - place);
            }
        return lowest;

        long LowerOf(long found, long offset) =>
            offset >= 0 && offset < found && offset % group.Alignment == 0 && IsFree(group, offset, offsets) ? offset : found;
    }

    /// <summary>Whether a group may begin at an offset.</summary>
    private bool IsFree(Group group, long offset, long[] offsets)
    {
        foreach (var border in _borders)
            if (offset < border && offset + group.Height > border) return false;
        foreach (var (member, place) in group.Members)
            foreach (var other in _neighbours[member])
            {
                var (own, its) = (offset + place, offsets[other.Block]);
                if (its < 0 || (other.IsExact && (own == its || own == its + other.SharedEnd))) continue;
                if (own > its - other.Ahead && own < its + other.Behind) return false;
            }
        return true;
    }

    private long LowestApart(int alignment)
    {
        var offset = 0L;
        foreach (var (above, below) in _taken)
            if (offset > above && offset < below) offset = (below + alignment - 1) & -(long)alignment;
        return offset;
    }

    private static bool IsExact(Dictionary<(int, int), MemoryOverlap> overlaps, int a, int b) =>
        (overlaps.TryGetValue((a, b), out var overlap) || overlaps.TryGetValue((b, a), out overlap)) && overlap.Exact;

    /// <summary>By how much the first one begins behind the second one where both end at one byte; null if that is no way.</summary>
    private static long? SharedEnd(Dictionary<(int, int), MemoryOverlap> overlaps, int a, int b) =>
        overlaps.TryGetValue((a, b), out var overlap) ? overlap.SharedEnd
        : overlaps.TryGetValue((b, a), out overlap) ? -overlap.SharedEnd : null;

    /// <summary>By how much the second one must begin behind the first one, if it does not lie before it.</summary>
    private long Distance(Dictionary<(int, int), MemoryOverlap> overlaps, int first, int second) =>
        overlaps.TryGetValue((second, first), out var ahead) ? ahead.OperandBehind(_blocks[first].Bytes)
        : overlaps.TryGetValue((first, second), out var behind) ? behind.ResultBehind(_blocks[first].Bytes)
        : _blocks[first].Bytes;

    /// <summary>Blocks and where they begin, from the beginning of the lowest.</summary>
    private sealed record Group((int Block, long Place)[] Members, int Alignment, long Height);

    /// <summary>A block of another group that is alive with a block.</summary>
    /// <param name="Block">Which.</param>
    /// <param name="Ahead">By how much it must begin behind the block, if it does not lie before it.</param>
    /// <param name="Behind">By how much the block must begin behind it, if it does not lie before it.</param>
    /// <param name="IsExact">Whether both may begin at one byte.</param>
    /// <param name="SharedEnd">By how much the block begins behind it, where both may end at one byte.</param>
    private readonly record struct Neighbour(int Block, long Ahead, long Behind, bool IsExact, long? SharedEnd);
}
