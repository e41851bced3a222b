using System.CommandLine;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Targets;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote measure MODEL --target T</summary>
internal static class MeasureCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var target = CommonOptions.Target("Where to measure; see 'mote targets'.");
        target.Required = true;
        var optimize = CommonOptions.Optimize();
        var input = new Option<string?>("--input") { Description = "Examples to run, one after another; random ones if not given." };
        var examples = new Option<int?>("--examples")
        {
            Description = $"How many random examples ({Measure.DefaultExamples} if not given).",
        };
        var budget = CommonOptions.RamBudget();
        var flash = CommonOptions.FlashBudget();
        var coded = CommonOptions.CodeWeights();
        var region = CommonOptions.Region();
        var json = CommonOptions.Json();
        var command = new Command("measure", "Measure instructions, flash, RAM and stack, and compare with the interpreter.")
        {
            model, target, optimize, budget, flash, coded, region, input, examples, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var device = TargetTable.Find(parsed.GetValue(target)!);
            var goal = CommonOptions.Goal(parsed.GetValue(optimize)!);
            var graph = Render.Read(parsed.GetValue(model)!);
            var (data, count) = parsed.GetValue(input) is { } path ? ExampleFile.Read(path, graph)
                : (null, parsed.GetValue(examples) ?? Measure.DefaultExamples);
            if (count < 1) throw new MoteException("MOTE0005", $"--examples {count}", "at least one example is needed.");
            var progress = Render.Progress("measuring");
            var report = Measure.Run(
                graph, device, goal,
                CommonOptions.Memory(parsed.GetValue(budget), parsed.GetValue(region), parsed.GetValue(flash), parsed.GetValue(coded)),
                data, count,
                progress is null ? null : p => progress(p.Done, p.Total), cancellation);
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            return report.Exact == report.Examples ? 0 : 1;
        }, cancellation));
        return command;
    }

    private static void Print(MeasureReport r)
    {
        var table = Render.Table($"{r.Model} on {r.Target} ({r.Optimize})", ">");
        Row("multiply-accumulates", Render.Number(r.Macs));
        Row("instructions an inference", Render.Number(r.Instructions));
        if (r is { Instructions: { } instructions, Macs: > 0 })
            Row("instructions a MAC", ((double)instructions / r.Macs).ToString("F2", CultureInfo.InvariantCulture));
        if (r.Cycles is not null) Row("cycles an inference, estimated", Render.Number(r.Cycles));
        Row("flash, bytes", Render.Number(r.FlashBytes));
        Row("  of it weights", Render.Number(r.WeightBytes));
        Row("RAM, bytes", Render.Number(r.RamBytes));
        Row("  of it arena", Render.Number(r.ArenaBytes));
        Row("  arena's lower bound", Render.Number(r.ArenaLowerBoundBytes));
        Row("stack, bytes", Render.Number(r.StackBytes));
        Row("examples equal to the interpreter", $"{r.Exact} of {r.Examples}");
        Render.Out.Write(table);

        void Row(string name, string value) => Render.Row(table, name, value);
    }
}
