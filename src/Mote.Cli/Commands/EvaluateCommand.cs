using System.CommandLine;
using System.Globalization;
using System.Text;
using Mote.Core.Diagnostics;
using Mote.Data;
using Mote.Formats;
using Mote.Training.Metrics;
using Mote.Workflows;
using Mote.Workflows.Reports;

namespace Mote.Cli.Commands;

/// <summary>mote evaluate MODEL --data DATASET [--split S] [--report FILE]</summary>
internal static class EvaluateCommand
{
    /// <summary>Groups that the terminal shows, worst first; the page and JSON show more.</summary>
    private const int GroupsShown = 10;

    /// <summary>Up to this many classes the matrix fits a terminal.</summary>
    private const int ClassesShown = 16;

    /// <param name="open">Reads a dataset.</param>
    public static Command Create(Func<string, ExampleSet> open)
    {
        var model = CommonOptions.Model();
        var data = new Option<string>("--data") { Description = "A dataset, made by 'mote data import'.", Required = true };
        var split = new Option<Split>("--split")
        {
            Description = "Which of its examples: train, validation or test.",
            DefaultValueFactory = _ => Split.Test,
        };
        var outputs = new Option<OutputMeaning>("--outputs")
        {
            Description = "What the model gives: probabilities or logits; automatic looks how it ends.",
            DefaultValueFactory = _ => OutputMeaning.Automatic,
        };
        var multiply = new Option<double>("--multiply")
        {
            Description = "Factor on the examples for a model of another unit: 255 if it takes pixels from 0 to 255.",
            DefaultValueFactory = _ => 1,
        };
        var normal = new Option<string[]>("--normal")
        {
            Description = "A class that is normal, for a model that reconstructs: everything else is an anomaly.",
            DefaultValueFactory = _ => [],
        };
        var report = new Option<string?>("--report") { Description = "Write a page with all of it, and curves, to this file (.html)." };
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Run a classifier over labelled examples: accuracy, confusion, groups, curves, calibration.")
        {
            model, data, split, outputs, multiply, normal, report, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var graph = Render.Read(parsed.GetValue(model)!);
            var set = open(parsed.GetValue(data)!);
            if (parsed.GetValue(normal)!.Length > 0 || Reconstruction.Of(graph, set.Classes.Length) is not null)
            {
                if (parsed.GetValue(report) is not null)
                    throw new MoteException("MOTE0005", "--report", "there is a page for classifiers alone.", "Take --json.");
                var found = Anomalies.Run(
                    graph, set, parsed.GetValue(split), Anomalies.Normal(set, parsed.GetValue(normal)!, "MOTE0805"), cancellation);
                if (parsed.GetValue(json)) Console.Out.Write(Json.Print(found));
                else AnomaliesDisplay.Print(found);
                return 0;
            }
            var factor = parsed.GetValue(multiply);
            if (!double.IsFinite(factor) || factor == 0)
                throw new MoteException("MOTE0005", "--multiply", "a factor is a number other than 0.");
            var options = new EvaluateOptions(parsed.GetValue(split), parsed.GetValue(outputs), Multiply: factor);
            var result = Evaluate.Run(graph, set, options, Progress(), cancellation);
            if (parsed.GetValue(report) is { } path) WholeFile.Write(path, Encoding.UTF8.GetBytes(EvaluationPage.Html(result)));
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(result.Report));
            else Print(result.Report);
            return 0;
        }, cancellation));
        return command;
    }

    /// <summary>A line for every hundredth, from one thread at a time.</summary>
    private static Action<int, int>? Progress()
    {
        if (Render.Progress("evaluating") is not { } print) return null;
        var gate = new Lock();
        return (done, all) =>
        {
            if (done != all && done % Math.Max(1, all / 100) != 0) return;
            lock (gate) print(done, all);
        };
    }

    private static void Print(EvaluateReport report)
    {
        var e = report.Evaluation;
        Console.WriteLine($"{report.Model}: {Render.Number(e.Examples)} examples of the {report.Split} split, "
            + $"outputs taken for {report.Outputs}");
        PrintConfusion(e);
        var classes = Render.Table("class", ">examples", ">precision %", ">recall %", ">F1 %", ">AUC", ">EER %", ">missed at 1 % f. a.");
        foreach (var c in e.Classes)
            Render.Row(classes, c.Name, Render.Number(c.Examples), Percents(c.Precision), Percents(c.Recall), Percents(c.F1),
                c.Area?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-", Percents(c.EqualErrorRate), Percents(c.MissesAt1Percent));
        Render.Out.Write(classes);
        if (e.Groups is { } groups) PrintGroups(groups);
        Console.WriteLine($"accuracy     {Bounds(e.Accuracy)}: {Render.Number(e.Examples - report.Mistakes)} of {Render.Number(e.Examples)}"
            + (e.TopTwo is { } two ? $"; true class among the two likeliest {Percents(two)} %" : ""));
        Console.WriteLine($"macro F1     {Percents(e.MacroF1)} %; balanced accuracy {Percents(e.BalancedAccuracy)} %");
        if (e.Groups is { } g)
            Console.WriteLine($"groups       mean {Bounds(g.Mean)}; spread {Percents(g.Spread)}; "
                + $"worst {g.Worst.Group} {Percents(g.Worst.Accuracy.Value)} %");
        var c2 = e.Calibration;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"calibration  expected error {100 * c2.ExpectedError:F1} %, "
            + $"largest {100 * c2.LargestError:F1} %, Brier {c2.Brier:F3}, NLL {c2.NegativeLogLikelihood:F3}"));
    }

    private static void PrintConfusion(Evaluation e)
    {
        if (e.Classes.Length > ClassesShown) return;
        var table = Render.Table(["is \\ called", .. e.Classes.Select(c => ">" + c.Name)]);
        foreach (var (row, c) in e.Confusion.Zip(e.Classes))
            Render.Row(table, [c.Name, .. row.Select(count => count == 0 ? "" : Render.Number(count))]);
        Render.Out.Write(table);
    }

    private static void PrintGroups(GroupAccuracy groups)
    {
        var table = Render.Table("group", ">examples", ">right %", ">95 % bounds");
        foreach (var g in groups.Groups.Take(GroupsShown))
            Render.Row(table, g.Group, Render.Number(g.Examples), Percents(g.Accuracy.Value),
                $"{Percents(g.Accuracy.Low)} to {Percents(g.Accuracy.High)}");
        Render.Out.Write(table);
        if (groups.Groups.Length > GroupsShown) Console.WriteLine($"  and {groups.Groups.Length - GroupsShown} better groups");
    }

    private static string Bounds(Interval i) => $"{Percents(i.Value)} % ({Percents(i.Low)} to {Percents(i.High)})";

    private static string Percents(double? share) => share is { } s ? (100 * s).ToString("0.0", CultureInfo.InvariantCulture) : "-";
}
