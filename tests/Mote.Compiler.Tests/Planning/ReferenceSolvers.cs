using Mote.Compiler.Planning;

namespace Mote.Compiler.Tests.Planning;

/// <summary>Slow and simple planners, written without a look at the real one.</summary>
internal static class ReferenceSolvers
{
    /// <summary>
    /// The true optimum: in any layout the blocks can be let fall in the order of their offsets, so putting each block on
    /// top of the earlier ones it lives with, in every order, meets an optimal layout.
    /// </summary>
    public static long Optimum(MemoryBlock[] blocks)
    {
        var solid = blocks.Where(block => block.Bytes > 0).ToArray();
        var best = long.MaxValue;
        Stack(solid, new long[solid.Length], 0, 0, ref best);
        return best;
    }

    public static long FirstFit(MemoryBlock[] blocks, Func<MemoryBlock, long> urgency)
    {
        var placed = new List<(MemoryBlock Block, long Offset)>();
        foreach (var block in blocks.Where(block => block.Bytes > 0).OrderByDescending(urgency)) // stable
        {
            var offset = 0L;
            while (placed.FirstOrDefault(other => Hits(other.Block, other.Offset, block, offset)) is { Block.Bytes: > 0 } hit)
                offset = Align(hit.Offset + hit.Block.Bytes, block.Alignment);
            placed.Add((block, offset));
        }

        return placed.Count == 0 ? 0 : placed.Max(p => p.Offset + p.Block.Bytes);
    }

    public static long NaiveSum(MemoryBlock[] blocks) =>
        blocks.Where(block => block.Bytes > 0).Aggregate(0L, (top, block) => Align(top, block.Alignment) + block.Bytes);

    private static void Stack(MemoryBlock[] blocks, long[] ends, int used, long height, ref long best)
    {
        if (height >= best)
            return;
        if (used == (1 << blocks.Length) - 1)
        {
            best = height;
            return;
        }

        for (var i = 0; i < blocks.Length; i++)
        {
            if ((used & (1 << i)) != 0)
                continue;
            var floor = 0L;
            for (var j = 0; j < blocks.Length; j++)
            {
                if ((used & (1 << j)) != 0 && Meets(blocks[i], blocks[j]))
                    floor = Math.Max(floor, ends[j]);
            }

            ends[i] = Align(floor, blocks[i].Alignment) + blocks[i].Bytes;
            Stack(blocks, ends, used | (1 << i), Math.Max(height, ends[i]), ref best);
        }
    }

    private static bool Hits(MemoryBlock a, long offsetA, MemoryBlock b, long offsetB) =>
        Meets(a, b) && offsetA < offsetB + b.Bytes && offsetB < offsetA + a.Bytes;

    private static bool Meets(MemoryBlock a, MemoryBlock b) => a.FirstStep <= b.LastStep && b.FirstStep <= a.LastStep;

    private static long Align(long offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
