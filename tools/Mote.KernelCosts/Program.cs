using System.Globalization;
using System.Text.Json;
using Mote.Core.Machine;
using Mote.KernelCosts;
using Mote.Targets;

// Fits what kernels in C execute (src/Mote.Compiler/Prediction/kernel-costs.txt) to what the emulators count.
var measured = new List<Measurement>();
foreach (var target in TargetTable.All.Where(t => !t.IsHost && (args.Length < 2 || args.AsSpan(1).Contains(t.Name))))
    foreach (var goal in (OptimizeGoal[])[OptimizeGoal.Size, OptimizeGoal.Ram, OptimizeGoal.Instructions])
    {
        if (goal == OptimizeGoal.Instructions
            && CodeLevels.Of(target.InstructionSet, goal) == CodeLevels.Of(target.InstructionSet, OptimizeGoal.Ram)) continue;
        foreach (var graph in Samples.All())
        {
            var before = measured.Count;
            measured.AddRange(Measurement.Of(graph, target, goal));
            Console.Error.WriteLine($"{target.Name} {goal} {graph.Name}: {measured.Count - before}");
        }
    }
using (var dump = new StreamWriter(args[0]))
    foreach (var m in measured)
        dump.WriteLine(JsonSerializer.Serialize(new
        {
            Core = m.Core.ToString(), Level = m.Level.Flag(), m.Layer, m.Work.Kernel, m.Counted, m.Routines,
            Counts = m.Work.Counts.ToDictionary(c => c.What, c => c.Count),
        }));
Console.WriteLine(measured.Count.ToString(CultureInfo.InvariantCulture));
