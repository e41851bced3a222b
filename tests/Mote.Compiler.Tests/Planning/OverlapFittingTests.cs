using Mote.Compiler.Planning;
using Mote.Numerics;

namespace Mote.Compiler.Tests.Planning;

public class OverlapFittingTests
{
    [Fact]
    public void Random_problems_are_planned_soundly_and_never_worse_than_apart()
    {
        var smaller = 0;
        for (var seed = 0UL; seed < 200; seed++)
        {
            var (blocks, overlaps) = Problem(new RandomStream(seed));
            var plan = MemoryPlanner.Plan(blocks, overlaps, new PlanOptions(10_000, 200));
            Assert.Empty(MemoryPlanCheck.Violations(blocks, overlaps, plan));
            var apart = MemoryPlanner.Plan(blocks, new PlanOptions(10_000));
            Assert.True(plan.ArenaBytes <= apart.ArenaBytes);
            if (plan.ArenaBytes < apart.ArenaBytes) smaller++;
        }
        Assert.True(smaller > 100, $"overlaps helped in {smaller} of 200");
    }

    [Fact]
    public void The_bound_is_never_above_the_best_of_all_placements()
    {
        for (var seed = 0UL; seed < 60; seed++)
        {
            var (blocks, overlaps) = Problem(new RandomStream(seed + 1000), most: 4, unit: 4);
            Assert.True(MemoryPlanCheck.LowerBound(blocks, overlaps) <= Exhaustive(blocks, overlaps), $"seed {seed}");
        }
    }

    [Fact]
    public void A_result_one_byte_too_near_is_a_violation()
    {
        MemoryBlock[] blocks = [new(0, 1, 64, 1), new(1, 2, 64, 1)];
        MemoryOverlap[] overlaps = [new(0, 1, 64, 64, Forward: 8, Backward: 12)];
        var bound = MemoryPlanCheck.LowerBound(blocks, overlaps);
        Assert.Empty(MemoryPlanCheck.Violations(blocks, overlaps, new MemoryPlan([8, 0], 72, bound, false)));
        Assert.Contains("share bytes", Assert.Single(MemoryPlanCheck.Violations(blocks, overlaps, new MemoryPlan([7, 0], 71, bound, false))));
        Assert.Empty(MemoryPlanCheck.Violations(blocks, overlaps, new MemoryPlan([0, 12], 76, bound, false)));
        Assert.Contains("share bytes", Assert.Single(MemoryPlanCheck.Violations(blocks, overlaps, new MemoryPlan([0, 11], 75, bound, false))));
    }

    /// <summary>
    /// An image, a convolution over its beginning, a depthwise one beside that, and one that grows to twice as many planes: only if its
    /// result ends where its operand does is the convolution's place free for it.
    /// </summary>
    [Theory]
    [InlineData(0, 460)]
    [InlineData(46, 368)]
    public void A_layer_that_grows_may_end_where_its_operand_does(int plane, int expected)
    {
        MemoryBlock[] blocks = [new(0, 0, 276, 4), new(0, 1, 184, 4), new(1, 2, 184, 4), new(2, 3, 368, 4)];
        MemoryOverlap[] overlaps = [new(0, 1, 276, 184, Forward: 0, null, Exact: true), new(2, 3, 184, 368, null, null, Exact: true, plane)];
        var plan = MemoryPlanner.Plan(blocks, overlaps);
        Assert.Empty(MemoryPlanCheck.Violations(blocks, overlaps, plan));
        Assert.Equal(expected, plan.ArenaBytes);
    }

    [Fact]
    public void A_result_less_than_a_plane_away_is_a_violation()
    {
        MemoryBlock[] blocks = [new(0, 1, 64, 4), new(1, 2, 128, 4)];
        MemoryOverlap[] overlaps = [new(0, 1, 64, 128, null, null, Exact: true, Step: 32)];
        var bound = MemoryPlanCheck.LowerBound(blocks, overlaps);
        foreach (var offset in (int[])[0, 32, 64])
            Assert.Empty(MemoryPlanCheck.Violations(blocks, overlaps, new MemoryPlan([offset, 0], 128, bound, true)));
        Assert.Contains("share bytes", Assert.Single(MemoryPlanCheck.Violations(blocks, overlaps, new MemoryPlan([36, 0], 128, bound, true))));
    }

    private static (MemoryBlock[] Blocks, MemoryOverlap[] Overlaps) Problem(RandomStream random, int most = 10, int unit = 1)
    {
        var count = random.Next(2, most + 1);
        var blocks = new MemoryBlock[count];
        for (var i = 0; i < count; i++)
            blocks[i] = new MemoryBlock(i, Math.Min(count, i + random.Next(1, 3)), unit * random.Next(1, 300 / (unit * unit)), 4);
        var overlaps = new List<MemoryOverlap>();
        for (var i = 1; i < count; i++)
            if (blocks[i - 1].LastStep == blocks[i].FirstStep)
            {
                var (from, to) = (blocks[i - 1].Bytes, blocks[i].Bytes);
                overlaps.Add(new MemoryOverlap(i - 1, i, from, to, random.Next(0, 3) == 0 ? null : random.Next(0, to + 1),
                    random.Next(0, 2) == 0 ? null : random.Next(0, to + 1), random.Next(0, 3) == 0));
            }
        return (blocks, [.. overlaps]);
    }

    private static int Exhaustive(MemoryBlock[] blocks, MemoryOverlap[] overlaps)
    {
        var best = blocks.Sum(b => (b.Bytes + 3) & ~3);
        Place(0, []);
        return best;

        void Place(int index, int[] offsets)
        {
            var height = offsets.Select((o, i) => o + blocks[i].Bytes).DefaultIfEmpty(0).Max();
            if (height >= best) return;
            if (index == blocks.Length)
            {
                best = height;
                return;
            }
            for (var offset = 0; offset + blocks[index].Bytes < best; offset += 4)
                if (Enumerable.Range(0, index).All(i => Fits(i, offsets[i], index, offset))) Place(index + 1, [.. offsets, offset]);
        }

        bool Fits(int i, int at, int j, int offset)
        {
            if (blocks[i].LastStep < blocks[j].FirstStep || blocks[j].LastStep < blocks[i].FirstStep) return true;
            if (at + blocks[i].Bytes <= offset || offset + blocks[j].Bytes <= at) return true;
            return overlaps.Any(o => o.Operand == i && o.Result == j
                && ((o.Forward is { } f && at - offset >= f) || (o.Exact && at == offset) || (o.Backward is { } b && offset + o.ResultBytes - at - o.OperandBytes >= b)));
        }
    }
}
