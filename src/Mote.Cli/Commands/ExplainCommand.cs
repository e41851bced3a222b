using System.CommandLine;
using System.Globalization;
using Mote.Targets;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote explain MODEL --target T</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var target = CommonOptions.Target("Where to run; see 'mote targets'.");
        target.Required = true;
        var optimize = CommonOptions.Optimize();
        var budget = CommonOptions.RamBudget();
        var flash = CommonOptions.FlashBudget();
        var coded = CommonOptions.CodeWeights();
        var region = CommonOptions.Region();
        var json = CommonOptions.Json();
        var command = new Command("explain", "Show layer by layer which kernel runs, and what it costs in instructions, flash and RAM.")
        {
            model, target, optimize, budget, flash, coded, region, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var report = Explain.Run(
                Render.Read(parsed.GetValue(model)!), TargetTable.Find(parsed.GetValue(target)!),
                CommonOptions.Goal(parsed.GetValue(optimize)!), CommonOptions.Memory(
                    parsed.GetValue(budget), parsed.GetValue(region), parsed.GetValue(flash), parsed.GetValue(coded)),
                cancellation);
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            return 0;
        }, cancellation));
        return command;
    }

    private static void Print(ExplainReport report)
    {
        Console.WriteLine($"{report.Model} on {report.Target} ({report.Optimize})");
        var table = Render.Table(
            ">#", "operator", "output", "kernel", ">MACs", ">instructions", ">predicted", ">per MAC", ">est. cycles", ">per MAC",
            "next best",
            ">its instr.",
                ">constants",
            ">live RAM", "result");
        foreach (var step in report.Steps)
            Render.Row(
                table, step.Step.ToString(CultureInfo.InvariantCulture), step.Op, step.Output, step.Kernels, Render.Number(step.Macs),
                Render.Number(step.Instructions), Render.Number(step.Predicted), PerMac(step.Instructions, step.Macs),
                Render.Number(step.Cycles),
                PerMac(step.Cycles, step.Macs), step.NextBest ?? "", Render.Number(step.NextBestInstructions),
                Render.Number(step.ConstantBytes),
                Render.Number(step.LiveBytes), step.Placement);
        Render.Out.Write(table);
        var macs = report.Steps.Sum(s => s.Macs);
        Console.WriteLine($"{Render.Number(report.Instructions)} instructions an inference, {PerMac(report.Instructions, macs)} a MAC; "
            + $"arena {Render.Number(report.ArenaBytes)} bytes, lower bound {Render.Number(report.ArenaLowerBoundBytes)}.");
        Coded(report);
        if (report.Bands is { } bands) Console.WriteLine($"In bands: {Render.Bands(bands)}.");
        if (report.Steps.All(s => s.Predicted is not null))
            Console.WriteLine($"Predicted without building: {Render.Number(report.Steps.Sum(s => s.Predicted))} instructions.");
        if (report.Steps.Any(s => s.Cycles is not null))
            Console.WriteLine($"Cycles are {report.CycleSource}.");
    }

    /// <summary>What is stored coded, layer by layer.</summary>
    private static void Coded(ExplainReport report)
    {
        if (report.Steps.All(s => s.Coded.IsEmpty)) return;
        var table = Render.Table(">#", "coded constant", "coding", ">bytes", ">coded", ">tables (shared)", ">RAM", ">decoding, instr.");
        foreach (var step in report.Steps)
            foreach (var (constant, i) in step.Coded.Select((c, i) => (c, i)))
                Render.Row(
                    table, step.Step.ToString(CultureInfo.InvariantCulture), constant.Name, constant.Coding,
                    Render.Number(constant.PlainBytes),
                    Render.Number(constant.CodedBytes), Render.Number(constant.TableBytes), Render.Number(constant.DecodedBytes),
                    i == 0 ? Render.Number(step.DecodeInstructions) : "");
        Render.Out.Write(table);
    }

    private static string PerMac(long? count, long macs) =>
        count is { } c && macs > 0 ? ((double)c / macs).ToString("F2", CultureInfo.InvariantCulture) : "-";
}
