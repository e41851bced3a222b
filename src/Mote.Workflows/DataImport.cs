using System.Globalization;
using System.Text.RegularExpressions;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Data;
using Mote.Data.Files;
using Mote.Data.Import;

namespace Mote.Workflows;

/// <summary>What <c>mote data import</c> is asked for, in the words of the command line.</summary>
public sealed record DataImportRequest(IReadOnlyList<string> Paths, string Output)
{
    public string? Include { get; init; }

    public string? Format { get; init; }

    /// <summary>folder, none, the name of a fact, a table's path, or a regular expression whose first group is the label.</summary>
    public string Labels { get; init; } = "folder";

    public string? LabelColumn { get; init; }

    public string? LabelNames { get; init; }

    public string? Classes { get; init; }

    public IReadOnlyList<string> Tables { get; init; } = [];

    public string? Append { get; init; }

    public string? Missing { get; init; }

    public string? GroupColumn { get; init; }

    public string? GroupPattern { get; init; }

    public string? PathPattern { get; init; }

    public string? SplitColumn { get; init; }

    public string? SplitWords { get; init; }

    public string? Split { get; init; }

    public string SplitBy { get; init; } = "group";

    public string? TestGroups { get; init; }

    public string? ValidationGroups { get; init; }

    public int LastForValidation { get; init; }

    public string? Events { get; init; }

    public string? EventColumns { get; init; }

    public string? ChannelsPattern { get; init; }

    public string? Columns { get; init; }

    public string? Rows { get; init; }

    public bool NoHeader { get; init; }

    public double? Rate { get; init; }

    public string? Window { get; init; }

    public string? Step { get; init; }

    public string? TrainStep { get; init; }

    public bool Pad { get; init; }

    public int? Points { get; init; }

    public string? Shape { get; init; }

    public string? Multiply { get; init; }

    public string? Add { get; init; }

    public string? Picture { get; init; }

    public string? Kind { get; init; }

    public bool KeepChannels { get; init; }

    public double? Scale { get; init; }

    public bool SkipBad { get; init; }

    public bool Replace { get; init; }
}

/// <summary>Recordings become a dataset.</summary>
public static class DataImport
{
    /// <summary>Imports; see <see cref="DatasetImport.Run"/>.</summary>
    /// <exception cref="MoteException">MOTE0005: an option says nothing sensible; MOTE0501 to MOTE0509.</exception>
    public static ImportReport Run(
        DataImportRequest request, Action<int, int>? progress = null, CancellationToken cancellation = default) =>
        DatasetImport.Run(Options(request), request.Output, request.Replace, progress, cancellation);

    /// <summary>The words as options.</summary>
    /// <exception cref="MoteException">MOTE0005: one says nothing sensible.</exception>
    public static ImportOptions Options(DataImportRequest r)
    {
        var patterns = new List<PathPattern>();
        if (r.PathPattern is { } path) patterns.Add(new(path));
        if (r.GroupPattern is { } group) patterns.Add(new(group, "group"));
        var tables = r.Tables.ToList();
        var label = r.LabelColumn ?? r.Labels;
        if (File.Exists(r.Labels))
        {
            tables.Insert(0, r.Labels);
            label = r.LabelColumn ?? "label";
        }
        else if (r.Labels.Contains('('))
        {
            patterns.Add(new(r.Labels, "label"));
            label = "label";
        }
        return new ImportOptions
        {
            Paths = r.Paths,
            Include = r.Include,
            Reading = new ReadOptions(r.Format, r.Rows, List(r.Columns), r.NoHeader ? false : null),
            PathPatterns = patterns,
            Tables = [.. tables.Select((t, i) => new FactTableOptions(t,
                Values: i == tables.Count - 1 ? List(r.Append) : null, Missing: Number(r.Missing, "--missing")))],
            Events = r.Events is null ? null : new FactTableOptions(r.Events, List(r.EventColumns)),
            ChannelsPattern = r.ChannelsPattern,
            Label = label == "none" ? null : label,
            LabelNames = r.LabelNames,
            Classes = List(r.Classes),
            Group = r.GroupPattern is null ? r.GroupColumn : "group",
            Split = new SplitOptions
            {
                TestGroups = r.TestGroups,
                ValidationGroups = r.ValidationGroups,
                Fact = r.SplitColumn,
                Words = Words(r.SplitWords),
                Ratio = r.Split is null ? null : Ratio(r.Split, r.SplitBy),
                LastForValidation = r.LastForValidation,
            },
            Rate = r.Rate is null or > 0 and <= 1e8 ? r.Rate : throw Wrong($"--rate {r.Rate}", "a rate is a number of frames a second."),
            Window = Length(r.Window, "--window"),
            Step = Length(r.Step, "--step"),
            TrainStep = Length(r.TrainStep, "--train-step"),
            Pad = r.Pad,
            Points = r.Points is null or > 0 ? r.Points : throw Wrong($"--points {r.Points}", "at least one point is needed."),
            Shape = r.Shape is null ? null : Dimensions(r.Shape),
            Multiply = Numbers(r.Multiply, "--multiply") ?? [1],
            Add = Numbers(r.Add, "--add") ?? [0],
            Picture = r.Picture is null ? null : PictureShape(r.Picture),
            Kind = KindOf(r.Kind),
            KeepChannels = r.KeepChannels,
            Scale = r.Scale is null or > 0 ? r.Scale : throw Wrong($"--scale {r.Scale}", "a scale is more than 0."),
            SkipBad = r.SkipBad,
        };
    }

    /// <summary>128, 1s, 20ms.</summary>
    private static Stretch? Length(string? text, string option)
    {
        if (text is null) return null;
        var match = Regex.Match(text, @"\A([0-9]+(?:\.[0-9]+)?)(s|ms)?\z", RegexOptions.CultureInvariant);
        if (!match.Success || !(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is > 0 and < int.MaxValue and var number))
            throw Wrong($"{option} {text}", "this is no length.", "Give frames (128), seconds (1s) or milliseconds (20ms).");
        return match.Groups[2].Value switch
        {
            "s" => new Stretch(0, number),
            "ms" => new Stretch(0, number / 1000),
            _ when number == Math.Floor(number) => new Stretch((int)number),
            _ => throw Wrong($"{option} {text}", "frames are whole.", "Give frames (128), seconds (1s) or milliseconds (20ms)."),
        };
    }

    private static SplitRatio Ratio(string text, string by)
    {
        var parts = text.Split('/')
            .Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        if (parts.Length != 3 || parts.Any(p => !(p >= 0)) || parts.Sum() > 100)
            throw Wrong($"--split {text}", "this is no division.", "Give percentages for training, validation and test: 70/15/15.");
        return Enum.TryParse<SplitBy>(by, ignoreCase: true, out var kind) && Enum.IsDefined(kind)
            ? new SplitRatio(kind, parts[0], parts[1], parts[2])
            : throw Wrong($"--split-by {by}", "recordings are not divided so.", "Choose one of group, order, time.");
    }

    private static Dictionary<string, Split> Words(string? text)
    {
        var words = new Dictionary<string, Split>(StringComparer.Ordinal);
        foreach (var word in List(text) ?? [])
        {
            if (word.Split('=') is not [var name, var split] || !Enum.TryParse<Split>(split, ignoreCase: true, out var parsed))
                throw Wrong($"--split-words {text}", "this names no splits.", "Say WORD=train,WORD=validation,WORD=test.");
            words[name] = parsed;
        }
        return words;
    }

    private static Shape PictureShape(string text) =>
        Dimensions(text) is { Rank: 3 } shape && shape[2] is 1 or 3 && shape.All(d => d < 1 << 14)
        ? shape : throw Wrong($"--picture {text}", "pictures are not brought to this.", "Give height, width and 1 or 3 colours: 96x96x1.");

    private static Shape Dimensions(string text)
    {
        var dims = text.Split('x').Select(d => int.TryParse(d, out var n) && n is > 0 and < 1 << 20 ? n : 0).ToArray();
        return dims.Contains(0) ? throw Wrong($"--shape {text}", "this is no shape.", "Give dimensions: 16x16x1.") : [.. dims];
    }

    private static SampleKind? KindOf(string? text) => text is null ? null
        : Enum.TryParse<SampleKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind
        : throw Wrong($"--kind {text}", "samples are not of this kind.", "Choose one of sound, picture, measured.");

    private static double[]? Numbers(string? text, string option) =>
        List(text)?.Select(t => Number(t, option)!.Value).ToArray();

    private static double? Number(string? text, string option) => text is null ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw Wrong($"{option} {text}", "this is no number.");

    private static string[]? List(string? text) => text?.Split(',', StringSplitOptions.TrimEntries);

    private static MoteException Wrong(string where, string message, string? help = null) => new("MOTE0005", where, message, help);
}
