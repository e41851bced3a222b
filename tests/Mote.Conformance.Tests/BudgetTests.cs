using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mote.Compiler.Prediction;
using Mote.Core.Machine;
using Mote.Passes;
using Mote.Targets;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>
/// What the models cost, held exactly: emulated instruction counts and sizes are the same on every computer with the same
/// compiler, so nothing creeps up unseen.
/// </summary>
public class BudgetTests
{
    private const string CompilerVersion = "12.2.1";

    private const string RiscVCompilerVersion = "12.2.0";

    /// <summary>With the kernels of Cortex-M4 and M55: one model says whether the way to them still works.</summary>
    private static readonly string[] s_akin = ["cortex-m7", "cortex-m33", "cortex-m85"];

    private static readonly string[] MlPerf = ["kws_int8", "vww_int8", "resnet_int8", "ad_int8"];

    public static TheoryData<string, string, OptimizeGoal> Cases
    {
        get
        {
            var data = new TheoryData<string, string, OptimizeGoal>();
            foreach (var model in (string[])[.. MlPerf, "micro_speech_int8", "strww_int8", "hello_world_int8"])
                foreach (var goal in Enum.GetValues<OptimizeGoal>())
                    data.Add(model, "cortex-m4", goal);
            foreach (var target in (string[])["cortex-m0plus", "cortex-m55", "rv32imc"])
                foreach (var model in MlPerf)
                    data.Add(model, target, OptimizeGoal.Instructions);
            foreach (var target in s_akin)
                foreach (var model in MlPerf)
                    foreach (var goal in Enum.GetValues<OptimizeGoal>())
                        data.Add(model, target, goal);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Costs_are_as_recorded(string model, string name, OptimizeGoal goal)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        Assert.SkipUnless(TestScope.All || !s_akin.Contains(name) || (model, goal) == ("kws_int8", OptimizeGoal.Speed), TestScope.OnlyInAll);
        var target = TargetsAtHand.Require(name);
        var (compiler, expected) = name.StartsWith("rv", StringComparison.Ordinal)
            ? ("riscv64-unknown-elf-gcc", RiscVCompilerVersion) : ("arm-none-eabi-gcc", CompilerVersion);
        var found = Version(compiler);
        Assert.SkipUnless(found == expected, $"budgets are for {compiler} {expected}; {found} is here");
        var r = Measure.Run(Golden.Read(model), target, goal, null, 2, null, TestContext.Current.CancellationToken);
        Assert.Equal(r.Examples, r.Exact);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"instructions {r.Instructions}\nflash {r.FlashBytes}\nweights {r.WeightBytes}\nram {r.RamBytes}\narena {r.ArenaBytes}\narena-lower-bound {r.ArenaLowerBoundBytes}\nstack {r.StackBytes}\n");
        Assert.Null(Snapshot.Difference($"Mote.Conformance.Tests/budgets/{model}-{name}-{goal.ToString().ToLowerInvariant()}.txt", text));
    }

    /// <summary>What no emulator counts is held as well: estimates for all cores of which something is known.</summary>
    [Theory]
    [InlineData("kws_int8")]
    [InlineData("vww_int8")]
    [InlineData("resnet_int8")]
    [InlineData("ad_int8")]
    public void Cycles_are_as_recorded(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Pipelines.Run(Pipelines.ForDevice, Golden.Read(model));
        var text = new StringBuilder();
        foreach (var target in TargetTable.All.Where(t => t.Processor != Processor.Other))
            foreach (var goal in (OptimizeGoal[])[OptimizeGoal.Speed, OptimizeGoal.Instructions])
                text.Append(CultureInfo.InvariantCulture, $"{target.Name} {goal.ToString().ToLowerInvariant()} ")
                    .Append(CultureInfo.InvariantCulture, $"{CostModel.Of(graph, PreparedModel.OptionsFor(target, goal)).Cycles:F0}\n");
        Assert.Null(Snapshot.Difference($"Mote.Conformance.Tests/budgets/{model}-cycles.txt", text.ToString()));
    }

    [Fact]
    public void The_keyword_model_is_far_below_TensorFlow_Lite_Micro()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var r = Measure.Run(Golden.Read("kws_int8"), TargetsAtHand.Require("cortex-m4"), OptimizeGoal.Balanced, null, 1, null, TestContext.Current.CancellationToken);
        Assert.InRange(r.FlashBytes, 1, 60_000);
        Assert.InRange(r.ArenaBytes, 1, 16_300);
    }

    private static string Version(string compiler)
    {
        using var process = Process.Start(new ProcessStartInfo(compiler, "-dumpfullversion") { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
