using System.Collections.Immutable;
using System.Globalization;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>
/// Recordings as tables of numbers. Either every row is a moment, the columns are channels, and an empty line begins the next recording;
/// a column that is named like a time (time, t, seconds; timestamp, ms in milliseconds) gives the rate instead. Or, with
/// <see cref="ReadOptions.FirstValue"/>, every row is an example.
/// </summary>
internal static class CsvReader
{
    /// <summary>So many moments are looked at for the rate.</summary>
    private const int MomentsForRate = 64;

    private static readonly ImmutableDictionary<string, double> TimeColumns = ImmutableDictionary.CreateRange(
        StringComparer.OrdinalIgnoreCase,
        [
            KeyValuePair.Create("time", 1.0), KeyValuePair.Create("t", 1.0), KeyValuePair.Create("seconds", 1.0),
            KeyValuePair.Create("timestamp", 1e-3), KeyValuePair.Create("ms", 1e-3), KeyValuePair.Create("time_ms", 1e-3),
        ]);

    public static IEnumerable<Recording> Read(ByteReader reader, ReadOptions options)
    {
        using var rows = TableReader.Rows(reader.Rest, reader.Path).GetEnumerator();
        do
        {
            if (!rows.MoveNext()) yield break;
        }
        while (rows.Current.IsBlank);
        var header = options.Header ?? !rows.Current.Cells.All(c => TryNumber(c, out _));
        var names = header ? rows.Current.Cells : [.. Enumerable.Range(0, rows.Current.Cells.Length).Select(i => $"{i}")];
        var more = !header || rows.MoveNext();
        if (!more) yield break;
        foreach (var recording in options.FirstValue is { } first
            ? Examples(rows, reader.Path, names, Column(first, names, reader.Path))
            : Blocks(rows, reader.Path, names, header, options)) yield return recording;
    }

    /// <summary>The rows from the current one on, each an example.</summary>
    private static IEnumerable<Recording> Examples(IEnumerator<TableRow> rows, string path, string[] names, int first)
    {
        var place = 0;
        do
        {
            if (rows.Current.IsBlank) continue;
            var cells = Checked(rows.Current, path, names.Length);
            var reals = new float[names.Length - first];
            for (var i = 0; i < reals.Length; i++) reals[i] = Number(rows.Current, path, first + i);
            yield return new RecordingInMemory($"#{place++}", SampleKind.Measured, [reals.Length], null,
                [.. names.Take(first).Select((n, i) => KeyValuePair.Create(n, cells[i]))], reals) { HasTime = false };
        }
        while (rows.MoveNext());
    }

    private static IEnumerable<Recording> Blocks(
        IEnumerator<TableRow> rows, string path, string[] names, bool header, ReadOptions options)
    {
        var time = header && options.Columns is null ? Array.FindIndex(names, TimeColumns.ContainsKey) : -1;
        int[] columns = options.Columns is { } chosen ? [.. chosen.Select(c => Column(c, names, path))]
            : [.. Enumerable.Range(0, names.Length).Where(i => i != time)];
        if (columns.Length == 0) throw new MoteException("MOTE0503", path, "the table has no column of values.");
        var source = new Rows(rows, path, names.Length, header ? names : null);
        for (var place = 0; source.NextBlock(); place++)
        {
            var ahead = new List<TableRow>();
            while (time >= 0 && ahead.Count < MomentsForRate && source.Next() is { } row) ahead.Add(row);
            yield return new CsvRecording(place == 0 ? "" : $"#{place}", columns, time < 0 ? null : Rate(ahead, path, time, names[time]),
                ahead, source, path);
        }
    }

    private static double? Rate(List<TableRow> moments, string path, int column, string name)
    {
        if (moments.Count < 2) return null;
        var seconds = (Number(moments[^1], path, column) - (double)Number(moments[0], path, column)) * TimeColumns[name];
        if (!(seconds > 0))
            throw new MoteException("MOTE0503", $"{path}, line {moments[^1].Line}", $"the time in column '{name}' does not go on.",
                "Choose the columns that are channels.");
        // Times are written with few digits: what is beyond the sixth says nothing.
        return double.Parse(((moments.Count - 1) / seconds).ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>A column by its name or its number.</summary>
    private static int Column(string wanted, string[] names, string path)
    {
        var at = Array.IndexOf(names, wanted);
        if (at < 0 && int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) at = number;
        return at >= 0 && at < names.Length ? at
            : throw new MoteException("MOTE0506", path, $"the table has no column '{wanted}'.",
                $"Its columns are {string.Join(", ", names.Take(12))}{(names.Length > 12 ? ", ..." : "")}.");
    }

    private static string[] Checked(TableRow row, string path, int columns) => row.Cells.Length == columns ? row.Cells
        : throw new MoteException("MOTE0503", $"{path}, line {row.Line}", $"{row.Cells.Length} values in a table of {columns} columns.");

    private static float Number(TableRow row, string path, int column) => TryNumber(row.Cells[column], out var real) ? real
        : throw new MoteException("MOTE0503", $"{path}, line {row.Line}", $"'{Short(row.Cells[column])}' is no finite number.");

    private static string Short(string cell) => cell.Length <= 40 ? cell : cell[..40] + "...";

    private static bool TryNumber(string cell, out float real) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out real) && float.IsFinite(real);

    /// <summary>Rows cut at empty lines; the table's header may stand before each block.</summary>
    private sealed class Rows(IEnumerator<TableRow> rows, string path, int columns, string[]? header)
    {
        private bool _more = true, _inBlock;

        /// <summary>Goes on to the first row of a block.</summary>
        public bool NextBlock()
        {
            while (_inBlock && Next() is not null)
            {
                // What a reader left of the block before.
            }
            while (_more && (rows.Current.IsBlank || (header is not null && rows.Current.Cells.SequenceEqual(header))))
                _more = rows.MoveNext();
            return _inBlock = _more;
        }

        /// <summary>The current row, and on to the next; null at the block's end.</summary>
        public TableRow? Next()
        {
            if (!_more || rows.Current.IsBlank)
            {
                _inBlock = false;
                return null;
            }
            var row = rows.Current;
            _ = Checked(row, path, columns);
            _more = rows.MoveNext();
            return row;
        }
    }

    private sealed class CsvRecording(string place, int[] columns, double? rate, List<TableRow> ahead, Rows rows, string path)
        : Recording(place, SampleKind.Measured, [columns.Length], rate, [])
    {
        private int _at;

        public override int Read(Span<float> reals)
        {
            var frames = 0;
            for (; (frames + 1) * columns.Length <= reals.Length; frames++)
            {
                if ((_at < ahead.Count ? ahead[_at++] : rows.Next()) is not { } row) break;
                for (var i = 0; i < columns.Length; i++) reals[frames * columns.Length + i] = Number(row, path, columns[i]);
            }
            return frames;
        }
    }
}
