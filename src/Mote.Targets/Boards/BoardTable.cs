using System.Collections.Immutable;
using System.Text.Json;
using Mote.Core.Diagnostics;

namespace Mote.Targets.Boards;

/// <summary>The boards there are: Data/*.json, which travel in the assembly.</summary>
public static class BoardTable
{
    private const string Folder = "boards/";

    private static readonly Lazy<ImmutableArray<Board>> s_all = new(ReadAll);

    /// <summary>By name.</summary>
    public static ImmutableArray<Board> All => s_all.Value;

    /// <exception cref="MoteException">MOTE0420: there is no such board.</exception>
    public static Board Find(string name) => All.FirstOrDefault(b => b.Name == name)
        ?? throw new MoteException("MOTE0420", $"board '{name}'", "there is no such board.",
            (Spelling.Nearest(name, All.Select(b => b.Name)) is { } nearest ? $"Did you mean '{nearest}'? " : "")
                + "'mote boards' lists them.");

    /// <summary>The boards of one file.</summary>
    /// <param name="name">Of the file, for errors.</param>
    /// <param name="json">What it holds.</param>
    /// <param name="others">Chips of other files.</param>
    /// <exception cref="MoteException">MOTE0421: a figure is missing, impossible or without a source, a chip or core unknown.</exception>
    public static ImmutableArray<Board> Read(string name, ReadOnlySpan<byte> json, IEnumerable<Board>? others = null)
    {
        var chips = new Dictionary<string, ChipRow>();
        var file = Parse(name, json);
        AddChips(name, file, chips);
        foreach (var other in others ?? [])
            chips.TryAdd(other.Chip.Name, Row(other));
        return [.. file.Boards.Select(b => Made(name, b, chips))];
    }

    private static ImmutableArray<Board> ReadAll()
    {
        var assembly = typeof(BoardTable).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(n => (Name: n, File: Parse(n, Resource(n)))).ToList();
        var chips = new Dictionary<string, ChipRow>();
        foreach (var (name, file) in files) AddChips(name, file, chips);
        var boards = files.SelectMany(f => f.File.Boards.Select(b => Made(f.Name, b, chips))).OrderBy(b => b.Name, StringComparer.Ordinal)
            .ToImmutableArray();
        for (var i = 1; i < boards.Length; i++)
            if (boards[i].Name == boards[i - 1].Name) throw Bad(boards[i].Name, "there are two boards of this name");
        return boards;
    }

    internal static byte[] Resource(string name)
    {
        using var stream = typeof(BoardTable).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static BoardFile Parse(string name, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, BoardContext.Default.BoardFile) ?? throw Bad(name, "the file is empty");
        }
        catch (JsonException e)
        {
            throw Bad($"{name}, line {e.LineNumber + 1}", $"this is no list of boards at {e.Path}");
        }
    }

    private static void AddChips(string name, BoardFile file, Dictionary<string, ChipRow> chips)
    {
        foreach (var chip in file.Chips)
            if (!chips.TryAdd(chip.Name, chip)) throw Bad($"{name}, chip '{chip.Name}'", "there are two chips of this name");
    }

    private static Board Made(string file, BoardRow row, Dictionary<string, ChipRow> chips)
    {
        var where = $"{file}, board '{row.Name}'";
        if (row.Name.Length == 0 || row.Name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            throw Bad(where, "its name is not of small letters, digits and dashes");
        if (!chips.TryGetValue(row.Chip, out var chip)) throw Bad(where, $"there is no chip '{row.Chip}'");
        var sources = chip.Sources.Concat(row.Sources ?? []).ToImmutableArray();
        var board = new Board(
            row.Name, row.Title, row.Vendor,
            new Chip(
                chip.Name, CoreTable.Find(chip.Core) ?? throw Bad(where, $"there is no core '{chip.Core}'"), chip.ClockHz, chip.Supply,
                chip.Volts, chip.ActiveMilliamps, chip.AsleepMicroamps, chip.WakeUpMicroseconds),
            row.FlashBytes ?? chip.FlashBytes, [.. (row.Ram ?? chip.Ram).OrderByDescending(m => m.Bytes)], sources);
        BoardCheck.Run(where, board);
        return board;
    }

    private static ChipRow Row(Board b) => new(
        b.Chip.Name, b.Chip.Core.Name, b.Chip.ClockHz, b.FlashBytes, [.. b.Ram], b.Chip.Supply, b.Chip.Volts, b.Chip.ActiveMilliamps,
        b.Chip.AsleepMicroamps, b.Chip.WakeUpMicroseconds, [.. b.Sources]);

    internal static MoteException Bad(string where, string what) =>
        new("MOTE0421", where, what + ".", "Correct the file; docs/boards.md says what a board is described by.");
}
