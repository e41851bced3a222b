using Mote.Compiler;
using Mote.Compiler.Prediction;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Targets;
using Mote.Targets.Build;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>
/// What is predicted without building anything against what the emulators count, on shapes that no formula was fitted to. Pools and what
/// falls back to portable kernels where the compiler knows their shapes are not held here: see docs/performance.md.
/// </summary>
public class CostModelTests
{
    private const double Tolerance = 0.03;

    /// <summary>
    /// Kernels that miss three per cent, with what they reach on these layers: what lies between their routines is C that the compiler makes
    /// anew for every shape, with loops unrolled or not, and that is much of a small layer.
    /// </summary>
    private static readonly Dictionary<string, double> s_wider = new()
    {
        ["mote_conv2d_columns_s8_mve"] = 0.12, ["mote_conv2d_runs_s8_mve"] = 0.05, ["mote_depthwise_rows_s8_mve"] = 0.06,
        ["mote_conv2d_s8_v6m"] = 0.2, ["mote_conv2d_s8_pairs"] = 0.12, ["mote_depthwise_s8_plane"] = 0.2, ["mote_winograd_s8_dsp"] = 0.04,
        // Of Cortex-M0+, by way of a division in a function, which takes as long as the quotient has bits.
        ["mote_depthwise_conv2d_s8"] = 0.12,
        // At size, parameters that all calls of a program have in common are constants to the compiler.
        ["mote_add_s8"] = 0.1, ["mote_mul_s8"] = 0.08,
    };

    /// <summary>Of the sums of four models on four cores under five goals, the one that misses three per cent.</summary>
    private static readonly (string Model, string Device, OptimizeGoal Goal, double Tolerance) s_miss =
        ("ad_int8", "cortex-m0plus", OptimizeGoal.Size, 0.06);

    /// <summary>The C between routines is estimated; start-up code and library are not in it.</summary>
    private const double FlashTolerance = 0.1;

    /// <summary>Of a layer's report in a profile, which is not the layer's.</summary>
    private const int Around = 20;

    /// <summary>With the kernels of Cortex-M4 and M55: what they execute differs in portable C alone, which GCC schedules by core.</summary>
    private static readonly string[] s_akin = ["cortex-m7", "cortex-m33", "cortex-m85"];

    private static readonly string[] s_devices = ["cortex-m4", "cortex-m55", "cortex-m0plus", "rv32imc", .. s_akin];

    private static readonly string[] s_models = ["kws_int8", "vww_int8", "resnet_int8", "ad_int8"];

    public static TheoryData<string, string, OptimizeGoal> Models
    {
        get
        {
            var data = new TheoryData<string, string, OptimizeGoal>();
            foreach (var model in s_models)
                foreach (var device in s_devices)
                    foreach (var goal in Enum.GetValues<OptimizeGoal>()) data.Add(model, device, goal);
            return data;
        }
    }

    /// <summary>Instructions of the whole model, flash and RAM.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_costs_what_is_counted(string name, string device, OptimizeGoal goal)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        Assert.SkipUnless(TestScope.All || (name == "kws_int8" && goal == OptimizeGoal.Balanced && !s_akin.Contains(device)), TestScope.OnlyInAll);
        var target = TargetsAtHand.Require(device);
        var (graph, cancellation) = (Golden.Read(name), TestContext.Current.CancellationToken);
        var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(target, goal));
        var predicted = CostModel.Of(model.Optimized, model.Program.Options);
        var counts = Counted(model, target, cancellation);
        var all = counts.Values.Sum();
        var tolerance = (name, device, goal) == (s_miss.Model, s_miss.Device, s_miss.Goal) ? s_miss.Tolerance : Tolerance;
        Assert.True(IsNear(predicted.Instructions, all, tolerance), $"{predicted.Instructions:F0} for {all}");
        Assert.Equal(model.Program.Arena.Bytes, predicted.RamBytes);
        var flash = Measure.Run(graph, target, goal, null, 1, null, cancellation).FlashBytes;
        Assert.InRange(predicted.FlashBytes, flash * (1 - FlashTolerance), flash * (1 + FlashTolerance));
    }

    public static TheoryData<string, OptimizeGoal> Devices
    {
        get
        {
            var data = new TheoryData<string, OptimizeGoal>();
            foreach (var device in s_devices)
                foreach (var goal in (OptimizeGoal[])[OptimizeGoal.Balanced, OptimizeGoal.Instructions, OptimizeGoal.Size])
                    data.Add(device, goal);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Layers_of_unseen_shapes_cost_what_is_counted(string device, OptimizeGoal goal)
    {
        Assert.SkipUnless(TestScope.All || (goal != OptimizeGoal.Instructions && !s_akin.Contains(device)), TestScope.OnlyInAll);
        var target = TargetsAtHand.Require(device);
        var model = PreparedModel.Of(Unseen(), PreparedModel.OptionsFor(target, goal), optimize: false);
        var counts = Counted(model, target, TestContext.Current.CancellationToken);
        var off = new List<string>();
        foreach (var step in model.Program.Steps)
        {
            var cost = Assert.NotNull(Assert.Single(step.Calls).Cost);
            var tolerance = s_wider.GetValueOrDefault(step.Calls[0].Kernel.Function, Tolerance);
            if (!IsNear(cost.Instructions, counts[step.Index], tolerance))
                off.Add($"{step.Node.Origin}, {step.Calls[0].Kernel.Function}: {cost.Instructions:F0} for {counts[step.Index]}");
        }
        Assert.Empty(off);
    }

    private static Dictionary<int, long> Counted(PreparedModel model, Target target, CancellationToken cancellation)
    {
        using var program = DeviceProgram.Build(model, target, new BuildOptions(model.Program.Options.Goal, Profile: true), cancellation);
        var run = program.Run(RandomInputs.Of(model.Original, 1), 1, null, cancellation);
        return run.Steps.ToDictionary(s => s.Step, s => s.Instructions);
    }

    private static bool IsNear(double predicted, double counted, double tolerance = Tolerance) =>
        Math.Abs(predicted - counted) <= tolerance * counted + Around;

    private static Graph Unseen() => new CostLayers("unseen", 77)
        .Halved(2).Convolution([1, 21, 22, 3], 8, 3, 3, 2).Halved(1).Convolution([1, 30, 8, 1], 20, 10, 4, 2)
        .Convolution([1, 9, 9, 12], 24, 3, 3).Halved(3).Convolution([1, 11, 8, 6], 10, 2, 5, 1, pads: false)
        .Convolution([1, 13, 7, 40], 36, 1, 1).Convolution([1, 6, 6, 64], 48, 1, 1).Halved(4).Convolution([1, 10, 9, 30], 26, 1, 1)
        .Depthwise([1, 14, 12, 20], 3, 3).Depthwise([1, 11, 13, 12], 3, 3, 2).Depthwise([1, 9, 10, 24], 3, 3, 1, pads: false)
        .Halved(2).Matrix(1, 200, 32, perChannel: true).Matrix(1, 128, 64).Matrix(2, 77, 12, perChannel: true).Matrix(1, 310, 21)
        // Two shapes each: a kernel that is shared, but called once, is what the compiler makes of it in that program.
        .Sum([1, 7, 9, 14]).Product([1, 8, 5, 11]).Relu([1, 6, 9, 13]).Table([1, 7, 7, 9])
        .Sum([1, 5, 6, 17]).Product([1, 9, 4, 15]).Relu([1, 11, 5, 8]).Table([1, 6, 5, 21])
        .Build();
}
