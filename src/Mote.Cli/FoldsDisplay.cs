using System.Globalization;
using Mote.Workflows;

namespace Mote.Cli;

/// <summary>What cross-validation found, for a terminal.</summary>
internal static class FoldsDisplay
{
    /// <summary>Up to this many classes the matrix fits a terminal.</summary>
    private const int ClassesShown = 16;

    public static void Print(FoldsReport report)
    {
        var table = Render.Table("fold", ">groups", ">trained on", ">scored on", ">float %", ">integers %");
        foreach (var f in report.Folds)
            Render.Row(table, $"{f.Fold}", Render.Number(f.Groups), Render.Number(f.TrainingExamples), Render.Number(f.TestExamples),
                Percents(f.Float), Percents(f.Integer));
        Render.Row(table, "mean", "", "", "", Percents(report.Float.Mean), Percents(report.Integer?.Mean));
        Render.Row(table, "spread", "", "", "", Percents(report.Float.Spread), Percents(report.Integer?.Spread));
        Render.Out.Write(table);
        if (report.Pooled is not { } pooled) return;
        if (pooled.Classes.Length <= ClassesShown)
        {
            var confusion = Render.Table(["is \\ called", .. pooled.Classes.Select(c => ">" + c.Name)]);
            foreach (var (row, c) in pooled.Confusion.Zip(pooled.Classes))
                Render.Row(confusion, [c.Name, .. row.Select(count => count == 0 ? "" : Render.Number(count))]);
            Render.Out.Write(confusion);
        }
        Console.WriteLine($"all folds together: {Percents(pooled.Accuracy.Value)} % of {Render.Number(pooled.Examples)} right "
            + $"({Percents(pooled.Accuracy.Low)} to {Percents(pooled.Accuracy.High)}), macro F1 {Percents(pooled.MacroF1)} %");
    }

    private static string Percents(double? share) => share is { } s ? (100 * s).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
