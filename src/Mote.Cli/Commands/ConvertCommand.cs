using System.CommandLine;
using Mote.Core.Diagnostics;
using Mote.Formats;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote convert FROM TO [--passes]</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("from") { Description = "The model to read." };
        var to = new Argument<string>("to") { Description = $"The model to write, in the format of its name: {ModelFile.Extensions}." };
        var passes = new Option<bool>("--passes")
        {
            Description = "Run the exact passes first, as 'compile' does: a smaller graph, the same answers.",
        };
        var json = CommonOptions.Json();
        var command = new Command("convert", "Write a model in another format; it is read again and compared.") { from, to, passes, json };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var notes = new List<Diagnostic>();
            var report = Mote.Workflows.Convert.Run(parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(passes), notes,
                cancellation);
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            Render.Diagnostics(notes);
            return 0;
        }, cancellation));
        return command;
    }

    private static void Print(ConvertReport report)
    {
        Console.WriteLine($"{report.From} -> {report.To}");
        Console.WriteLine($"  layers   {Change(report.LayersBefore, report.Layers)}{(report.Passes ? " by exact passes" : "")}");
        Console.WriteLine($"  bytes    {Change(report.BytesBefore, report.Bytes)}");
        Console.WriteLine($"  proved   read again, it gives the same bits on {report.CheckedExamples} random inputs");
        foreach (var lost in report.NotKept) Console.WriteLine($"  LOST     {lost}");
    }

    private static string Change(long before, long after) =>
        before == after ? Render.Number(after) : $"{Render.Number(before)} -> {Render.Number(after)}";
}
