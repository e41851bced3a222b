using Mote.Core.Types;
using Mote.Data.Files;

namespace Mote.Data.Import;

/// <summary>
/// How recordings become a dataset. What is known of a recording are its facts, by name: <c>file</c> (its path below the folder that was
/// given), <c>folder</c> (the name of its folder), <c>name</c> (without folder and extension), <c>index</c> (its place in its file), what
/// <see cref="PathPatterns"/> find, what the file says (<c>label</c>, columns of a row), and the columns of <see cref="Tables"/>. Label,
/// group and split are chosen among them.
/// </summary>
public sealed record ImportOptions
{
    /// <summary>Files, and folders with all that is below them.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Regular expression: only files whose path matches are read.</summary>
    public string? Include { get; init; }

    public ReadOptions Reading { get; init; } = ReadOptions.Default;

    /// <summary>What paths say.</summary>
    public IReadOnlyList<PathPattern> PathPatterns { get; init; } = [];

    /// <summary>Tables that say more of each recording.</summary>
    public IReadOnlyList<FactTableOptions> Tables { get; init; } = [];

    /// <summary>A table of labelled stretches of long recordings: columns from and to (the last one), in frames, label, and
    /// facts.</summary>
    public FactTableOptions? Events { get; init; }

    /// <summary>
    /// Regular expression: files whose paths differ only in what its first group matches are the channels of one recording, in the order of
    /// that text.
    /// </summary>
    public string? ChannelsPattern { get; init; }

    /// <summary>The fact that is the label; null where there are no labels.</summary>
    public string? Label { get; init; } = "folder";

    /// <summary>File of class names: a name a line, the first being that of label 0, or lines of a label and its name.</summary>
    public string? LabelNames { get; init; }

    /// <summary>The classes in the order of their numbers; recordings of others are left out. Null: all, in the order of their
    /// names.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>The fact that is the group, or several with a + between them; null where nobody knows.</summary>
    public string? Group { get; init; }

    public SplitOptions Split { get; init; } = new();

    /// <summary>Frames a second: recordings of other rates are resampled.</summary>
    public double? Rate { get; init; }

    /// <summary>Of an example; null for whole recordings, which must then be of equal length.</summary>
    public Stretch? Window { get; init; }

    /// <summary>From one window to the next; null for windows side by side.</summary>
    public Stretch? Step { get; init; }

    /// <summary>As <see cref="Step"/>, for training alone: more windows to learn from, while those that count stay apart.</summary>
    public Stretch? TrainStep { get; init; }

    /// <summary>Fills recordings shorter than a window with zeros at the end instead of refusing them.</summary>
    public bool Pad { get; init; }

    /// <summary>Stretches or squeezes every recording to so many frames, whatever its rate.</summary>
    public int? Points { get; init; }

    /// <summary>Of an example without the batch dimension, where rows of values are something else: [16, 16, 1].</summary>
    public Shape? Shape { get; init; }

    /// <summary>Real = Multiply · value + Add, before all else: for each channel, or one number for all.</summary>
    public IReadOnlyList<double> Multiply { get; init; } = [1];

    /// <inheritdoc cref="Multiply"/>
    public IReadOnlyList<double> Add { get; init; } = [0];

    /// <summary>Leaves the channels of sound apart instead of taking their mean.</summary>
    public bool KeepChannels { get; init; }

    /// <summary>Pictures of other sizes or colours are brought to [height, width, colours]; colours are 1 or 3.</summary>
    public Shape? Picture { get; init; }

    /// <summary>Takes the numbers for what they are not: rows of brightnesses for pictures.</summary>
    public SampleKind? Kind { get; init; }

    /// <summary>Of the device's integers: what one step stands for. Null to choose by <see cref="SampleKind"/> and the largest
    /// value.</summary>
    public double? Scale { get; init; }

    /// <summary>Leaves files out that cannot be read, instead of refusing them all.</summary>
    public bool SkipBad { get; init; }
}

/// <summary>A regular expression over paths; its named groups become facts.</summary>
/// <param name="Pattern">The expression.</param>
/// <param name="FirstGroup">The fact that its first group becomes, name or no name; null for none.</param>
public sealed record PathPattern(string Pattern, string? FirstGroup = null);

/// <summary>A length of time, in frames or in seconds.</summary>
public readonly record struct Stretch(int Frames, double Seconds = 0)
{
    /// <summary>At a rate; 0 where seconds are meant and no rate is known.</summary>
    public int At(double? rate) => Frames > 0 ? Frames : (int)Math.Round(Seconds * (rate ?? 0));
}

/// <summary>A table that says more of recordings; its rows belong to those whose facts agree in all columns that have a fact's
/// name.</summary>
/// <param name="Path">A text with a row a recording.</param>
/// <param name="Columns">Names of the columns, where the table has no header.</param>
/// <param name="Values">Columns appended to the samples as further values.</param>
/// <param name="Missing">Stands for an empty cell among them; null to refuse.</param>
public sealed record FactTableOptions(
    string Path, IReadOnlyList<string>? Columns = null, IReadOnlyList<string>? Values = null, double? Missing = null);

/// <summary>What a ratio divides.</summary>
public enum SplitBy
{
    /// <summary>Groups, by a hash of their names: a group never moves when others come.</summary>
    Group,

    /// <summary>The recordings of each file, in their order.</summary>
    Order,

    /// <summary>Each recording, in time. No window lies across a border.</summary>
    Time,
}

/// <summary>Percentages; what is missing to 100 is left out.</summary>
public sealed record SplitRatio(SplitBy By, double Train, double Validation, double Test);

/// <summary>
/// Which recordings are for training, validation and test. The first that says something of a recording counts: the groups named here,
/// the fact, the ratio. Where nothing does, everything is for training.
/// </summary>
public sealed record SplitOptions
{
    /// <summary>Regular expression that matches all of a test group's name.</summary>
    public string? TestGroups { get; init; }

    /// <summary>Regular expression that matches all of a validation group's name.</summary>
    public string? ValidationGroups { get; init; }

    /// <summary>The fact that is the split: train, val or validation, test.</summary>
    public string? Fact { get; init; }

    /// <summary>Other words for the splits, and ranges of numbers: 70-84.</summary>
    public IReadOnlyDictionary<string, Split> Words { get; init; } = new Dictionary<string, Split>();

    public SplitRatio? Ratio { get; init; }

    /// <summary>So many recordings at the end of what is for training become validation.</summary>
    public int LastForValidation { get; init; }
}
