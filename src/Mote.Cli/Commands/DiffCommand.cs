using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote diff FIRST SECOND [--inputs FOLDER] [--tolerance T] [--only ASPECT ...]</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("first") { Description = "A model." };
        var second = new Argument<string>("second") { Description = "Another one." };
        var inputs = new Option<string?>("--inputs")
        {
            Description = "A folder with input_K.bin or input_K_J.bin, or one file of examples; random ones if not given.",
        };
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "What weights and outputs may differ by, as the reals they stand for (0: not at all).",
        };
        var only = new Option<string[]>("--only")
        {
            Description = "What decides whether they are equal: structure, weights, quantization, outputs (all, if not given).",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = CommonOptions.Json();
        var command = new Command("diff", "Compare two models: layers, weights, quantization, answers. Exit code 0: equal, 1: they differ.")
        {
            first, second, inputs, tolerance, only, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var most = parsed.GetValue(tolerance);
            if (!(most >= 0)) throw new MoteException("MOTE0005", "--tolerance", "a tolerance is a number, 0 or more.");
            var options = new DiffOptions(most, Aspects(parsed.GetValue(only) ?? []), parsed.GetValue(inputs));
            var report = Diff.Run(parsed.GetValue(first)!, parsed.GetValue(second)!, options, cancellation);
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            return report.IsEqual ? 0 : 1;
        }, cancellation));
        return command;
    }

    private static ImmutableHashSet<DiffAspect> Aspects(string[] names)
    {
        if (names.Length == 0) return DiffOptions.Default.Aspects;
        var known = Enum.GetValues<DiffAspect>().ToDictionary(a => a.ToString().ToLowerInvariant());
        return [.. names.Select(n => known.TryGetValue(n.ToLowerInvariant(), out var aspect) ? aspect
            : throw new MoteException("MOTE0005", $"--only {n}", "that is nothing models differ in.",
                $"Choose among {string.Join(", ", known.Keys)}."))];
    }

    private static void Print(DiffReport report)
    {
        Console.WriteLine($"- {report.First}");
        Console.WriteLine($"+ {report.Second}");
        foreach (var line in report.Interface) Console.WriteLine($"  {line}");
        if (report.Nodes.Length > 0) PrintNodes(report);
        if (report.Quantization.Length > 0)
        {
            var table = Render.Table("quantization of", "first", "second");
            foreach (var q in report.Quantization) Render.Row(table, Render.Layer(q.Tensor), q.First, q.Second);
            Render.Out.Write(table);
        }
        if (report.Weights.Length > 0) PrintTensors("weights", report.Weights);
        if (report.Outputs.Length > 0) PrintTensors($"output, {report.Examples} examples", report.Outputs);
        Console.WriteLine($"structure     {Count(report.Nodes.Length + report.Interface.Length, "difference")}");
        var all = report.Weights.Length + report.EqualWeights;
        var differing = report.Weights.Length == 0 ? "none" : Render.Number(report.Weights.Length);
        Console.WriteLine($"weights       {differing} of {Render.Number(all)} differ");
        Console.WriteLine($"quantization  {Count(report.Quantization.Length, "difference")}");
        Console.WriteLine($"outputs       {Outputs(report)}");
        var within = report.Tolerance > 0 ? string.Create(CultureInfo.InvariantCulture, $" within {report.Tolerance:G6}") : "";
        Console.WriteLine($"{(report.IsEqual ? "EQUAL" : "DIFFERENT")}{within} in {string.Join(", ", report.DecidedBy)}");
    }

    private static void PrintNodes(DiffReport report)
    {
        var table = Render.Table("", ">#", "operator", "layer", "what");
        foreach (var n in report.Nodes)
            Render.Row(table, n.Change switch { "added" => "+", "removed" => "-", _ => "~" },
                n.Index.ToString(CultureInfo.InvariantCulture), n.Op, Render.Layer(n.Layer), string.Join("\n", n.Details));
        Render.Out.Write(table);
    }

    private static void PrintTensors(string title, ImmutableArray<TensorDifference> tensors)
    {
        var table = Render.Table(title, "type", ">differ", ">by at most", ">largest value", "");
        foreach (var t in tensors)
            Render.Row(table, Render.Layer(t.Tensor), t.First == t.Second ? t.First : $"{t.First} -> {t.Second}",
                $"{Render.Number(t.Differing)} of {Render.Number(t.Elements)}", Real(t.MaxDifference), Real(t.Largest),
                t.Elements == 0 ? "not comparable" : t.Differing == 0 ? "equal" : t.Within ? "within" : "DIFFERS");
        Render.Out.Write(table);
    }

    private static string Outputs(DiffReport report) => report.Examples == 0 ? "not comparable: the models do not take the same inputs"
        : report.Outputs.All(o => o is { Differing: 0, Elements: > 0 }) ? $"equal on {Count(report.Examples, "example")}"
        : $"{report.Outputs.Count(o => !o.Within)} of {report.Outputs.Length} differ on {Count(report.Examples, "example")}";

    private static string Count(int count, string what) =>
        count == 1 ? $"1 {what}" : $"{(count == 0 ? "no" : Render.Number(count))} {what}s";

    private static string Real(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "-";
}
