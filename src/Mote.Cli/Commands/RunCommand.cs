using System.CommandLine;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Data;
using Mote.Core.Machine;
using Mote.Targets;
using Mote.Formats;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote run MODEL --input FILE --output FILE [--target T]</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var input = new Option<string?>("--input") { Description = "All inputs, little-endian, one example after another." };
        var dataset = new Option<string?>("--data") { Description = "A dataset in place of --input: its raw examples, and their labels." };
        var split = new Option<Split>("--split")
        {
            Description = "Which of the dataset's examples: train, validation or test.", DefaultValueFactory = _ => Split.Test,
        };
        var output = new Option<string?>("--output") { Description = "Where the outputs go." };
        var labels = new Option<string?>("--labels")
        {
            Description = "The right class of each example, one number a line: prints how many were right.",
        };
        var target = CommonOptions.Target("interpreter (the default), host, or a device.");
        var sequence = new Option<bool>("--sequence")
        {
            Description = "The examples are one sequence: a model that remembers is not reset between them.",
        };
        var command = new Command("run", "Run a model on given inputs.") 
        {
            model, input, dataset, split, output, labels, target, sequence,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var graph = Render.Read(parsed.GetValue(model)!);
            var name = parsed.GetValue(target) ?? CommonOptions.Interpreter;
            var device = name == CommonOptions.Interpreter ? null : TargetTable.Find(name);
            var set = parsed.GetValue(dataset) is { } folder ? Dataset.Load(folder) : null;
            var places = set?.Places(parsed.GetValue(split)) ?? [];
            if (set is null == parsed.GetValue(input) is null)
                throw new MoteException("MOTE0005", "mote run", "give either --input or --data.", "--input is a file, --data a dataset.");
            var classes = parsed.GetValue(labels) is { } file ? Labels.Read(file)
                : set is null ? null : [.. places.Select(p => set.Examples[p].Label)];
            if (classes is null && parsed.GetValue(output) is null)
                throw new MoteException("MOTE0005", "mote run", "there is nothing to do with the outputs.",
                    "Give --output, --labels or both.");
            var (data, examples) = set is null ? ExampleFile.Read(parsed.GetValue(input)!, graph) : RawAnswers.Inputs(graph, set, places);
            byte[] outputs;
            if (device is null) outputs = parsed.GetValue(sequence)
                ? InterpreterRun.SequenceOutputs(graph, data, examples, cancellation)
                : InterpreterRun.Outputs(graph, data, examples, cancellation);
            else
            {
                using var program = DeviceProgram.Build(graph, device, OptimizeGoal.Balanced, cancellation: cancellation);
                var progress = Render.Progress("running");
                outputs = program.Run(
                    data, examples, parsed.GetValue(sequence), progress is null ? null : p => progress(p.Done, p.Total),
                    cancellation).Outputs;
            }
            if (parsed.GetValue(output) is { } path) WholeFile.Write(path, outputs);
            if (set is not null && Reconstruction.Of(graph, set.Classes.Length) is { } reconstruction)
            {
                foreach (var c in reconstruction.Errors(data, outputs, examples).Zip(classes!).GroupBy(e => e.Second).OrderBy(c => c.Key))
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{set.Classes[c.Key]}: mean squared error {c.Average(e => e.First):G4} of {c.Count()}"));
                return 0;
            }
            if (classes is not null) Console.WriteLine(Labels.Score(graph, outputs, classes));
            return 0;
        }, cancellation));
        return command;
    }
}
