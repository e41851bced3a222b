using Mote.Compiler.Planning;
using Mote.Numerics;

namespace Mote.Compiler.Tests.Planning;

/// <summary>Blocks within others: plans are sound, bounds are bounds, and the checker sees what is not where it belongs.</summary>
public class MemoryTieTests
{
    [Fact]
    public void Random_problems_are_planned_soundly_and_never_larger_than_apart()
    {
        var smaller = 0;
        for (var seed = 0UL; seed < 200; seed++)
        {
            var (blocks, ties) = Problem(new RandomStream(seed));
            var plan = MemoryPlanner.Plan(blocks, [], ties, new PlanOptions(10_000, 200));
            Assert.Empty(MemoryPlanCheck.Violations(blocks, [], ties, plan));
            if (plan.ArenaBytes < MemoryPlanner.Plan(blocks, new PlanOptions(10_000)).ArenaBytes) smaller++;
        }
        Assert.True(smaller > 100, $"ties helped in {smaller} of 200");
    }

    [Fact]
    public void Whatever_is_moved_from_its_whole_is_a_violation()
    {
        for (var seed = 0UL; seed < 100; seed++)
        {
            var (blocks, ties) = Problem(new RandomStream(seed));
            var plan = MemoryPlanner.Plan(blocks, [], ties, new PlanOptions(10_000, 50));
            foreach (var tie in ties)
                foreach (var moved in (int[])[tie.Part, tie.Whole])
                    foreach (var shift in (int[])[-4, 4])
                    {
                        var wrong = plan with { Offsets = plan.Offsets.SetItem(moved, plan.Offsets[moved] + shift), ArenaBytes = plan.ArenaBytes + 4 };
                        Assert.Contains(MemoryPlanCheck.Violations(blocks, [], ties, wrong), v => v.Contains("does not lie", StringComparison.Ordinal));
                    }
        }
    }

    [Fact]
    public void A_tie_left_out_is_a_violation()
    {
        var found = 0;
        for (var seed = 0UL; seed < 100; seed++)
        {
            var (blocks, ties) = Problem(new RandomStream(seed));
            var plan = MemoryPlanner.Plan(blocks, [], ties, new PlanOptions(10_000, 50));
            for (var i = 0; i < ties.Length; i++)
            {
                MemoryTie[] fewer = [.. ties.Where((_, k) => k != i)];
                var (part, whole) = (blocks[ties[i].Part], blocks[ties[i].Whole]);
                if (part.LastStep < whole.FirstStep || whole.LastStep < part.FirstStep) continue;
                Assert.Contains(MemoryPlanCheck.Violations(blocks, [], fewer, plan), v => v.Contains("share bytes", StringComparison.Ordinal));
                found++;
            }
        }
        Assert.True(found > 100);
    }

    [Fact]
    public void Parts_that_share_bytes_of_their_whole_may_live_together_and_others_may_not()
    {
        MemoryBlock[] blocks = [new(0, 1, 64), new(1, 4, 32), new(1, 5, 40), new(3, 6, 8)];
        MemoryTie[] halo = [new(1, 0, 0), new(2, 0, 24)];
        Assert.Equal(64 + 8, MemoryPlanner.Plan(blocks, [], halo).ArenaBytes);
        // A block that begins later holds nothing of the first one's whole, but bytes that both parts have.
        var other = new MemoryTie(3, 1, 24);
        Assert.Equal(64, MemoryPlanner.Plan(blocks, [], [.. halo, other]).ArenaBytes);
        Assert.Throws<ArgumentException>(() => MemoryPlanner.Plan(blocks, [], [.. halo, new MemoryTie(1, 0, 4)]));
        // Two wholes of one part may not lie over one another where the part is not.
        MemoryBlock[] wholes = [new(0, 4, 16), new(2, 4, 64), new(3, 4, 64)];
        Assert.Throws<ArgumentException>(() => MemoryPlanner.Plan(wholes, [], [new(0, 1, 0), new(0, 2, 0)]));
        var ends = new[] { new MemoryTie(0, 1, 48), new MemoryTie(0, 2, 0) };
        var plan = MemoryPlanner.Plan(wholes, [], ends);
        Assert.Equal(112, plan.ArenaBytes);
        Assert.Empty(MemoryPlanCheck.Violations(wholes, [], ends, plan));
    }

    /// <summary>Wholes with some parts each, before or after them, and blocks that are on their own.</summary>
    private static (MemoryBlock[] Blocks, MemoryTie[] Ties) Problem(RandomStream random)
    {
        var (blocks, ties) = (new List<MemoryBlock>(), new List<MemoryTie>());
        for (var group = 0; group < random.Next(1, 4); group++)
        {
            var (whole, step, bytes) = (blocks.Count, random.Next(2, 10), 4 * random.Next(8, 60));
            blocks.Add(new MemoryBlock(step, step + random.Next(0, 4), bytes));
            for (var part = 0; part < random.Next(1, 4); part++)
            {
                var offset = 4 * random.Next(0, bytes / 4);
                var isOperand = random.Next(0, 2) == 0;
                ties.Add(new MemoryTie(blocks.Count, whole, offset));
                // Operands of a concatenation do not overlap; where they do here, they hold the same.
                blocks.Add(new MemoryBlock(isOperand ? random.Next(0, step + 1) : step, isOperand ? step : step + random.Next(0, 8),
                    4 * random.Next(1, ((bytes - offset) / 4) + 1)));
            }
        }
        for (var i = 0; i < random.Next(1, 8); i++)
        {
            var first = random.Next(0, 14);
            blocks.Add(new MemoryBlock(first, first + random.Next(0, 5), random.Next(1, 200)));
        }
        return ([.. blocks], [.. ties]);
    }
}
