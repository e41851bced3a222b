using System.Globalization;
using Mote.Workflows;

namespace Mote.Cli;

/// <summary>How well anomalies are found, for a terminal.</summary>
internal static class AnomaliesDisplay
{
    public static void Print(AnomalyReport r)
    {
        Console.WriteLine($"{r.Model}: {Render.Number(r.NormalExamples)} normal examples ({string.Join(", ", r.Normal)}) and "
            + $"{Render.Number(r.Anomalies)} anomalies of the {r.Split} split");
        var classes = Render.Table("class", ">examples", ">mean error", ">AUC");
        foreach (var c in r.Classes)
            Render.Row(classes, c.IsNormal ? $"{c.Name} (normal)" : c.Name, Render.Number(c.Examples), Error(c.MeanError),
                c.Area is { } area ? Number(area) : "-");
        Render.Out.Write(classes);
        foreach (var t in r.Thresholds)
            Console.WriteLine(
                $"an error of {Error(t.Threshold)} or more: {Percents(t.FalseAlarms)} % false alarms, {Percents(t.Hits)} % found");
        Console.WriteLine($"AUC {Number(r.Area)}, up to 10 % false alarms {Number(r.PartialArea)}; "
            + $"equal error rate {Percents(r.EqualErrorRate)} %");
    }

    private static string Error(double error) => error.ToString("G4", CultureInfo.InvariantCulture);

    private static string Number(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Percents(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
