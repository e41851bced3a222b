using System.Diagnostics;
using System.Globalization;
using Mote.Core.Machine;
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

    public static TheoryData<string, OptimizeGoal> Cases
    {
        get
        {
            var data = new TheoryData<string, OptimizeGoal>();
            foreach (var model in (string[])["kws_int8", "vww_int8", "resnet_int8", "ad_int8", "micro_speech_int8", "strww_int8", "hello_world_int8"])
                foreach (var goal in (OptimizeGoal[])[OptimizeGoal.Balanced, OptimizeGoal.Speed, OptimizeGoal.Size])
                    data.Add(model, goal);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Costs_on_the_cortex_m4_are_as_recorded(string model, OptimizeGoal goal)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var target = TargetsAtHand.Require("cortex-m4");
        var found = Version();
        Assert.SkipUnless(found == CompilerVersion, $"budgets are for arm-none-eabi-gcc {CompilerVersion}; {found} is here");
        var r = Measure.Run(Golden.Read(model), target, goal, null, 2, null, TestContext.Current.CancellationToken);
        Assert.Equal(r.Examples, r.Exact);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"instructions {r.Instructions}\nflash {r.FlashBytes}\nweights {r.WeightBytes}\nram {r.RamBytes}\narena {r.ArenaBytes}\narena-lower-bound {r.ArenaLowerBoundBytes}\nstack {r.StackBytes}\n");
        Assert.Null(Snapshot.Difference($"Mote.Conformance.Tests/budgets/{model}-cortex-m4-{goal.ToString().ToLowerInvariant()}.txt", text));
    }

    [Fact]
    public void The_keyword_model_is_far_below_TensorFlow_Lite_Micro()
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var r = Measure.Run(Golden.Read("kws_int8"), TargetsAtHand.Require("cortex-m4"), OptimizeGoal.Balanced, null, 1, null, TestContext.Current.CancellationToken);
        Assert.InRange(r.FlashBytes, 1, 60_000);
        Assert.InRange(r.ArenaBytes, 1, 16_300);
    }

    private static string Version()
    {
        using var process = Process.Start(new ProcessStartInfo("arm-none-eabi-gcc", "-dumpfullversion") { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
