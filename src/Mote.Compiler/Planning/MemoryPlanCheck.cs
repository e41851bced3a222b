using System.Collections.Immutable;

namespace Mote.Compiler.Planning;

/// <summary>
/// Judges a plan from the blocks alone. It shares no code with the planner beyond the block itself,
/// so that one mistake cannot hide in both.
/// </summary>
public static partial class MemoryPlanCheck
{
    /// <summary>Everything wrong with the plan, in words for whoever has to find out why; empty for a sound plan.</summary>
    public static ImmutableArray<string> Violations(ReadOnlySpan<MemoryBlock> blocks, MemoryPlan plan) => Violations(blocks, [], plan);

    /// <summary>Likewise, where some blocks may overlap.</summary>
    public static ImmutableArray<string> Violations(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, MemoryPlan plan) => Violations(blocks, overlaps, [], plan);

    /// <summary>Likewise, where some lie within others.</summary>
    public static ImmutableArray<string> Violations(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, ReadOnlySpan<MemoryTie> ties, MemoryPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var found = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < blocks.Length; i++)
        {
            if (blocks[i].Malformation() is { } reason)
                found.Add($"block {i} {reason}");
        }

        // Positions and bounds of malformed blocks mean nothing; say only what is certain.
        if (found.Count > 0)
            return found.ToImmutable();

        var count = plan.Offsets.IsDefault ? 0 : plan.Offsets.Length;
        if (count != blocks.Length)
            found.Add($"the plan has {count} offsets for {blocks.Length} blocks");
        else
            JudgeOffsets(blocks, overlaps, ties, plan, found);
        JudgeBound(blocks, overlaps, ties, plan, found);
        return found.ToImmutable();
    }

    /// <summary>A size that no plan can beat: the least the blocks alive at one step take, at the worst step.</summary>
    /// <exception cref="ArgumentException">A block is malformed, or the bound exceeds what an int can count.</exception>
    public static int LowerBound(ReadOnlySpan<MemoryBlock> blocks) => LowerBound(blocks, []);

    /// <summary>Likewise, where some blocks may overlap.</summary>
    public static int LowerBound(ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps) =>
        LowerBound(blocks, overlaps, []);

    /// <summary>Likewise, where some lie within others.</summary>
    public static int LowerBound(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, ReadOnlySpan<MemoryTie> ties)
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            if (blocks[i].Malformation() is { } reason)
                throw new ArgumentException($"block {i} {reason}", nameof(blocks));
        }

        var bound = WideLowerBound(blocks, overlaps, ties);
        return bound <= int.MaxValue
            ? (int)bound
            : throw new ArgumentException(
                $"the blocks alive at one step need {bound} bytes, more than the {int.MaxValue} an arena can have", nameof(blocks));
    }

    private static void JudgeOffsets(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, ReadOnlySpan<MemoryTie> ties, MemoryPlan plan,
        ImmutableArray<string>.Builder found)
    {
        var end = 0L;
        for (var i = 0; i < blocks.Length; i++)
        {
            var offset = plan.Offsets[i];
            var blockEnd = (long)offset + blocks[i].Bytes;
            end = Math.Max(end, blockEnd);
            if (offset < 0)
                found.Add($"block {i} starts at the negative offset {offset}");
            if (offset % blocks[i].Alignment != 0)
                found.Add($"block {i} at offset {offset} is not aligned to {blocks[i].Alignment} bytes "
                    + $"({Math.Abs(offset % blocks[i].Alignment)} off)");
            if (blockEnd > plan.ArenaBytes)
                found.Add($"block {i} at bytes {Range(offset, blockEnd)} "
                    + $"ends {blockEnd - plan.ArenaBytes} bytes past the arena of {plan.ArenaBytes} bytes");
        }

        if (end < plan.ArenaBytes)
            found.Add($"the arena has {plan.ArenaBytes} bytes, but the highest block ends at {end}");

        for (var i = 0; i < blocks.Length; i++)
        {
            for (var j = i + 1; j < blocks.Length; j++)
                JudgePair(blocks, overlaps, ties, plan, i, j, found);
        }

        foreach (var tie in ties)
            JudgeTie(blocks, tie, plan, found);
    }

    private static void JudgePair(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, ReadOnlySpan<MemoryTie> ties, MemoryPlan plan, int i, int j,
        ImmutableArray<string>.Builder found)
    {
        var firstStep = Math.Max(blocks[i].FirstStep, blocks[j].FirstStep);
        var lastStep = Math.Min(blocks[i].LastStep, blocks[j].LastStep);
        if (firstStep > lastStep || blocks[i].Bytes == 0 || blocks[j].Bytes == 0)
            return;

        long startI = plan.Offsets[i], startJ = plan.Offsets[j];
        var firstByte = Math.Max(startI, startJ);
        var endByte = Math.Min(startI + blocks[i].Bytes, startJ + blocks[j].Bytes);
        foreach (var overlap in overlaps)
        {
            if (((overlap.Operand, overlap.Result) == (i, j) || (overlap.Operand, overlap.Result) == (j, i))
                && blocks[overlap.Operand].LastStep == blocks[overlap.Result].FirstStep
                && overlap.IsSound(plan.Offsets[overlap.Operand], plan.Offsets[overlap.Result]))
                return;
        }

        if (firstByte < endByte && !AreTied(blocks, ties, plan, i, j, firstByte, endByte))
        {
            found.Add(
                $"blocks {i} and {j} share bytes {Range(firstByte, endByte)} during steps {firstStep}..{lastStep}: " +
                $"block {i} holds {Range(startI, startI + blocks[i].Bytes)} in steps {blocks[i].FirstStep}..{blocks[i].LastStep}, " +
                $"block {j} holds {Range(startJ, startJ + blocks[j].Bytes)} in steps {blocks[j].FirstStep}..{blocks[j].LastStep}");
        }
    }

    private static void JudgeBound(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, ReadOnlySpan<MemoryTie> ties, MemoryPlan plan,
        ImmutableArray<string>.Builder found)
    {
        var bound = WideLowerBound(blocks, overlaps, ties);
        if (plan.LowerBoundBytes != bound)
            found.Add($"the plan claims a lower bound of {plan.LowerBoundBytes} bytes, but it is {bound}");
        if (plan.ArenaBytes < bound)
            found.Add($"the arena of {plan.ArenaBytes} bytes is below the lower bound of {bound} bytes");
        if (plan.ArenaBytes == bound && !plan.Optimal)
            found.Add($"the arena equals the lower bound of {bound} bytes, yet the plan is not called optimal");
    }

    private static long WideLowerBound(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, ReadOnlySpan<MemoryTie> ties)
    {
        // The set of living blocks only grows where a block begins, so the worst step is some block's first.
        var worst = 0L;
        var seen = new HashSet<int>();
        var tied = ties.IsEmpty ? null : new TiedBlocks(blocks, ties);
        foreach (var block in blocks)
        {
            if (!seen.Add(block.FirstStep)) continue;
            var alive = tied is null ? blocks : tied.AliveAt(blocks, block.FirstStep);
            worst = Math.Max(worst, BoundAtStep(alive, block.FirstStep) - Savings(blocks, overlaps, block.FirstStep));
        }

        return worst;
    }

    /// <summary>
    /// Take the living blocks aligned to a or more, in the order they are stacked. Each starts at a multiple of a, so each
    /// but the last takes its size rounded up to a. Any of them may be last, so the largest rounding is taken off again.
    /// That holds for every a; for a = 1 it is the plain sum. Blocks of smaller alignment may hide in the padding of the
    /// larger, so the roundings of different a must not be added up: the largest of the sums is the bound.
    /// </summary>
    private static long BoundAtStep(ReadOnlySpan<MemoryBlock> blocks, int step)
    {
        var bound = 0L;
        for (long alignment = 1; alignment <= 1 << 30; alignment *= 2)
        {
            long sum = 0, largestRounding = 0;
            foreach (var block in blocks)
            {
                if (block.Bytes == 0 || block.Alignment < alignment || block.FirstStep > step || block.LastStep < step)
                    continue;
                var rounding = -block.Bytes & (alignment - 1);
                sum += block.Bytes + rounding;
                largestRounding = Math.Max(largestRounding, rounding);
            }

            if (sum == 0)
                break;
            bound = Math.Max(bound, sum - largestRounding);
        }

        return bound;
    }

    /// <summary>
    /// The most that overlaps can save at a step. A block takes part in at most one on either side, but whoever saves is counted in full:
    /// a bound may be too low, never too high. Rounding up to the alignment counts as saved, too.
    /// </summary>
    private static long Savings(ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, int step)
    {
        var savings = 0L;
        foreach (var overlap in overlaps)
        {
            if (blocks[overlap.Result].FirstStep != step) continue;
            var (operand, result) = (blocks[overlap.Operand], blocks[overlap.Result]);
            savings += operand.Bytes + (long)result.Bytes - Math.Min(operand.Bytes + (long)result.Bytes, overlap.LeastUnion)
                + operand.Alignment + result.Alignment;
        }
        return savings;
    }

    private static string Range(long first, long end) => $"[{first}, {end})";
}
