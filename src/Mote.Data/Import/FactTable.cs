using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Data.Files;

namespace Mote.Data.Import;

/// <summary>A table's rows, found by what they have in common with a recording.</summary>
internal sealed class FactTable
{
    private readonly FactTableOptions _options;
    private readonly string[] _names;
    private readonly List<TableRow> _rows = [];
    private readonly Dictionary<string, Dictionary<string, List<int>>> _byKey = [];

    /// <exception cref="MoteException">MOTE0501: it cannot be read; MOTE0506: a row has another number of columns.</exception>
    public FactTable(FactTableOptions options)
    {
        _options = options;
        using var stream = RecordingFile.Open(options.Path);
        using var rows = TableReader.Rows(stream, options.Path).Where(r => !r.IsBlank).GetEnumerator();
        if (options.Columns is null && !rows.MoveNext()) throw new MoteException("MOTE0506", options.Path, "the table is empty.");
        _names = options.Columns is null ? rows.Current.Cells : [.. options.Columns];
        while (rows.MoveNext())
        {
            if (rows.Current.Cells.Length != _names.Length)
                throw new MoteException("MOTE0506", $"{options.Path}, line {rows.Current.Line}",
                    $"{rows.Current.Cells.Length} cells in a table of {_names.Length} columns.");
            _rows.Add(rows.Current);
        }
        foreach (var value in options.Values ?? []) Column(value);
    }

    public string Path => _options.Path;

    /// <summary>Place of a column.</summary>
    /// <exception cref="MoteException">MOTE0506: there is none of this name.</exception>
    public int Column(string name) => Array.IndexOf(_names, name) is var at and >= 0 ? at
        : throw new MoteException("MOTE0506", Path, $"the table has no column '{name}'.", $"Its columns are {string.Join(", ", _names)}.");

    /// <summary>The rows that agree with the facts in all columns that have a fact's name.</summary>
    /// <param name="except">Columns that are no keys whatever they are called.</param>
    /// <exception cref="MoteException">MOTE0506: no column has a fact's name.</exception>
    public IReadOnlyList<TableRow> Find(IReadOnlyDictionary<string, string> facts, params string[] except)
    {
        int[] keys = [.. Enumerable.Range(0, _names.Length).Where(i => facts.ContainsKey(_names[i]) && !except.Contains(_names[i]))];
        if (keys.Length == 0)
            throw new MoteException("MOTE0506", Path, "no column says which recording a row belongs to.",
                $"Its columns are {string.Join(", ", _names)}; known of a recording are {string.Join(", ", facts.Keys)}.");
        // Recordings of one import have the same facts nearly always, so there are one or two such indices.
        var shape = string.Join(',', keys);
        if (!_byKey.TryGetValue(shape, out var index))
        {
            index = _byKey[shape] = [];
            for (var i = 0; i < _rows.Count; i++)
            {
                var key = Key(keys.Select(k => _rows[i].Cells[k]));
                if (!index.TryGetValue(key, out var list)) index[key] = list = [];
                list.Add(i);
            }
        }
        return index.TryGetValue(Key(keys.Select(k => facts[_names[k]])), out var found) ? [.. found.Select(i => _rows[i])] : [];
    }

    /// <summary>Adds what the table says to the facts, and gives the values to append to the samples.</summary>
    /// <exception cref="MoteException">MOTE0506: no row or several belong to the recording, or a value is no number.</exception>
    public float[] Join(Dictionary<string, string> facts, string where)
    {
        var rows = Find(facts);
        if (rows.Count != 1)
            throw new MoteException("MOTE0506", where, rows.Count == 0 ? $"{Path} has no row for it."
                : $"{Path} has {rows.Count} rows for it, the first in line {rows[0].Line}.");
        for (var i = 0; i < _names.Length; i++) facts.TryAdd(_names[i], rows[0].Cells[i]);
        return [.. (_options.Values ?? []).Select(v => Value(rows[0], Column(v)))];
    }

    /// <summary>A cell as a number.</summary>
    /// <exception cref="MoteException">MOTE0506: it is none.</exception>
    public float Value(TableRow row, int column)
    {
        var cell = row.Cells[column];
        if (cell.Length == 0 && _options.Missing is { } missing) return (float)missing;
        return float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && float.IsFinite(real) ? real
            : throw new MoteException("MOTE0506", $"{Path}, line {row.Line}",
                $"'{cell}' in column '{_names[column]}' is no finite number.");
    }

    private static string Key(IEnumerable<string> cells) => string.Join('\u001F', cells);
}
