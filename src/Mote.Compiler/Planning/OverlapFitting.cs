using Mote.Numerics;

namespace Mote.Compiler.Planning;

/// <summary>
/// Places blocks of which some may overlap: each in turn at the lowest offset that those before it leave, in several orders, and then in
/// orders changed at random (from a fixed seed) as long as that does not make the arena larger.
/// </summary>
internal sealed class OverlapFitting
{
    private readonly MemoryBlock[] _blocks;
    private readonly Dictionary<(int, int), MemoryOverlap> _overlaps;
    private readonly List<(long Above, long Below)> _taken = [];

    public OverlapFitting(ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps)
    {
        _blocks = blocks.ToArray();
        _overlaps = [];
        foreach (var overlap in overlaps) _overlaps[(overlap.Operand, overlap.Result)] = overlap;
    }

    /// <param name="goal">A height that need not be undercut.</param>
    /// <param name="rounds">How many changed orders to try.</param>
    public (long[] Offsets, long Height) Best(long goal, int rounds)
    {
        var count = _blocks.Length;
        var (bestOrder, best) = ((int[])[], (Offsets: (long[])[], Height: long.MaxValue));
        foreach (var rank in Ranks)
        {
            var order = Enumerable.Range(0, count).OrderBy(i => rank(_blocks[i])).ThenBy(i => i).ToArray();
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

    private (long[] Offsets, long Height) Place(int[] order)
    {
        var offsets = new long[_blocks.Length];
        Array.Fill(offsets, -1);
        var height = 0L;
        foreach (var index in order)
        {
            offsets[index] = Lowest(index, offsets);
            height = Math.Max(height, offsets[index] + _blocks[index].Bytes);
        }
        return (offsets, height);
    }

    /// <summary>The lowest aligned offset outside of all intervals that placed blocks forbid.</summary>
    private long Lowest(int index, long[] offsets)
    {
        ref readonly var block = ref _blocks[index];
        _taken.Clear();
        for (var other = 0; other < _blocks.Length; other++)
        {
            if (offsets[other] < 0 || block.Bytes == 0 || _blocks[other].Bytes == 0 || !block.IsAliveWith(_blocks[other])) continue;
            _taken.Add((offsets[other] - Distance(index, other), offsets[other] + Distance(other, index)));
        }
        _taken.Sort();
        var apart = LowestApart(block);
        for (var other = 0; other < _blocks.Length; other++)
            if (offsets[other] >= 0 && offsets[other] < apart && offsets[other] % block.Alignment == 0 && IsExact(index, other)
                && IsFreeButFor(index, other, offsets)) apart = offsets[other];
        return apart;
    }

    /// <summary>Whether a block may begin where another does, all others considered.</summary>
    private bool IsFreeButFor(int index, int partner, long[] offsets)
    {
        var offset = offsets[partner];
        for (var other = 0; other < _blocks.Length; other++)
        {
            if (other == partner || offsets[other] < 0 || _blocks[other].Bytes == 0 || !_blocks[index].IsAliveWith(_blocks[other])
                || (offset == offsets[other] && IsExact(index, other)))
                continue;
            if (offset > offsets[other] - Distance(index, other) && offset < offsets[other] + Distance(other, index)) return false;
        }
        return true;
    }

    private bool IsExact(int a, int b) =>
        (_overlaps.TryGetValue((a, b), out var overlap) || _overlaps.TryGetValue((b, a), out overlap)) && overlap.Exact;

    private long LowestApart(in MemoryBlock block)
    {
        var offset = 0L;
        foreach (var (above, below) in _taken)
            if (offset > above && offset < below) offset = (below + block.Alignment - 1) & -(long)block.Alignment;
        return offset;
    }

    /// <summary>By how much the second one must begin behind the first one, if it does not lie before it.</summary>
    private long Distance(int first, int second) =>
        _overlaps.TryGetValue((second, first), out var ahead) ? ahead.OperandBehind(_blocks[first].Bytes)
        : _overlaps.TryGetValue((first, second), out var behind) ? behind.ResultBehind(_blocks[first].Bytes)
        : _blocks[first].Bytes;
}
