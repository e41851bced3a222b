using Mote.Compiler.Planning;

namespace Mote.Compiler.Tests.Planning;

public class MemoryPlannerTests
{
    [Fact]
    public void Nothing_needs_nothing()
    {
        var plan = MemoryPlanner.Plan([]);
        Assert.Equal((0, 0, 0, true), (plan.Offsets.Length, plan.ArenaBytes, plan.LowerBoundBytes, plan.Optimal));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(7), InlineData(int.MaxValue)]
    public void One_block_lies_on_the_ground(int bytes)
    {
        var plan = MemoryPlanner.Plan([new MemoryBlock(3, 9, bytes)]);
        Assert.Equal((0, bytes, true), (plan.Offsets[0], plan.ArenaBytes, plan.Optimal));
    }

    [Theory, InlineData(1), InlineData(4), InlineData(8), InlineData(16), InlineData(32)]
    public void Blocks_alive_together_are_stacked_with_the_most_padded_on_top(int alignment)
    {
        MemoryBlock[] blocks = [new(0, 4, 33, alignment), new(4, 9, 64, alignment), new(2, 4, 95, alignment)];
        var plan = MemoryPlanner.Plan(blocks);

        var padding = (alignment - 33 % alignment) % alignment;
        var rounded = blocks.Sum(block => (block.Bytes + alignment - 1) / alignment * alignment);
        Assert.Equal(rounded - padding, plan.ArenaBytes);
        Assert.True(plan.Optimal);
        Assert.Empty(MemoryPlanCheck.Violations(blocks, plan));
    }

    [Fact]
    public void A_small_block_hides_in_the_padding_of_a_large_one()
    {
        MemoryBlock[] blocks = [new(0, 1, 4, 32), new(0, 1, 4, 32), new(1, 1, 28, 4)];
        Assert.Equal(36, MemoryPlanner.Plan(blocks).ArenaBytes);
    }

    [Fact]
    public void An_arena_beyond_int_is_refused_and_a_sum_beyond_int_is_not()
    {
        MemoryBlock[] together = [new(0, 0, 2_000_000_000), new(0, 0, 2_000_000_000)];
        MemoryBlock[] apart = [new(0, 0, 2_000_000_000), new(1, 1, 2_000_000_000)];

        Assert.Contains("4000000000", Assert.Throws<ArgumentException>(() => MemoryPlanner.Plan(together)).Message);
        Assert.Equal(2_000_000_000, MemoryPlanner.Plan(apart).ArenaBytes);
    }

    [Fact]
    public void Malformed_blocks_are_refused()
    {
        foreach (var block in (MemoryBlock[])[new(1, 0, 4), new(0, 0, -4), new(0, 0, 4, 12), new(0, 0, 4, 0)])
            Assert.Contains("block 0", Assert.Throws<ArgumentException>(() => MemoryPlanner.Plan([block])).Message);
    }

    [Fact]
    public void Steps_at_the_ends_of_int_are_steps_like_any_other()
    {
        MemoryBlock[] blocks = [new(int.MinValue, int.MaxValue, 8), new(int.MaxValue, int.MaxValue, 8), new(int.MinValue, int.MinValue, 8)];
        Assert.Equal(16, MemoryPlanner.Plan(blocks).ArenaBytes);
    }

    [Fact]
    public void Small_problems_are_solved_as_well_as_trying_every_order_solves_them()
    {
        int solved = 0, aboveBound = 0;
        for (var seed = 0; seed < 6000; seed++)
        {
            var blocks = BlockProblems.Small(seed, 7);
            var plan = MemoryPlanner.Plan(blocks);
            Assert.Empty(MemoryPlanCheck.Violations(blocks, plan));

            var optimum = ReferenceSolvers.Optimum(blocks);
            Assert.True(plan.LowerBoundBytes <= optimum, $"seed {seed}: bound {plan.LowerBoundBytes} above the optimum {optimum}");
            Assert.True(plan.ArenaBytes == optimum, $"seed {seed}: {plan.ArenaBytes} for an optimum of {optimum}");
            Assert.True(plan.Optimal, $"seed {seed}: the optimum was found but not proved");
            solved++;
            aboveBound += plan.ArenaBytes > plan.LowerBoundBytes ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{solved} optimal, {aboveBound} of them above the lower bound");
        Assert.True(aboveBound > 100, "the problems are too easy to try the search");
    }

    [Fact]
    public void No_plan_is_worse_than_a_greedy_order_or_the_naive_sum()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var blocks = BlockProblems.Small(seed, 40);
            var plan = MemoryPlanner.Plan(blocks, new PlanOptions(seed % 2 * 100_000));
            Assert.Empty(MemoryPlanCheck.Violations(blocks, plan));

            long LoadAt(int step) => blocks.Where(b => b.FirstStep <= step && step <= b.LastStep).Sum(b => (long)b.Bytes);
            long Contention(MemoryBlock block) => Enumerable.Range(block.FirstStep, block.LastStep - block.FirstStep + 1).Max(LoadAt);
            Assert.InRange(plan.ArenaBytes, plan.LowerBoundBytes, ReferenceSolvers.NaiveSum(blocks));
            NotAbove(b => b.Bytes, "by size");
            NotAbove(b => (long)b.Bytes * (b.LastStep - b.FirstStep + 1), "by size and life");
            NotAbove(b => -b.FirstStep, "by first step");
            NotAbove(b => Contention(b) * 1000 + b.Bytes, "by contention");

            void NotAbove(Func<MemoryBlock, long> urgency, string order) =>
                Assert.True(plan.ArenaBytes <= ReferenceSolvers.FirstFit(blocks, urgency), $"seed {seed}: {order}");
        }
    }

    [Fact]
    public void The_same_blocks_give_the_same_plan_on_any_thread()
    {
        var blocks = BlockProblems.CutRectangle(5, 60, 1000, dropPercent: 5);
        var plans = new MemoryPlan[4];
        Parallel.For(0, plans.Length, i => plans[i] = MemoryPlanner.Plan(blocks, new PlanOptions(500_000)));
        foreach (var plan in plans)
            Assert.Equal(plans[0].Offsets.AsEnumerable(), plan.Offsets);
    }
}
