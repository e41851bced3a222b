using System.Globalization;
using Mote.Workflows.Fitting;

namespace Mote.Cli;

/// <summary>What <c>mote fit</c> prints.</summary>
internal static class FitDisplay
{
    private const double DaysOfYear = 365.25, DaysOfMonth = DaysOfYear / 12;

    public static void Print(FitReport report)
    {
        Console.WriteLine(
            $"{report.Model} ({report.Optimize}), an inference every {Text(report.EverySeconds)} s on {report.Battery}; "
            + $"kept free for the application: {Render.Number(report.ReserveFlashBytes)} bytes of flash, "
            + $"{Render.Number(report.ReserveRamBytes)} of RAM");
        var programs = Render.Table("compiled for", ">flash", ">RAM", ">instructions", "");
        foreach (var p in report.Programs)
            Render.Row(programs, p.Target, Render.Number(p.FlashBytes), Render.Number(p.RamBytes), Render.Number(p.Instructions),
                p.IsFitted ? "" : "some layers estimated by their products");
        Render.Out.Write(programs);
        var table = Render.Table(
            "board", "core", ">MHz", "fits", ">flash", ">RAM", ">ms", ">from - to", ">inferences/s", ">uJ each", ">battery lasts");
        foreach (var b in report.Boards)
        {
            var program = report.Programs.FirstOrDefault(p => p.Target == b.Target);
            Render.Row(
                table, b.Board, b.Core, Text(b.Megahertz), Verdict(b.Fit), Share(program?.FlashBytes, b.FlashBytes),
                Share(program?.RamBytes, b.RamBytes), Text(b.Milliseconds),
                b.LeastMilliseconds is null ? "-" : $"{Text(b.LeastMilliseconds)} - {Text(b.MostMilliseconds)}",
                Text(b.PerSecond), b.Milliseconds is null ? "-" : Text(b.Microjoules, "not known"), Life(b));
        }
        Render.Out.Write(table);
        foreach (var b in report.Boards.Where(b => b.Why.Length > 0 && (b.Fit == Fit.NeedsRegions || report.Boards.Length <= 8)))
            Console.WriteLine($"{b.Board}: {b.Why}");
        if (report.Boards.Any(b => b.KeepsUp == true && b.BatteryDays is null))
            Console.WriteLine("Not known: nobody has looked up the chip's current, running or asleep; 'mote boards' shows which.");
        if (report.Boards.Any(b => b.IsTooMuchForBattery))
            Console.WriteLine($"Current too high: the chip takes more, running, than {report.Battery} gives in pulses.");
        Console.WriteLine("How this is found, and how far off it may be (docs/boards.md):");
        foreach (var line in report.Method) Console.WriteLine("  " + line);
    }

    private static string Verdict(Fit fit) => fit switch
    {
        Fit.Fits => "yes",
        Fit.NeedsRegions => "in regions",
        Fit.FlashTooSmall => "no: flash",
        Fit.RamTooSmall => "no: RAM",
        Fit.NoTarget => "no target yet",
    };

    private static string Life(FittedBoard b)
    {
        if (b.KeepsUp is null) return "-";
        if (b.KeepsUp == false) return "too slow";
        if (b.IsTooMuchForBattery) return "current too high";
        if (b.BatteryDays is not { } days) return "not known";
        var (unit, name) = days switch
        {
            >= 2 * DaysOfYear => (DaysOfYear, "years"),
            >= 2 * DaysOfMonth => (DaysOfMonth, "months"),
            >= 2 => (1, "days"),
            _ => (1 / 24.0, "hours"),
        };
        // Whatever the inference takes: the battery itself ends.
        if (b.LeastBatteryDays == b.MostBatteryDays) return $"{Text(days / unit)} {name}: its shelf life";
        var least = b.LeastBatteryDays is { } fewest ? Text(fewest / unit) : "0";
        return $"{Text(days / unit)} {name} ({least} - {Text(b.MostBatteryDays / unit)})";
    }

    private static string Share(long? used, long? all) => used is { } u && all is { } a
        ? (100.0 * u / a).ToString(u >= a ? "0" : "0.#", CultureInfo.InvariantCulture) + " %" : "-";

    /// <summary>Three digits.</summary>
    private static string Text(double? value, string none = "-")
    {
        if (value is not { } v) return none;
        var decimals = v == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(v))), 0, 4);
        return Math.Round(v, decimals).ToString("#,0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }
}
