using System.Globalization;
using System.Text;
using System.Text.Json;
using Mote.Compiler.Prediction;
using Mote.Core.Diagnostics;
using Mote.Core.Machine;
using Mote.Formats;
using Mote.KernelCosts;
using Mote.Passes;
using Mote.Targets;
using Mote.Targets.Build;
using Mote.Workflows;

// Fits what kernels in C execute to what the emulators count.
//   measure FILE TARGET...   counts, and writes what was counted
//   signs FILE TARGET...     likewise, layers of signs alone
//   check TARGET MODEL...    prints predicted and counted instructions, flash and RAM for all goals, layers that are off by over 3 %
//   speed TARGET             prints how many networks a second are predicted
//   fit TABLE FILE...        writes src/Mote.Compiler/Prediction/kernel-costs.txt, and prints what is off
switch (args)
{
    case ["measure", var file, .. var targets]:
        File.WriteAllLines(file, targets.SelectMany(Count).Select(m => JsonSerializer.Serialize(m)));
        return 0;
    case ["fit", var table, .. var files]:
        File.WriteAllText(table, Table([.. files.SelectMany(File.ReadLines).Select(l => JsonSerializer.Deserialize<Measurement>(l)!)]));
        return 0;
    case ["alone", var file, var name]:
        File.WriteAllLines(file, ((OptimizeGoal[])[OptimizeGoal.Size, OptimizeGoal.Ram, OptimizeGoal.Instructions])
            .SelectMany(g => Measurement.Alone(Samples.Alone(), TargetTable.Find(name), g)).Select(m => JsonSerializer.Serialize(m)));
        return 0;
    case ["signs", var file, .. var targets]:
        File.WriteAllLines(file, targets.SelectMany(t => ((OptimizeGoal[])[OptimizeGoal.Size, OptimizeGoal.Ram, OptimizeGoal.Instructions])
            .SelectMany(g => SignSamples.All().SelectMany(s => Measurement.Of(s, TargetTable.Find(t), g))))
            .Where(m => m.Kernel.Contains("signs", StringComparison.Ordinal)).Select(m => JsonSerializer.Serialize(m)));
        return 0;
    case ["check", var target, .. var models]:
        foreach (var model in models) Check(TargetTable.Find(target), model);
        return 0;
    case ["speed", var target]:
        foreach (var goal in Enum.GetValues<OptimizeGoal>()) Speed.Print(TargetTable.Find(target), goal);
        return 0;
    default:
        Console.Error.WriteLine("measure FILE TARGET... | fit TABLE FILE... | check TARGET MODEL... | speed TARGET");
        return 1;
}

static List<Measurement> Measured(string what, IEnumerable<Measurement> measurements)
{
    try
    {
        var found = measurements.ToList();
        Console.Error.WriteLine($"{what}: {found.Count} layers");
        return found;
    }
    catch (MoteException failure)
    {
        // An emulator's fault costs its layers, not the rest.
        Console.Error.WriteLine($"{what}: {failure.Message}");
        return [];
    }
}

static void Check(Target target, string path)
{
    var graph = ModelFile.Read(path, []);
    foreach (var goal in Enum.GetValues<OptimizeGoal>())
    {
        var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(target, goal));
        var predicted = CostModel.Of(Pipelines.Run(Pipelines.ForDevice, graph), model.Program.Options);
        using var profile = DeviceProgram.Build(model, target, new BuildOptions(goal, Profile: true));
        var counts = profile.Run(RandomInputs.Of(graph, 1), 1).Steps.ToDictionary(s => s.Step, s => s.Instructions);
        var size = Measure.Run(graph, target, goal, null, 1);
        var all = (double)counts.Values.Sum();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name} {graph.Name} {goal}: {predicted.Instructions:F0} for {all:F0} ({predicted.Instructions / all - 1:P2}), ")
            + string.Create(CultureInfo.InvariantCulture,
                $"flash {predicted.FlashBytes} for {size.FlashBytes} ({predicted.FlashBytes / size.FlashBytes - 1:P1}), ")
            + $"RAM {predicted.RamBytes} for {size.ArenaBytes}");
        foreach (var layer in predicted.Layers)
            if (counts.TryGetValue(layer.Node, out var count) && Math.Abs(layer.Cost.Instructions / count - 1) > 0.03)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"    {layer.Node} {string.Join(", ", model.Program.Steps[layer.Node].Calls.Select(c => c.Kernel.Function))}: ")
                    + string.Create(CultureInfo.InvariantCulture,
                        $"{layer.Cost.Instructions:F0} for {count} ({layer.Cost.Instructions / count - 1:P1}), {count / all:P2} of all"));
    }
}

static IEnumerable<Measurement> Count(string name)
{
    var target = TargetTable.Find(name);
    foreach (var goal in (OptimizeGoal[])[OptimizeGoal.Size, OptimizeGoal.Ram, OptimizeGoal.Instructions])
    {
        if (goal == OptimizeGoal.Instructions
            && CodeLevels.Of(target.InstructionSet, goal) == CodeLevels.Of(target.InstructionSet, OptimizeGoal.Ram)) continue;
        foreach (var graph in Samples.All())
            foreach (var m in Measured($"{target.Name} {goal}, {graph.Name}", Measurement.Of(graph, target, goal))) yield return m;
        foreach (var m in Measured($"{target.Name} {goal}, alone", Measurement.Alone(Samples.Alone(), target, goal))) yield return m;
    }
}

static string Table(IReadOnlyList<Measurement> all)
{
    const int Fewest = 3;
    var text = new StringBuilder("""
        # Instructions of kernels in C for each thing they do (KernelWork), by core, level and kernel; fitted by tools/Mote.KernelCosts to what
        # the emulators count of GCC 12's code. See KernelTable.

        """);
    var kernels = all.Select(m => (m.Core, m.Level, m.Kernel, Samples: all.Where(o => Same(m, o) && o.Kernel == m.Kernel)))
        .Concat(all.Select(m => (m.Core, m.Level, Kernel: m.Family, Samples: all.Where(o => Same(m, o) && o.Family == m.Family))))
        .DistinctBy(k => (k.Core, k.Level, k.Kernel)).OrderBy(k => k.Core).ThenBy(k => k.Level).ThenBy(k => k.Kernel, StringComparer.Ordinal);
    foreach (var (core, level, kernel, some) in kernels)
    {
        var samples = some.ToList();
        if (samples.Count < Fewest) continue;
        var (each, errors) = Fit.Of(samples);
        text.Append(CultureInfo.InvariantCulture, $"{core} {level.Flag()} {kernel}: ")
            .AppendJoin(", ", each.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Key}={e.Value:0.###}"))).Append('\n');
        var off = errors.Select(Math.Abs).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{core} {level.Flag()} {kernel}: {samples.Count} layers, median error ")
            + string.Create(CultureInfo.InvariantCulture, $"{off[off.Count / 2]:P2}, worst {off[^1]:P1}, {off.Count(e => e > 0.03)} above 3 %"));
    }
    return text.ToString();

    static bool Same(Measurement a, Measurement b) => a.Core == b.Core && a.Level == b.Level;
}
