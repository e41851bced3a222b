using System.CommandLine;
using Mote.Core.Machine;
using Mote.Targets;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote run MODEL --input FILE --output FILE [--target T]</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var input = new Option<string>("--input") { Description = "All inputs, little-endian, one example after another.", Required = true };
        var output = new Option<string>("--output") { Description = "Where the outputs go.", Required = true };
        var target = CommonOptions.Target("interpreter (the default), host, or a device.");
        var command = new Command("run", "Run a model on given inputs.") { model, input, output, target };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var graph = ModelFile.Read(parsed.GetValue(model)!);
            var name = parsed.GetValue(target) ?? CommonOptions.Interpreter;
            var device = name == CommonOptions.Interpreter ? null : TargetTable.Find(name);
            var (data, examples) = ExampleFile.Read(parsed.GetValue(input)!, graph);
            byte[] outputs;
            if (device is null) outputs = InterpreterRun.Outputs(graph, data, examples, cancellation);
            else
            {
                using var program = DeviceProgram.Build(graph, device, OptimizeGoal.Balanced, cancellation: cancellation);
                var progress = Render.Progress("running");
                outputs = program.Run(data, examples, progress is null ? null : p => progress(p.Done, p.Total), cancellation).Outputs;
            }
            OutputFolder.WriteBytes(parsed.GetValue(output)!, outputs);
            return 0;
        }, cancellation));
        return command;
    }
}
