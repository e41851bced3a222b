using System.CommandLine;
using Mote.Compiler;
using Mote.Core.Diagnostics;
using Mote.Targets;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote compile MODEL --target T --output FOLDER</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        var model = new Argument<string[]>("model")
        {
            Description = "A model: .tflite, .onnx, or Mote's own (.mote, .motez). Several with --share-arena.",
            Arity = ArgumentArity.OneOrMore,
        };
        var target = CommonOptions.Target("What to compile for; see 'mote targets'.");
        target.Required = true;
        var output = new Option<string>("--output") { Description = "The folder for the C.", Required = true };
        var optimize = CommonOptions.Optimize();
        var arena = new Option<string>("--arena")
        {
            Description = "caller: your firmware provides the memory; static: it comes with the model.",
            DefaultValueFactory = _ => "caller",
        };
        arena.AcceptOnlyFromAmong("caller", "static");
        var budget = CommonOptions.RamBudget();
        var share = new Option<bool>("--share-arena")
        {
            Description = "Several models that run one at a time work in one memory; each has a folder of its own.",
        };
        var flash = CommonOptions.FlashBudget();
        var coded = CommonOptions.CodeWeights();
        var region = CommonOptions.Region();
        var json = CommonOptions.Json();
        var command = new Command("compile", "Write a model as C: no heap, no interpreter, only the kernels it needs.")
        {
            model, target, output, optimize, arena, share, budget, flash, coded, region, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var folder = parsed.GetValue(output)!;
            var device = TargetTable.Find(parsed.GetValue(target)!);
            var goal = CommonOptions.Goal(parsed.GetValue(optimize)!);
            var memory = CommonOptions.Memory(
                parsed.GetValue(budget), parsed.GetValue(region), parsed.GetValue(flash), parsed.GetValue(coded));
            var paths = parsed.GetValue(model)!;
            if (parsed.GetValue(share))
            {
                var shared = CompileShared.Run(
                    [.. paths.Select(p => Render.Read(p))], device, goal, parsed.GetValue(arena) == "static", memory, folder, cancellation);
                if (parsed.GetValue(json)) Console.Out.Write(Json.Print(shared));
                else Print(shared, folder);
                foreach (var each in shared.Models) Render.Diagnostics(each.Warnings);
                return 0;
            }
            if (paths.Length > 1)
                throw new MoteException("MOTE0005", string.Join(' ', paths), "compile takes one model, or several that share an arena.",
                    "Add --share-arena, or call it once for each.");
            var report = Compile.Run(
                Render.Read(paths[0]), device, goal, parsed.GetValue(arena) == "static", memory, folder, cancellation);
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report, folder);
            Render.Diagnostics(report.Warnings);
            return 0;
        }, cancellation));
        return command;
    }

    private static void Print(SharedReport report, string folder)
    {
        foreach (var model in report.Models) Print(model, Path.Combine(folder, CNames.Identifier(model.Model)));
        Console.WriteLine(
            $"shared by all: {Render.Number(report.SharedBytes)} bytes, states apart from it {Render.Number(report.StateBytes)} bytes; "
            + $"see {folder}/mote_shared.h");
    }

    private static void Print(CompileReport report, string folder)
    {
        var others = report.Files.Length - 1;
        var fewer = report.OptimizedMacs == report.Macs ? "" : $" -> {Render.Number(report.OptimizedMacs)} after exact passes";
        Console.WriteLine($"{report.Model} for {report.Target}, optimised for {report.Optimize}: {folder}/model.c and {others} more files");
        Console.WriteLine($"  MACs     {Render.Number(report.Macs)}{fewer}");
        Console.WriteLine($"  weights  {Render.Number(report.WeightBytes)} bytes");
        if (report.Steps.SelectMany(s => s.Coded).ToList() is { Count: > 0 } coded)
            Console.WriteLine($"  coded    {Coded(coded, report.Steps.Sum(s => s.DecodeInstructions))}");
        var bound = Render.Number(report.ArenaLowerBoundBytes);
        Console.WriteLine($"  arena    {Render.Number(report.ArenaBytes)} bytes (lower bound {bound})");
        foreach (var part in report.Regions) Console.WriteLine($"  {part.Name,-8} {Render.Number(part.Bytes)} bytes of it");
        if (report.Bands is { } bands) Console.WriteLine($"  bands    {Render.Bands(bands)}");
        Console.WriteLine(report.Checked switch
        {
            null => "  NOT PROVED: this computer has no C compiler to check the C with; 'mote doctor --install' gets one",
            "host" when report.Target == "host" => "  proved   the C, built and run on this computer, equals the interpreter bit for bit",
            "host" => "  proved   with portable kernels on this computer, bit for bit; "
                + "'mote doctor --install' gets what emulates the target",
            var target => $"  proved   the C, run on the emulated {target}, equals the interpreter bit for bit",
        });
    }

    private static string Coded(List<CodedConstantReport> coded, long instructions) =>
        $"{Render.Number(coded.Sum(c => (long)c.PlainBytes))} bytes in {Render.Number(coded.Sum(c => (long)c.CodedBytes))} and tables; "
        + $"decoding takes about {Render.Number(instructions)} instructions an inference";
}
