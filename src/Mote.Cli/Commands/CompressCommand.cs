using System.CommandLine;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Core.Machine;
using Mote.Targets;
using Mote.Workflows;
using Mote.Workflows.Compressing;
using Mote.Workflows.Compressing.Searching;
using Spectre.Console;

namespace Mote.Cli.Commands;

/// <summary>mote compress MODEL --data DATASET --recipe FILE --output FILE, or with budgets in place of the recipe.</summary>
internal static class CompressCommand
{
    private static readonly Argument<string> Model = new("model")
    {
        Description = "A trained float model: NAME.float.mote as 'mote train' writes it, or a .tflite or .onnx that takes features.",
    };
    private static readonly Option<string?> Recipe = new("--recipe")
    {
        Description = "Exactly what to do, as YAML (docs/compression.md). Without it, what fits the budgets is searched for.",
    };
    private static readonly Option<string> Output = new(
        "--output", "-o") { Description = "The model to write (.mote, .tflite).", Required = true };
    private static readonly Option<string?> Flash = new("--flash") { Description = "The most flash of the whole program: 64k." };
    private static readonly Option<string?> Ram = new("--ram") { Description = "The most static RAM: 16k." };
    private static readonly Option<long?> Instructions = new("--instructions") { Description = "The most instructions of an inference." };
    private static readonly Option<double?> MinAccuracy = new("--min-accuracy")
    {
        Description = "The least share of right answers on the validation split: 0.9. Without --flash: as small as that allows.",
    };
    private static readonly Option<string> Target = new("--target")
    {
        Description = "The device that budgets are of; see 'mote targets'.", DefaultValueFactory = _ => "cortex-m4",
    };
    private static readonly Option<string?> Optimize = new("--optimize")
    {
        Description = "What to favour when it is compiled; if not given, balanced, and size where that does not fit.",
    };
    private static readonly Option<int> Epochs = new("--epochs")
    {
        Description = "Of training the found plan; trials have a quarter.", DefaultValueFactory = _ => 60,
    };
    private static readonly Option<string?> Report = new("--report") { Description = "Writes all that was tried as a page." };

    public static Command Create()
    {
        var (json, learning) = (CommonOptions.Json(), new LearningOptions());
        var command = new Command(
            "compress", "Make a trained model smaller: cut, prune and round its weights, as a recipe says or a budget wants.")
        {
            Model, Recipe, Flash, Ram, Instructions, MinAccuracy, Target, Optimize, Epochs, Report, Output, json,
        };
        learning.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var training = learning.Request(parsed) with { From = parsed.GetValue(Model), Output = parsed.GetValue(Output)! };
            if (parsed.GetValue(Output) is { } output && Path.GetExtension(output).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
                throw new MoteException("MOTE0005", $"--output {output}", "integers of few bits are written as .mote or .tflite.");
            return Budget(parsed) is { } budget ? Search(parsed, training, budget, parsed.GetValue(json), cancellation)
                : Follow(parsed, training, parsed.GetValue(json), cancellation);
        }, cancellation));
        return command;
    }

    /// <exception cref="MoteException">MOTE0005: neither recipe nor budget, or both, or a budget that makes no sense.</exception>
    private static CompressionBudget? Budget(ParseResult parsed)
    {
        var (flash, ram, accuracy) = (parsed.GetValue(Flash), parsed.GetValue(Ram), parsed.GetValue(MinAccuracy));
        var asked = flash is not null || ram is not null || accuracy is not null || parsed.GetValue(Instructions) is not null;
        if (asked == parsed.GetValue(Recipe) is not null)
            throw new MoteException("MOTE0005", "mote compress", asked ? "a recipe and budgets were given." : "nothing says how small.",
                "Give either --recipe, or budgets: --flash, --ram, --instructions, --min-accuracy.");
        if (!asked) return null;
        if (accuracy is { } a && a is not (> 0 and <= 1))
            throw new MoteException("MOTE0005", $"--min-accuracy {a.ToString(CultureInfo.InvariantCulture)}", "it is no share.",
                "Give a share between 0 and 1, as 0.9.");
        var target = TargetTable.Find(parsed.GetValue(Target)!);
        if (target.IsHost)
            throw new MoteException("MOTE0005", "--target host", "budgets are of a device.", "Choose one of 'mote targets'.");
        return new CompressionBudget(target,
            parsed.GetValue(Optimize) is { } goal ? [CommonOptions.Goal(goal)] : [OptimizeGoal.Balanced, OptimizeGoal.Size],
            flash is null ? null : CommonOptions.Bytes("--flash", flash), ram is null ? null : CommonOptions.Bytes("--ram", ram),
            parsed.GetValue(Instructions), accuracy);
    }

    private static int Search(
        ParseResult parsed, TrainRequest training, CompressionBudget budget, bool json, CancellationToken cancellation)
    {
        var request = new BudgetRequest(
            training, budget, CommonOptions.AtLeast(3, parsed.GetValue(Epochs), "--epochs"), parsed.GetValue(Report));
        Action<CompressionPoint>? told = json ? null : p => Render.Out.Write(new Text(Line(p)));
        var report = TrainingDisplay.Run(Render.Out, json, p => CompressForBudget.Run(request, p, told, cancellation));
        if (json) Console.Out.Write(Json.Print(report));
        else Print(report);
        return report.Met ? 0 : 1;
    }

    private static int Follow(ParseResult parsed, TrainRequest training, bool json, CancellationToken cancellation)
    {
        var request = new CompressRequest(training, parsed.GetValue(Recipe)!);
        var report = TrainingDisplay.Run(Render.Out, json, p => CompressModel.Run(request, p, cancellation));
        if (json) Console.Out.Write(Json.Print(report));
        else Print(report);
        return 0;
    }

    private static string Line(CompressionPoint p) => string.Create(CultureInfo.InvariantCulture,
        $"{p.Name}: {p.Plan}: validation {100 * p.Validation:F2} %, flash {p.Figures.FlashBytes:N0}, RAM {p.Figures.RamBytes:N0}, ")
        + string.Create(CultureInfo.InvariantCulture, $"{p.Figures.Instructions:N0} instructions{(p.Fits ? "" : "; does not fit")}\n");

    private static void Print(BudgetReport r)
    {
        var steps = Render.Table(r.Model, ">validation %", ">zeros %", ">entropy", ">flash", ">RAM", ">instructions");
        foreach (var s in r.Steps)
            Render.Row(steps, s.Step, Percents(s.Validation), Percents(s.Zeros / (double)s.Weights),
                Render.Number((long)Math.Ceiling(s.EntropyBytes)), Render.Number(s.Figures.FlashBytes), Render.Number(s.Figures.RamBytes),
                Render.Number(s.Figures.Instructions));
        Render.Out.Write(steps);
        var asked = Render.Table("asked for", ">at most", ">is", "");
        Asked("flash", r.FlashBudget, r.Best.Figures.FlashBytes);
        Asked("RAM", r.RamBudget, r.Best.Figures.RamBytes);
        Asked("instructions", r.InstructionBudget, r.Best.Figures.Instructions);
        if (r.MinAccuracy is { } least)
            Render.Row(
                asked, "validation %", $"at least {Percents(least)}", Percents(r.Best.Validation),
                r.Best.Validation >= least ? "met" : "missed");
        Render.Out.Write(asked);
        if (r.Test is not null) Console.WriteLine($"test {Percents(r.Test)} %, the float model {Percents(r.TestBefore)} %");
        Console.WriteLine($"{r.Best.Plan}; compile it with --target {r.Target} {r.Best.Figures.Options}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{r.Seconds:F0} s; written: {r.Output} (integers), {r.FloatOutput}, {r.Recipe}"));

        void Asked(string name, long? most, long? found)
        {
            if (most is { } b) Render.Row(asked, name, Render.Number(b), Render.Number(found), found <= b ? "met" : "missed");
        }
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
