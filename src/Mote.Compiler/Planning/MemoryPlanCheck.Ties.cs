using System.Collections.Immutable;

namespace Mote.Compiler.Planning;

/// <summary>Blocks within others: whether they are where they should be, and what they need together.</summary>
public static partial class MemoryPlanCheck
{
    private static void JudgeTie(
        ReadOnlySpan<MemoryBlock> blocks, MemoryTie tie, MemoryPlan plan, ImmutableArray<string>.Builder found)
    {
        long part = plan.Offsets[tie.Part], whole = plan.Offsets[tie.Whole];
        if (part != whole + tie.Offset)
            found.Add($"block {tie.Part} at offset {part} does not lie {tie.Offset} bytes behind the beginning of block "
                + $"{tie.Whole} at {whole}");
        if (tie.Offset < 0 || tie.Offset + (long)blocks[tie.Part].Bytes > blocks[tie.Whole].Bytes)
            found.Add($"block {tie.Part} of {blocks[tie.Part].Bytes} bytes is no part of block {tie.Whole}'s {blocks[tie.Whole].Bytes} "
                + $"from byte {tie.Offset} on");
    }

    /// <summary>Whether two blocks hold the same in the bytes they share: ties lead from one to the other, and whoever stands between
    /// holds all of these bytes, too.</summary>
    private static bool AreTied(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryTie> ties, MemoryPlan plan, int i, int j, long firstByte, long endByte)
    {
        var reached = new bool[blocks.Length];
        reached[i] = true;
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var tie in ties)
            {
                if (reached[tie.Part] == reached[tie.Whole]) continue;
                var next = reached[tie.Part] ? tie.Whole : tie.Part;
                if (plan.Offsets[next] > firstByte || plan.Offsets[next] + (long)blocks[next].Bytes < endByte) continue;
                reached[next] = grows = true;
            }
        }
        return reached[j];
    }

    /// <summary>What tied blocks take together at a step: runs of bytes, each held by at least one of them.</summary>
    private sealed class TiedBlocks
    {
        private readonly int[] _root;
        private readonly long[] _position;

        public TiedBlocks(ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryTie> ties)
        {
            _root = [.. Enumerable.Range(0, blocks.Length)];
            _position = new long[blocks.Length];
            foreach (var tie in ties)
            {
                var (from, to) = (_root[tie.Part], _root[tie.Whole]);
                if (from == to) continue;
                var shift = _position[tie.Whole] + tie.Offset - _position[tie.Part];
                for (var i = 0; i < _root.Length; i++)
                {
                    if (_root[i] != from) continue;
                    _root[i] = to;
                    _position[i] += shift;
                }
            }
        }

        /// <returns>The blocks alive at the step, with every run of tied ones as one block.</returns>
        public MemoryBlock[] AliveAt(ReadOnlySpan<MemoryBlock> blocks, int step)
        {
            var alive = new List<MemoryBlock>();
            var groups = new SortedDictionary<int, List<int>>();
            for (var i = 0; i < blocks.Length; i++)
            {
                if (blocks[i].Bytes == 0 || blocks[i].FirstStep > step || blocks[i].LastStep < step) continue;
                if (!groups.TryGetValue(_root[i], out var group)) groups[_root[i]] = group = [];
                group.Add(i);
            }
            foreach (var group in groups.Values)
            {
                var (first, end, alignment) = (long.MaxValue, long.MinValue, int.MaxValue);
                foreach (var i in group.OrderBy(i => _position[i]))
                {
                    if (_position[i] > end && end > long.MinValue)
                    {
                        alive.Add(new MemoryBlock(step, step, (int)(end - first), alignment));
                        (first, end, alignment) = (long.MaxValue, long.MinValue, int.MaxValue);
                    }
                    // Blocks of a run begin at multiples of the least alignment among them; the run does, too.
                    (first, end) = (Math.Min(first, _position[i]), Math.Max(end, _position[i] + blocks[i].Bytes));
                    alignment = Math.Min(alignment, blocks[i].Alignment);
                }
                alive.Add(new MemoryBlock(step, step, (int)(end - first), alignment));
            }
            return [.. alive];
        }
    }
}
