using System.Globalization;
using System.Text;
using Mote.Targets.Boards;

namespace Mote.Targets.Tests;

/// <summary>docs/boards.md, as far as it is tables: made from the data. MOTE_UPDATE_GOLDEN=1 writes it anew.</summary>
public class BoardPageTests
{
    private const string Begin = "<!-- begin: made by BoardPageTests -->\n", End = "<!-- end -->\n";

    [Fact]
    public void The_page_lists_the_boards_there_are()
    {
        var path = Path.Combine(Root(), "docs", "boards.md");
        var page = File.ReadAllText(path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, $"{path} lacks the lines '{Begin.Trim()}' and '{End.Trim()}'");
        var made = page[..(begin + Begin.Length)] + Tables() + page[end..];
        if (Environment.GetEnvironmentVariable("MOTE_UPDATE_GOLDEN") == "1") File.WriteAllText(path, made);
        else Assert.True(page == made, "docs/boards.md is out of date; MOTE_UPDATE_GOLDEN=1 makes it anew");
    }

    private static string Tables()
    {
        var text = new StringBuilder();
        text.Append("| core | runs the code of | cycles of an instruction | from | how known |\n|---|---|---:|---:|---|\n");
        foreach (var c in CoreTable.All)
            text.Append($"| {c.Title} | {c.Target?.Name ?? "-"} | {Text(c.Cycles?.Typical, "0.00")} | "
                + (c.Cycles is { } k ? $"{Text(k.Least, "0.00")} to {Text(k.Most, "0.00")}" : "-")
                + $" | {string.Join(' ', ((string[])[c.Note, c.Cycles?.Method ?? ""]).Where(t => t.Length > 0))} |\n");
        text.Append("\n| battery | volts | mAh | pulses, mA | shelf life, years | source |\n|---|---:|---:|---:|---:|---|\n");
        foreach (var b in BatteryTable.All)
            text.Append($"| `{b.Name}`: {b.Title} | {Text(b.Volts)} | {Text(b.MilliampHours)} | {Text(b.MostMilliamps)} | "
                + $"{Text(b.ShelfYears)} | [{b.Source.Title}]({b.Source.Url}): {b.Source.Where} |\n");
        text.Append("\n| board | | chip | core | MHz | flash, KB | RAM, KB | running, mA | asleep, uA | waking up, us | currents from |\n"
            + "|---|---|---|---|---:|---:|---:|---:|---:|---:|---|\n");
        foreach (var b in BoardTable.All)
            text.Append($"| `{b.Name}` | {b.Title} | {b.Chip.Name} | {b.Chip.Core} | {Text(b.Chip.ClockHz / 1e6)} | "
                + $"{(b.FlashBytes is { } f ? Text(f / 1024.0) : "in RAM")} | "
                + $"{string.Join(" + ", b.Ram.Select(m => Text(m.Bytes / 1024.0)))} | {Text(b.Chip.ActiveMilliamps)} | "
                + $"{Text(b.Chip.AsleepMicroamps)} | {Text(b.Chip.WakeUpMicroseconds)} | {Currents(b)} |\n");
        return text.ToString();
    }

    private static string Currents(Board board) => string.Join("; ", board.Sources
        .Where(s => s.Of.Any(o => o is "active" or "asleep" or "wakeUp")).Select(s => $"[{s.Title}]({s.Url})"));

    private static string Text(double? value, string format = "0.###") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "?";

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Mote.slnx"))) directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("the tests run inside the checkout");
    }
}
