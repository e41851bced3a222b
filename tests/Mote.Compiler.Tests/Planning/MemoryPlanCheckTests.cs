using System.Collections.Immutable;
using Mote.Compiler.Planning;

namespace Mote.Compiler.Tests.Planning;

/// <summary>Breaks sound plans in every way there is: a checker that lets one pass would be the worst bug of all.</summary>
public class MemoryPlanCheckTests
{
    [Fact]
    public void One_byte_too_few_between_two_blocks_is_named_with_blocks_steps_and_bytes()
    {
        MemoryBlock[] blocks = [new(0, 3, 8, 1), new(2, 5, 4, 1)];
        var violations = MemoryPlanCheck.Violations(blocks, new MemoryPlan([0, 7], 11, 12, false));

        Assert.Contains(
            "blocks 0 and 1 share bytes [7, 8) during steps 2..3: block 0 holds [0, 8) in steps 0..3, block 1 holds [7, 11) in steps 2..5",
            violations);
    }

    [Fact]
    public void Blocks_that_share_one_step_conflict_and_neighbors_in_time_do_not()
    {
        MemoryBlock[] neighbors = [new(0, 1, 8), new(2, 3, 8)];
        MemoryBlock[] touching = [new(0, 2, 8), new(2, 3, 8)];

        Assert.Empty(MemoryPlanCheck.Violations(neighbors, new MemoryPlan([0, 0], 8, 8, true)));
        Assert.Contains(MemoryPlanCheck.Violations(touching, new MemoryPlan([0, 0], 8, 16, false)), text => text.Contains("share bytes"));
    }

    [Fact]
    public void Malformed_blocks_and_a_missing_offset_list_are_reported_not_thrown()
    {
        MemoryBlock[] blocks = [new(3, 2, 4), new(0, 0, -1), new(0, 0, 4, 3), new(0, 0, 4, 0)];
        Assert.Equal(4, MemoryPlanCheck.Violations(blocks, new MemoryPlan(default, 0, 0, true)).Length);
        var noOffsets = new MemoryPlan(default, 4, 4, true);
        Assert.Contains("the plan has 0 offsets for 1 blocks", MemoryPlanCheck.Violations([new(0, 0, 4)], noOffsets));
    }

    [Fact]
    public void Offsets_near_the_end_of_int_do_not_wrap_around()
    {
        MemoryBlock[] blocks = [new(0, 0, 2_000_000_000), new(0, 0, 2_000_000_000)];
        var violations = MemoryPlanCheck.Violations(blocks, new MemoryPlan([0, 2_000_000_000], int.MaxValue, int.MaxValue, true));

        Assert.Contains(violations, text => text.Contains("past the arena"));
        Assert.Contains(violations, text => text.Contains("4000000000"));
    }

    /// <summary>Every block of every plan is shifted to every nearby offset; an independent byte map says what must be found.</summary>
    [Fact]
    public void Every_shift_of_every_block_is_judged_as_a_byte_map_judges_it()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var blocks = BlockProblems.Small(seed, 7);
            var plan = MemoryPlanner.Plan(blocks);
            for (var i = 0; i < blocks.Length; i++)
            {
                foreach (var shift in (int[])[-64, -32, -16, -8, -4, -1, 1, 4, 8, 16, 32, 64])
                {
                    var offsets = plan.Offsets.SetItem(i, plan.Offsets[i] + shift);
                    var end = Enumerable.Range(0, blocks.Length).Max(b => offsets[b] + blocks[b].Bytes);
                    var broken = plan with { Offsets = offsets, ArenaBytes = end, Optimal = end == plan.LowerBoundBytes };
                    var violations = MemoryPlanCheck.Violations(blocks, broken);
                    Assert.True(IsSound(blocks, offsets) == violations.IsEmpty, $"seed {seed}, block {i} shifted by {shift}");
                }
            }
        }
    }

    [Fact]
    public void Every_other_break_of_a_plan_is_reported()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var blocks = BlockProblems.Small(seed, 9);
            var plan = MemoryPlanner.Plan(blocks);
            Assert.Empty(MemoryPlanCheck.Violations(blocks, plan));

            Reports(plan with { ArenaBytes = plan.ArenaBytes - 1 }, "arena");
            Reports(plan with { ArenaBytes = plan.ArenaBytes + 1 }, "highest block ends");
            Reports(plan with { LowerBoundBytes = plan.LowerBoundBytes - 1 }, "lower bound");
            Reports(plan with { LowerBoundBytes = plan.LowerBoundBytes + 1 }, "lower bound");
            Reports(plan with { Offsets = plan.Offsets.Add(0) }, "offsets for");
            if (plan.ArenaBytes == plan.LowerBoundBytes)
                Reports(plan with { Optimal = false }, "not called optimal");
            for (var i = 0; i < blocks.Length; i++)
            {
                Reports(plan with { Offsets = plan.Offsets.RemoveAt(i) }, "offsets for");
                Reports(plan with { Offsets = plan.Offsets.SetItem(i, -blocks[i].Alignment) }, "negative offset");
                Reports(plan with { Offsets = plan.Offsets.SetItem(i, plan.ArenaBytes + 1) }, "past the arena");
                if (blocks[i].Alignment > 1)
                    Reports(plan with { Offsets = plan.Offsets.SetItem(i, plan.Offsets[i] + 1) }, "not aligned");
            }

            void Reports(MemoryPlan broken, string words)
            {
                var violations = MemoryPlanCheck.Violations(blocks, broken);
                Assert.True(violations.Any(text => text.Contains(words)), $"seed {seed}: no '{words}' for {broken}");
            }
        }
    }

    /// <summary>Paints each living block's bytes at each step and looks for a byte painted twice.</summary>
    private static bool IsSound(MemoryBlock[] blocks, ImmutableArray<int> offsets)
    {
        var painted = new HashSet<(int Step, int Byte)>();
        for (var i = 0; i < blocks.Length; i++)
        {
            if (offsets[i] < 0 || offsets[i] % blocks[i].Alignment != 0)
                return false;
            for (var step = blocks[i].FirstStep; step <= blocks[i].LastStep; step++)
            {
                for (var at = 0; at < blocks[i].Bytes; at++)
                {
                    if (!painted.Add((step, offsets[i] + at)))
                        return false;
                }
            }
        }

        return true;
    }
}
