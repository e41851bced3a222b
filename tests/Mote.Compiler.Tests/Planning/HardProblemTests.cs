using System.Diagnostics;
using System.Globalization;
using Mote.Compiler.Planning;

namespace Mote.Compiler.Tests.Planning;

/// <summary>Problems of 100 to 200 blocks that leave no room, or little, for a wrong decision. Prints how near the planner comes.</summary>
public class HardProblemTests
{
    [Theory, InlineData(0), InlineData(5), InlineData(10)]
    public void Cut_rectangles_come_near_the_height_they_were_cut_from(int dropPercent)
    {
        const int height = 10_000;
        var gaps = new List<double>();
        var slowest = TimeSpan.Zero;
        foreach (var count in (int[])[100, 150, 200])
        {
            for (var seed = 0; seed < 6; seed++)
            {
                var blocks = BlockProblems.CutRectangle(seed, count, height, dropPercent);
                var greedy = MemoryPlanner.Plan(blocks, new PlanOptions(0));
                var clock = Stopwatch.StartNew();
                var plan = MemoryPlanner.Plan(blocks);
                slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;

                Assert.Empty(MemoryPlanCheck.Violations(blocks, plan));
                var name = $"{count} blocks, {dropPercent} % dropped, seed {seed}";
                Assert.True(plan.ArenaBytes <= greedy.ArenaBytes, $"{name}: the search made the plan worse");

                // A search that takes a possible height for impossible would show here.
                Assert.True(!plan.Optimal || plan.ArenaBytes <= height * 4, $"{name}: {plan.ArenaBytes} is not optimal");
                var gap = PercentAboveBound(plan);
                gaps.Add(gap);
                Print($"{name}: greedy {PercentAboveBound(greedy):F2} %, plan {gap:F2} % above the bound, {clock.ElapsedMilliseconds} ms");
            }
        }

        var atBound = gaps.Count(gap => gap == 0);
        Print($"{dropPercent} % dropped: {atBound} of {gaps.Count} at the bound, mean gap {gaps.Average():F2} %, worst {gaps.Max():F2} %");
        Print($"slowest: {slowest.TotalMilliseconds:F0} ms");
        Assert.True(gaps.Average() < 6, "the search has become much worse");
    }

    [Theory, InlineData(12), InlineData(20), InlineData(30)]
    public void Smaller_cut_rectangles_are_put_together_again(int count)
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var blocks = BlockProblems.CutRectangle(seed, count, 60, alignment: 16);
            var plan = MemoryPlanner.Plan(blocks);
            Assert.Empty(MemoryPlanCheck.Violations(blocks, plan));
            Assert.True(plan.ArenaBytes == 60 * 16, $"{count} blocks, seed {seed}: {plan.ArenaBytes} for {60 * 16}");
        }
    }

    private static double PercentAboveBound(MemoryPlan plan) => 100.0 * plan.ArenaBytes / plan.LowerBoundBytes - 100;

    private static void Print(FormattableString line) =>
        TestContext.Current.TestOutputHelper?.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
