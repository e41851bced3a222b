using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mote.Core.Diagnostics;
using Mote.Data.Files;

namespace Mote.Data.Import;

/// <summary>Cuts recordings into pieces of one label, one group and one split each.</summary>
internal sealed class Pieces
{
    private readonly ImportOptions _options;
    private readonly FactTable? _events;
    private readonly Regex? _test, _validation;
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, int> _order = [];

    public Pieces(ImportOptions options)
    {
        _options = options;
        _events = options.Events is null ? null : new FactTable(options.Events);
        _test = Whole(options.Split.TestGroups, "--test-groups");
        _validation = Whole(options.Split.ValidationGroups, "--validation-groups");
        _names = options.LabelNames is null ? [] : Names(options.LabelNames);
        foreach (var name in _names.Values) _order.TryAdd(name, _order.Count);
    }

    /// <summary>Place of a class in the file of names; the same for all where there is none.</summary>
    public int NumberOf(string label) => _order.GetValueOrDefault(label, int.MaxValue);

    /// <summary>All pieces in the order of the recordings.</summary>
    /// <param name="recordings">As read.</param>
    /// <param name="wrong">Takes what cannot be cut: MOTE0505 where there is no label, group or split, MOTE0506 where an event is
    /// wrong.</param>
    public ImmutableArray<Piece> Of(IReadOnlyList<Spooled> recordings, ICollection<Diagnostic> wrong)
    {
        var inFile = recordings.GroupBy(r => r.File).ToDictionary(g => g.Key, g => g.Count());
        var pieces = ImmutableArray.CreateBuilder<Piece>();
        foreach (var recording in recordings)
        {
            try
            {
                pieces.AddRange(Labelled(recording).SelectMany(p => Split(p, inFile[recording.File])));
            }
            catch (MoteException e)
            {
                foreach (var d in e.Diagnostics) wrong.Add(d);
            }
        }
        return LastForValidation(pieces.ToImmutable());
    }

    private IEnumerable<Piece> Labelled(Spooled recording)
    {
        var group = _options.Group is null ? "" : string.Join('+', _options.Group.Split('+').Select(g => Fact(recording, g, "group")));
        if (_events is null)
        {
            var label = _options.Label is null ? "" : Name(Fact(recording, _options.Label, "label"));
            return [new Piece(recording, label, group, Data.Split.Train, 0, recording.Frames)];
        }
        var (from, to, name) = (_events.Column("from"), _events.Column("to"), _events.Column("label"));
        return _events.Find(recording.Facts, "from", "to", "label").Select(row =>
        {
            // Both are frames, counted from 0 and the last one included.
            var (first, last) = (_events.Value(row, from), _events.Value(row, to));
            return first >= 0 && last >= first && last < recording.Frames
                ? new Piece(recording, Name(row.Cells[name]), group, Data.Split.Train, (int)first, (int)last - (int)first + 1)
                : throw new MoteException("MOTE0506", $"{_events.Path}, line {row.Line}",
                    $"the event from {first} to {last} does not lie within {recording.Id}, which has {recording.Frames} frames.");
        });
    }

    private IEnumerable<Piece> Split(Piece piece, int inFile)
    {
        var split = _options.Split;
        if (_test?.IsMatch(piece.Group) == true) return [piece with { Split = Data.Split.Test }];
        if (_validation?.IsMatch(piece.Group) == true) return [piece with { Split = Data.Split.Validation }];
        if (split.Fact is { } fact)
        {
            var word = Fact(piece.Recording, fact, "split");
            return Word(word) is { } known ? [piece with { Split = known }]
                : throw new MoteException("MOTE0505", piece.Recording.Id, $"'{word}' is no split.",
                    "Splits are train, val or validation, and test; name other words for them.");
        }
        if (split.Ratio is not { } ratio) return [piece];
        switch (ratio.By)
        {
            case SplitBy.Group:
                var whose = piece.Group.Length > 0 ? piece.Group : piece.Recording.Id;
                return At(ratio, Percent(whose)) is { } byGroup ? [piece with { Split = byGroup }] : [];
            case SplitBy.Order:
                var place = 100.0 * int.Parse(piece.Recording.Facts["index"], CultureInfo.InvariantCulture) / inFile;
                return At(ratio, place) is { } byOrder ? [piece with { Split = byOrder }] : [];
            default:
                return InTime(piece, ratio);
        }
    }

    /// <summary>Parts of a piece, cut where the whole recording is divided.</summary>
    private static IEnumerable<Piece> InTime(Piece piece, SplitRatio ratio)
    {
        var borders = new[] { 0, ratio.Train, ratio.Train + ratio.Validation, ratio.Train + ratio.Validation + ratio.Test };
        Split[] splits = [Data.Split.Train, Data.Split.Validation, Data.Split.Test];
        for (var i = 0; i < splits.Length; i++)
        {
            var from = Math.Max(piece.From, (int)(borders[i] / 100 * piece.Recording.Frames));
            var to = Math.Min(piece.From + piece.Frames, (int)(borders[i + 1] / 100 * piece.Recording.Frames));
            if (to > from) yield return piece with { Split = splits[i], From = from, Frames = to - from };
        }
    }

    private ImmutableArray<Piece> LastForValidation(ImmutableArray<Piece> pieces)
    {
        if (_options.Split.LastForValidation == 0) return pieces;
        var last = Enumerable.Range(0, pieces.Length).Where(i => pieces[i].Split == Data.Split.Train)
            .TakeLast(_options.Split.LastForValidation).ToHashSet();
        return [.. pieces.Select((p, i) => last.Contains(i) ? p with { Split = Data.Split.Validation } : p)];
    }

    private Split? Word(string word) => Named(word) ?? word.ToLowerInvariant() switch
    {
        "train" or "training" => Data.Split.Train,
        "val" or "valid" or "validation" or "dev" => Data.Split.Validation,
        "test" or "testing" => Data.Split.Test,
        _ => null,
    };

    /// <summary>What the user calls so: the word itself, or a range of numbers, 70-84, that it lies in.</summary>
    private Split? Named(string word)
    {
        if (_options.Split.Words.TryGetValue(word, out var named)) return named;
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        foreach (var (range, split) in _options.Split.Words)
            if (range.Split('-') is [var low, var high] && int.TryParse(low, out var from) && int.TryParse(high, out var to)
                && number >= from && number <= to) return split;
        return null;
    }

    private static Split? At(SplitRatio ratio, double percent) =>
        percent < ratio.Train ? Data.Split.Train
        : percent < ratio.Train + ratio.Validation ? Data.Split.Validation
        : percent < ratio.Train + ratio.Validation + ratio.Test ? Data.Split.Test
        : null;

    /// <summary>Evenly spread over 0 to 99 and the same for ever.</summary>
    private static int Percent(string group) =>
        (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(group))) % 100);

    private static string Fact(Spooled recording, string name, string what) => recording.Facts.TryGetValue(name, out var value) ? value
        : throw new MoteException("MOTE0505", recording.Id, $"nothing says its {what}: '{name}' is not known of it.",
            $"Known are {string.Join(", ", recording.Facts.Keys)}.");

    private string Name(string label) => _names.GetValueOrDefault(label, label);

    private static Dictionary<string, string> Names(string path)
    {
        using var stream = RecordingFile.Open(path);
        using var text = new StreamReader(stream);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        while (text.ReadLine() is { } line)
        {
            var words = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0) continue;
            var numbered = words.Length == 2 && int.TryParse(words[0], out _);
            names[numbered ? words[0] : $"{number}"] = numbered ? words[1] : line.Trim();
            number++;
        }
        return names;
    }

    private static Regex? Whole(string? pattern, string option) =>
        SourceFiles.Pattern(pattern is null ? null : $@"\A(?:{pattern})\z", option);
}
