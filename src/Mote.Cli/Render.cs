using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Formats;
using Mote.Workflows;
using Spectre.Console;

namespace Mote.Cli;

/// <summary>What all commands print alike.</summary>
internal static class Render
{
    /// <summary>Standard output; as wide as it likes where no terminal limits it.</summary>
    public static IAnsiConsole Out { get; } = Create();

    public static void Diagnostics(IReadOnlyList<Diagnostic> diagnostics)
    {
        foreach (var d in diagnostics)
        {
            Console.Error.WriteLine($"mote: {d.Severity.ToString().ToLowerInvariant()} {d.Code}: {d.Where}: {d.Message}");
            if (d.Help is { } help && !ReferenceEquals(d, diagnostics[^1]) && diagnostics[^1].Help == help) continue;
            if (d.Help is not null) Console.Error.WriteLine($"      {d.Help}");
        }
    }

    /// <summary>A model, with what there is to say of how it was read.</summary>
    /// <exception cref="MoteException">As <see cref="ModelFile"/>.</exception>
    public static Graph Read(string path)
    {
        var notes = new List<Diagnostic>();
        var graph = ModelFile.Read(path, notes);
        Diagnostics(notes);
        return graph;
    }

    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
        {
            var right = column.StartsWith('>');
            var header = new TableColumn(Markup.Escape(right ? column[1..] : column));
            header.Alignment = right ? Justify.Right : Justify.Left;
            header.NoWrap = right;
            table.AddColumn(header);
        }
        return table;
    }

    public static void Row(Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new Text[cells.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = new Text(cells[i]);
        table.AddRow(texts);
    }

    public static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Converters join the names of all layers that went into one; the first is the most telling.</summary>
    public static string Layer(string name)
    {
        var first = name.Split(';')[0];
        return first.Length <= 48 ? first : "..." + first[^45..];
    }

    /// <summary>What bands of rows bring and cost.</summary>
    public static string Bands(BandReport b)
    {
        var instructions = b.WholeInstructions is { } whole ? $"; without bands {Number(whole)} instructions" : "";
        return $"layers {Layer(b.First)} to {Layer(b.Last)} in {b.Bands} bands of {b.BandRows} rows, "
            + $"{Number(b.ExtraMacs)} MACs computed twice, "
            + $"arena without bands {Number(b.WholeArenaBytes)} bytes{instructions}";
    }

    /// <summary>Progress on one line of the terminal; silent elsewhere.</summary>
    public static Action<int, int>? Progress(string what)
    {
        if (Console.IsErrorRedirected) return null;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        return (done, total) =>
        {
            var left = done == 0 ? "" : $", about {clock.Elapsed.TotalSeconds / done * (total - done):F0} s left";
            Console.Error.Write($"\r{what}: {done} of {total}{left}   ");
            if (done == total) Console.Error.Write("\r" + new string(' ', 70) + "\r");
        };
    }

    private static IAnsiConsole Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        return console;
    }
}
