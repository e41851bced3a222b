using System.CommandLine;
using System.Globalization;
using Mote.Data;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote data show DATASET</summary>
internal static class DataShowCommand
{
    /// <summary>So many names are listed of anything that may be wrong.</summary>
    private const int Listed = 8;

    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = "A folder that 'mote data import' made." };
        var page = new Option<string?>("--report") { Description = "Write a page (HTML) with examples as pictures." };
        var json = CommonOptions.Json();
        var command = new Command("show", "What a dataset holds, and what may be wrong with it.") { dataset, page, json };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var report = DataShow.Run(parsed.GetValue(dataset)!, parsed.GetValue(page), cancellation);
            if (parsed.GetValue(json)) Console.Out.Write(DataJson.Print(report));
            else Print(report);
            if (parsed.GetValue(page) is { } written && !parsed.GetValue(json)) Console.WriteLine($"page: {written}");
            return 0;
        }, cancellation));
        return command;
    }

    private static void Print(DataReport report)
    {
        var s = report.Summary;
        Console.WriteLine($"{report.Dataset}: {Render.Number(s.All.Examples)} examples of {s.Type}"
            + (s.Rate is { } rate ? $", {Text(rate)} frames a second" : "")
            + (s.WindowSeconds is { } window ? $", {Text(window)} s each" : ""));
        var table = Render.Table("class", ">train", ">validation", ">test", ">recordings", ">seconds", ">groups");
        foreach (var c in s.Classes)
            Render.Row(table, c.Name, Render.Number(c.BySplit[0]), Render.Number(c.BySplit[1]), Render.Number(c.BySplit[2]),
                Render.Number(c.All.Recordings), c.All.Seconds is { } t ? Text(t) : "-", Render.Number(c.All.Groups));
        Render.Row(table, "all", Render.Number(s.Splits[0].All.Examples), Render.Number(s.Splits[1].All.Examples),
            Render.Number(s.Splits[2].All.Examples), Render.Number(s.All.Recordings), s.All.Seconds is { } all ? Text(all) : "-",
            Render.Number(s.All.Groups));
        Render.Out.Write(table);
        if (s.Imbalance is { } imbalance) Console.WriteLine($"largest class by smallest, in training: {Text(imbalance)}");
        List("clipped", s.Clipped);
        List("silent", s.Silent);
        List("the same bytes twice", [.. s.Duplicates.Where(d => !d.AcrossSplits).Select(Text)]);
        List("THE SAME BYTES IN SEVERAL SPLITS", [.. s.Duplicates.Where(d => d.AcrossSplits).Select(Text)]);
        List("GROUPS IN SEVERAL SPLITS", [.. s.Leaks.Select(l => $"{l.Group} ({string.Join(", ", l.Splits)})")]);
    }

    private static void List(string what, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return;
        Console.WriteLine($"{what}: {names.Count}");
        foreach (var name in names.Take(Listed)) Console.WriteLine($"  {name}");
        if (names.Count > Listed) Console.WriteLine($"  and {names.Count - Listed} more (--json lists all)");
    }

    private static string Text(DuplicateSummary d) => string.Join(" = ", d.Ids) + (d.AcrossClasses ? " (of different classes)" : "");

    private static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
