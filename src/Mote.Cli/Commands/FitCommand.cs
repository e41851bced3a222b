using System.CommandLine;
using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Targets.Boards;
using Mote.Workflows;
using Mote.Workflows.Fitting;

namespace Mote.Cli.Commands;

/// <summary>mote fit MODEL</summary>
internal static class FitCommand
{
    private const string ByLife = "life", ByFit = "fit", BySpeed = "speed", ByEnergy = "energy", ByName = "name";

    private static readonly string[] s_orders = [ByLife, ByFit, BySpeed, ByEnergy, ByName];

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var board = new Option<string[]>("--board") { Description = "Only this board; may be given again. See 'mote boards'." };
        var every = new Option<string>("--every")
        {
            Description = "How often an inference is due: 20ms, 1s, 5min, 1h.",
            DefaultValueFactory = _ => "1s",
        };
        var battery = new Option<string>("--battery")
        {
            Description = $"What the board lives on: {string.Join(", ", BatteryTable.All.Select(b => b.Name))}.",
            DefaultValueFactory = _ => "cr2032",
        };
        var flash = new Option<string?>("--reserve-flash") { Description = "Flash to keep free for the application; 16k if not given." };
        var ram = new Option<string?>("--reserve-ram") { Description = "RAM to keep free for stack and application; 4k if not given." };
        var sort = new Option<string>("--sort")
        {
            Description = $"By what to sort: {string.Join(", ", s_orders)}.",
            DefaultValueFactory = _ => ByLife,
        };
        var optimize = CommonOptions.Optimize();
        var json = CommonOptions.Json();
        var command = new Command("fit", "Show which boards a model fits, how fast it is there and how long a battery lasts.")
        {
            model, board, every, battery, flash, ram, sort, optimize, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var order = parsed.GetValue(sort)!;
            if (!s_orders.Contains(order))
                throw new MoteException(
                    "MOTE0005", $"--sort {order}", "there is no such order.", $"Choose one of {string.Join(", ", s_orders)}.");
            var names = parsed.GetValue(board) ?? [];
            var question = new FitQuestion(
                names.Length == 0 ? BoardTable.All : [.. names.Distinct().Select(BoardTable.Find)],
                CommonOptions.Goal(parsed.GetValue(optimize)!), Seconds("--every", parsed.GetValue(every)!),
                BatteryTable.Find(parsed.GetValue(battery)!),
                parsed.GetValue(flash) is { } f ? CommonOptions.Bytes("--reserve-flash", f) : FitQuestion.UsualFlashReserve,
                parsed.GetValue(ram) is { } r ? CommonOptions.Bytes("--reserve-ram", r) : FitQuestion.UsualRamReserve);
            var report = FitBoards.Run(Render.Read(parsed.GetValue(model)!), question, cancellation);
            report = report with { Boards = [.. Sorted(report, order)] };
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else FitDisplay.Print(report);
            return 0;
        }, cancellation));
        return command;
    }

    /// <summary>A time: 20ms, 1s, 5min, 1h.</summary>
    /// <exception cref="MoteException">MOTE0005: it is none.</exception>
    internal static double Seconds(string option, string text)
    {
        var digits = text.TrimEnd("abcdefghijklmnopqrstuvwxyz".ToCharArray());
        double? unit = text[digits.Length..] switch
        {
            "ms" => 1e-3,
            "s" => 1,
            "min" => 60,
            "h" => 3600,
            _ => null,
        };
        return unit is { } u && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * u is >= 1e-3 and <= 366 * 86400.0
            ? number * u
            : throw new MoteException(
                "MOTE0005", $"{option} {text}", "this is no time from 1 ms to a year.", "Write 20ms, 1s, 5min or 1h.");
    }

    /// <summary>What is not known comes last, and what does not fit behind that.</summary>
    private static IEnumerable<FittedBoard> Sorted(FitReport report, string order)
    {
        var named = report.Boards.OrderBy(b => b.Board, StringComparer.Ordinal);
        return order switch
        {
            ByName => named,
            ByFit => named.OrderBy(b => b.Fit).ThenBy(b => b.FlashBytes ?? long.MaxValue).ThenBy(b => b.RamBytes),
            BySpeed => named.OrderByDescending(b => b.PerSecond ?? -1),
            ByEnergy => named.OrderBy(b => b.Microjoules ?? double.MaxValue).ThenByDescending(b => b.PerSecond ?? -1),
            _ => named.OrderByDescending(b => b.IsTooMuchForBattery ? -0.5 : b.BatteryDays ?? (b.Milliseconds is null ? -2 : -1))
                .ThenBy(b => b.Fit).ThenBy(b => b.Microjoules ?? double.MaxValue).ThenByDescending(b => b.PerSecond ?? -1),
        };
    }
}
