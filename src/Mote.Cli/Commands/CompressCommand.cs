using System.CommandLine;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Workflows;
using Mote.Workflows.Compressing;

namespace Mote.Cli.Commands;

/// <summary>mote compress MODEL --data DATASET --recipe FILE --output FILE</summary>
internal static class CompressCommand
{
    private static readonly Argument<string> Model = new("model")
    {
        Description = "A trained float model: NAME.float.mote as 'mote train' writes it, or a .tflite or .onnx that takes features.",
    };
    private static readonly Option<string> Recipe = new(
        "--recipe") { Description = "What to do, as YAML (docs/compression.md).", Required = true };
    private static readonly Option<string> Output = new(
        "--output", "-o") { Description = "The model to write (.mote, .tflite).", Required = true };

    public static Command Create()
    {
        var (json, learning) = (CommonOptions.Json(), new LearningOptions());
        var command = new Command(
            "compress", "Prune, share and round a trained model's weights, as a recipe says, and train it on meanwhile.")
        {
            Model, Recipe, Output, json,
        };
        learning.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var training = learning.Request(parsed) with { From = parsed.GetValue(Model), Output = parsed.GetValue(Output)! };
            if (parsed.GetValue(Output) is { } output && Path.GetExtension(output).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
                throw new MoteException("MOTE0005", $"--output {output}", "integers of few bits are written as .mote or .tflite.");
            var request = new CompressRequest(training, parsed.GetValue(Recipe)!);
            var report = TrainingDisplay.Run(Render.Out, parsed.GetValue(json), p => CompressModel.Run(request, p, cancellation));
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            return 0;
        }, cancellation));
        return command;
    }

    private static void Print(CompressReport r)
    {
        var table = Render.Table(r.Model, ">before", ">after");
        Render.Row(table, "validation %", Percents(r.ValidationBefore), Percents(r.Validation));
        Render.Row(table, "test %", Percents(r.TestBefore), Percents(r.Test));
        Render.Row(table, "MACs", Render.Number(r.MacsBefore), Render.Number(r.Macs));
        Render.Row(table, "weights", Render.Number(r.WeightsBefore), Render.Number(r.Weights));
        Render.Row(table, "not zero", "", Render.Number(r.Weights - r.Zeros));
        Render.Row(table, "bytes of weights", Render.Number(4L * r.WeightsBefore), Render.Number((long)Math.Ceiling(r.EntropyBytes)));
        Render.Out.Write(table);
        Console.WriteLine("bytes before: as reals; after: the least that a coder of single weights could make of them. "
            + $"'mote measure {r.Output} --code-weights' says what they take on a device.");
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{r.Seconds:F0} s; written: {r.Output} (integers), {r.FloatOutput}"));
    }

    private static string Percents(double? share) => share is { } s ? (100 * s).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
