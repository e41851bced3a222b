using System.CommandLine;
using System.Globalization;
using Mote.Targets;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote verify MODEL --against FOLDER [--target T ...]</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var against = new Option<string>("--against")
        {
            Description = "Folder with input_K.bin and output_K.bin, or one file a tensor, input_K_J.bin (and layers_K.bin, layers.json).",
            Required = true,
        };
        var targets = new Option<string[]>("--target")
        {
            Description = "interpreter (the default), host, or devices; several may be given.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [CommonOptions.Interpreter],
        };
        var optimize = CommonOptions.Optimize();
        var flash = CommonOptions.FlashBudget();
        var coded = CommonOptions.CodeWeights();
        var json = CommonOptions.Json();
        var command = new Command("verify", "Compare a model's outputs, and its layers', with stored results.")
        {
            model, against, targets, optimize, flash, coded, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var names = parsed.GetValue(targets)!;
            var devices = names.Where(n => n != CommonOptions.Interpreter).ToDictionary(n => n, TargetTable.Find);
            var goal = CommonOptions.Goal(parsed.GetValue(optimize)!);
            var memory = CommonOptions.Memory(null, null, parsed.GetValue(flash), parsed.GetValue(coded));
            var graph = Render.Read(parsed.GetValue(model)!);
            var set = VerificationSet.Read(parsed.GetValue(against)!, graph);
            var progress = Render.Progress("verifying");
            var results = names.Select(n => devices.TryGetValue(n, out var device)
                ? Verify.OnTarget(graph, set, device, goal, memory, progress is null ? null : p => progress(p.Done, p.Total), cancellation)
                : Verify.OnInterpreter(graph, set));
            var report = new VerifyReport(graph.Name, [.. results]);
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            return report.IsEqual ? 0 : 1;
        }, cancellation));
        return command;
    }

    private static void Print(VerifyReport report)
    {
        var table = Render.Table(report.Model, ">outputs equal", ">layers equal", "first difference");
        foreach (var t in report.Targets)
            Render.Row(table, t.Target, $"{t.Agree} of {t.Examples}",
                t.Layers == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{t.LayersAgree} of {t.Layers}"), t.First ?? "");
        Render.Out.Write(table);
    }
}
