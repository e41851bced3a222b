using Mote.Compiler;
using Mote.Compiler.Memory;
using Mote.Core.Diagnostics;
using Mote.Core.Machine;
using Mote.Numerics;
using Mote.Passes;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>Arenas in several memories: every tensor whole in one of them, the same bits from arrays that have nothing to do with one another.</summary>
public class RegionTests
{
    [Theory]
    [InlineData("kws_int8", 6_144, 9_216)]
    [InlineData("micro_speech_int8", 4_096, 4_096)]
    [InlineData("strww_int8", 4_096, 30_000)]
    public void Models_in_two_memories_equal_the_interpreter(string model, int fast, int slow)
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var memory = new MemoryLimits(null, [new MemoryRegion("dtcm", fast), new MemoryRegion("sram", slow)]);
        var program = PreparedModel.Of(
            Golden.Read(model), PreparedModel.OptionsFor(target.InstructionSet, OptimizeGoal.Balanced, memory: memory)).Program;
        Assert.Equal(["dtcm", "sram"], program.Arena.Regions.Select(r => r.Name));
        Assert.InRange(program.Arena.Regions[0].Bytes, 1, fast);
        Assert.InRange(program.Arena.Regions[1].Bytes, 0, slow);
        var report = Measure.Run(
            Golden.Read(model), target, OptimizeGoal.Balanced, memory, null, 2, null, TestContext.Current.CancellationToken);
        Assert.Equal(2, report.Exact);
    }

    [Fact]
    public void Random_graphs_lie_within_their_memories()
    {
        var (placed, refused) = (0, 0);
        for (var seed = 0UL; seed < 120; seed++)
        {
            var graph = Pipelines.Run(Pipelines.ForDevice, seed % 2 == 0 ? BandGraphs.Create(seed) : GraphGenerator.Create(seed));
            var whole = ModelCompiler.Compile(graph, new CompileOptions());
            if (whole.Arena.Bytes < 64) continue;
            var random = new RandomStream(seed);
            var first = random.Next(whole.Arena.Bytes / 3, whole.Arena.Bytes);
            MemoryRegion[] regions = [new("a", first), new("b", whole.Arena.Bytes - first + random.Next(0, whole.Arena.Bytes))];
            try
            {
                var program = ModelCompiler.Compile(graph, new CompileOptions { Memory = new MemoryLimits(null, [.. regions]) });
                Assert.Empty(ArenaCheck.Violations(program.Graph, program.Steps, program.Arena));
                foreach (var (region, limit) in program.Arena.Regions.Zip(regions)) Assert.True(region.Bytes <= limit.Bytes);
                // The checker sees what would lie across a border.
                if (program.Arena.Regions is [{ Bytes: > 0 } lower, { Bytes: > 0 } upper])
                {
                    var across = program.Arena with { Regions = [lower with { Bytes = lower.Bytes / 2 }, upper] };
                    Assert.NotEmpty(ArenaCheck.Violations(program.Graph, program.Steps, across));
                }
                placed++;
            }
            catch (MoteException e)
            {
                Assert.Equal("MOTE0312", e.Diagnostics[0].Code);
                refused++;
            }
        }
        Assert.True(placed > 50 && refused > 5, $"{placed} placed, {refused} refused");
    }

    [Theory]
    [InlineData(2_000, 2_000, "bytes are missing.")]
    [InlineData(7_000, 7_000, "in one piece; the largest region")]
    public void What_does_not_fit_is_refused_with_what_is_missing(int first, int second, string message)
    {
        var memory = new MemoryLimits(null, [new MemoryRegion("dtcm", first), new MemoryRegion("sram", second)]);
        var refused = Assert.Throws<MoteException>(() => PreparedModel.Of(
            Golden.Read("kws_int8"), PreparedModel.OptionsFor(InstructionSet.Portable, OptimizeGoal.Balanced, memory: memory)));
        Assert.Equal("MOTE0312", refused.Diagnostics[0].Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }
}
