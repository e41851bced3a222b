using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Data.Files;
using Mote.Data.Signals;

namespace Mote.Data.Import;

/// <summary>The first pass: reads every file, converts units, channels and rate, and keeps the reals in the spool.</summary>
internal sealed class RecordingsToSpool(ImportOptions options, Spool spool, CancellationToken cancellation)
{
    /// <summary>Frames read at a time.</summary>
    private const int Chunk = 8192;

    private readonly FactTable[] _tables = [.. options.Tables.Select(t => new FactTable(t))];
    private readonly (Regex Pattern, string? First)[] _paths =
        [.. options.PathPatterns.Select(p => (SourceFiles.Pattern(p.Pattern, "path pattern")!, p.FirstGroup))];

    public List<Spooled> Recordings { get; } = [];

    /// <summary>Reads the files that make up one recording after another, or nothing of them.</summary>
    /// <exception cref="MoteException">What is wrong with them; nothing of them is kept then.</exception>
    public void Add(ImmutableArray<SourceFile> files)
    {
        var (count, length) = (Recordings.Count, spool.Length);
        try
        {
            var index = 0;
            foreach (var recording in Open(files)) Recordings.Add(Keep(recording, files[0], index++));
            if (index == 0) throw new MoteException("MOTE0504", files[0].Path, "the file holds no recording.");
        }
        catch (MoteException)
        {
            Recordings.RemoveRange(count, Recordings.Count - count);
            spool.Truncate(length);
            throw;
        }
    }

    private IEnumerable<Recording> Open(ImmutableArray<SourceFile> files) => files.Length == 1
        ? RecordingFile.Read(files[0].Path, options.Reading)
        : JoinedRecording.Join([.. files.Select(f => f.Path)], options.Reading);

    private Spooled Keep(Recording recording, SourceFile file, int index)
    {
        var id = file.Relative + recording.Place;
        var facts = Facts(recording, file, index);
        if (options.Picture is { } picture && recording.Frame.Rank == 3) recording = Fitted(recording, picture);
        var appended = _tables.SelectMany(t => t.Join(facts, id)).ToArray();
        if (appended.Length > 0 && recording.HasTime)
            throw new MoteException("MOTE0504", id, "values can be appended to rows only, not to signals.");
        var at = spool.Length;
        var mix = recording is { Kind: SampleKind.Sound, HasTime: true } && !options.KeepChannels && recording.Frame.Elements > 1;
        var channels = mix ? 1 : recording.Frame.Elements;
        var (multiply, add) = (PerValue(options.Multiply, channels, id, "--multiply"), PerValue(options.Add, channels, id, "--add"));
        var sink = new FrameSink(spool, channels, recording.Rate, options.Points is null ? options.Rate : null, id);
        var raw = new float[Math.Max(1, Chunk / recording.Frame.Elements) * recording.Frame.Elements];
        for (int frames; (frames = recording.Read(raw)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            var reals = raw.AsSpan(0, frames * recording.Frame.Elements);
            if (mix) reals = Mixed(reals, recording.Frame.Elements);
            if (options.Multiply is not [1] || options.Add is not [0])
                for (var i = 0; i < reals.Length; i++) reals[i] = (float)(reals[i] * multiply[i % channels] + add[i % channels]);
            sink.Add(reals);
        }
        sink.End();
        spool.Append(appended);
        var total = (int)((spool.Length - at) / (channels + appended.Length));
        if (spool.Length == at) throw new MoteException("MOTE0504", id, "the recording is empty.");
        if (options.Points is { } points && recording.HasTime) total = Stretch(at, total, channels, points);
        Shape frame = recording.HasTime ? [channels] : appended.Length > 0 ? [channels + appended.Length] : recording.Frame;
        return new Spooled(id, file.Relative, facts, options.Kind ?? recording.Kind, frame, recording.HasTime,
            options.Points is null ? options.Rate ?? recording.Rate : null, at, total);
    }

    private static RecordingInMemory Fitted(Recording recording, Shape wanted) =>
        new(recording.Place, recording.Kind, wanted, null, recording.Facts, PictureFit.Fit(recording.ReadAll(), recording.Frame, wanted))
        {
            HasTime = false,
        };

    private Dictionary<string, string> Facts(Recording recording, SourceFile file, int index)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["file"] = file.Relative,
            ["folder"] = Path.GetFileName(folder),
            ["name"] = Path.GetFileNameWithoutExtension(file.Relative),
            ["index"] = $"{index}",
        };
        foreach (var (pattern, first) in _paths)
        {
            var match = pattern.Match(file.Relative);
            if (first is not null && match.Groups.Count > 1 && match.Groups[1].Success) facts[first] = match.Groups[1].Value;
            foreach (var name in pattern.GetGroupNames().Where(n => !char.IsAsciiDigit(n[0])))
                if (match.Groups[name].Success) facts[name] = match.Groups[name].Value;
        }
        foreach (var (name, value) in recording.Facts) facts.TryAdd(name, value);
        return facts;
    }

    private static double[] PerValue(IReadOnlyList<double> given, int channels, string where, string option) => given.Count switch
    {
        1 => [.. Enumerable.Repeat(given[0], channels)],
        var n when n == channels => [.. given],
        _ => throw new MoteException("MOTE0504", where, $"{option} has {given.Count} numbers for {channels} channels."),
    };

    /// <summary>The mean of the channels, in place.</summary>
    private static Span<float> Mixed(Span<float> reals, int channels)
    {
        var frames = reals.Length / channels;
        for (var i = 0; i < frames; i++)
        {
            var sum = 0.0;
            for (var c = 0; c < channels; c++) sum += reals[i * channels + c];
            reals[i] = (float)(sum / channels);
        }
        return reals[..frames];
    }

    /// <summary>Puts so many points on the lines between the frames, evenly, the first and the last where they were.</summary>
    private int Stretch(long at, int frames, int channels, int points)
    {
        var from = new float[(long)frames * channels];
        spool.Read(at, from);
        var to = new float[points * channels];
        for (var i = 0; i < points; i++)
        {
            var place = points == 1 ? 0 : (double)i * (frames - 1) / (points - 1);
            var low = Math.Min((int)place, frames - 1);
            var high = Math.Min(low + 1, frames - 1);
            for (var c = 0; c < channels; c++)
                to[i * channels + c] = (float)(from[low * channels + c]
                    + (place - low) * (from[high * channels + c] - from[low * channels + c]));
        }
        spool.Truncate(at);
        spool.Append(to);
        return points;
    }
}
