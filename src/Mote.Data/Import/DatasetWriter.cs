using System.Collections.Immutable;
using System.Security.Cryptography;
using Mote.Core.Diagnostics;
using Mote.Core.Types;

namespace Mote.Data.Import;

/// <summary>The second pass: pieces of the spooled recordings as the device's integers, and the description.</summary>
internal static class DatasetWriter
{
    private static readonly ImmutableHashSet<string> Known = ["file", "folder", "name", "index"];

    /// <summary>What was left out.</summary>
    public sealed record Report(int OtherClasses, int TooShort);

    /// <param name="wrong">Takes recordings that do not fit the others (MOTE0504).</param>
    /// <exception cref="MoteException">MOTE0509: nothing is left to write.</exception>
    public static Report Write(
        ImportOptions options, Pieces cutting, ImmutableArray<Piece> pieces, Spool spool, DatasetPlace place, List<Diagnostic> wrong,
        CancellationToken cancellation)
    {
        var labels = options.Classes?.ToImmutableArray()
            ?? [.. pieces.Select(p => p.Label).Distinct().OrderBy(cutting.NumberOf).ThenBy(l => l, LabelOrder.Instance)];
        var wanted = pieces.Where(p => labels.Contains(p.Label)).ToArray();
        var report = new Report(pieces.Length - wanted.Length, 0);
        if (wanted.Length == 0)
        {
            if (wrong.Count > 0) throw new MoteException([.. wrong]);
            var found = string.Join(", ", pieces.Select(p => p.Label).Distinct().Take(20));
            throw new MoteException("MOTE0509", string.Join(", ", options.Paths), "no recording is left.",
                options.Classes is null ? null : $"Labels found: {found}.");
        }
        var first = wanted[0].Recording;
        var form = Form.Of(options, wanted);
        var kept = new List<(Piece Piece, int Frames)>();
        foreach (var piece in wanted)
        {
            if (form.Refusal(piece) is { } refusal) wrong.Add(new Diagnostic("MOTE0504", Severity.Error, piece.Recording.Id, refusal));
            else if (piece.Frames >= form.Window) kept.Add((piece, piece.Frames));
            else if (options.Pad) kept.Add((piece, form.Window));
            else if (piece.Frames < piece.Recording.Frames) report = report with { TooShort = report.TooShort + 1 };
            else
                wrong.Add(new Diagnostic("MOTE0504", Severity.Error, piece.Recording.Id,
                    $"{piece.Frames} frames are less than a window of {form.Window}.", "--pad fills with zeros at the end."));
        }
        if (wrong.Count > 0 && !options.SkipBad) return report;
        var steps = Quantizer.Choose(options, kept.Select(k => k.Piece), spool);
        var entries = ImmutableArray.CreateBuilder<DatasetRecording>();
        var (hash, bytes) = Samples(kept, steps, spool, place, entries, labels, options, cancellation);
        var shape = ImmutableArray.Create([1, .. form.Example]);
        var manifest = new DatasetManifest(1, shape, steps.Element == ElementType.Int8 ? "i8" : "i16", steps.Scale, steps.ZeroPoint,
            first.Rate, form.Window, form.Step, form.TrainStep, labels, bytes, hash, entries.ToImmutable());
        File.WriteAllBytes(place.File(Dataset.ManifestName), Dataset.Print(manifest));
        return report;
    }

    private static (string Hash, long Bytes) Samples(
        List<(Piece Piece, int Frames)> kept, Quantizer steps, Spool spool, DatasetPlace place,
        ImmutableArray<DatasetRecording>.Builder entries, ImmutableArray<string> labels, ImportOptions options,
        CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(place.File(Dataset.SamplesName), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        foreach (var (piece, frames) in kept)
        {
            cancellation.ThrowIfCancellationRequested();
            var elements = piece.Recording.Frame.Elements;
            var clipped = 0;
            // In chunks: a recording may be longer than memory.
            var chunk = Math.Max(1, (1 << 16) / elements);
            for (var at = 0; at < frames; at += chunk)
            {
                var count = Math.Min(chunk, frames - at);
                var reals = new float[count * elements];
                var there = Math.Clamp(piece.Frames - at, 0, count);
                if (there > 0) spool.Read(piece.Recording.At + (long)(piece.From + at) * elements, reals.AsSpan(0, there * elements));
                var bytes = steps.Quantize(reals, ref clipped);
                hash.AppendData(bytes);
                file.Write(bytes);
            }
            var recording = piece.Recording;
            var id = piece.Frames == recording.Frames ? recording.Id : $"{recording.Id}@{piece.From}";
            var facts = recording.Facts.Where(f => !Known.Contains(f.Key) && f.Key != options.Label && f.Key != options.Group
                && f.Key != options.Split.Fact)
                .ToImmutableSortedDictionary(StringComparer.Ordinal);
            entries.Add(new DatasetRecording(id, labels.IndexOf(piece.Label), piece.Group, piece.Split, frames, clipped,
                facts.IsEmpty ? null : facts));
        }
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), file.Length);
    }

    /// <summary>What all examples have in common.</summary>
    private sealed record Form(Shape Frame, double? Rate, bool HasTime, int Window, int Step, int TrainStep, Shape Example)
    {
        public static Form Of(ImportOptions options, Piece[] pieces)
        {
            // The most frequent form is the right one; the others are refused one by one.
            var usual = pieces.GroupBy(p => (p.Recording.Frame, p.Recording.Rate, p.Recording.HasTime)).MaxBy(g => g.Count())!.Key;
            var window = !usual.HasTime ? 1
                : options.Window is { } w ? w.At(usual.Rate)
                : pieces.GroupBy(p => p.Frames).MaxBy(g => g.Count())!.Key;
            if (window < 1)
                throw new MoteException("MOTE0504", pieces[0].Recording.Id, "a window in seconds needs recordings whose rate is known.",
                    "Give the window in frames, or the rate.");
            var step = options.Step is { } s ? Math.Max(1, s.At(usual.Rate)) : window;
            var trainStep = options.TrainStep is { } t ? Math.Max(1, t.At(usual.Rate)) : step;
            var channels = usual.Frame.Elements;
            Shape example = !usual.HasTime ? usual.Frame : channels == 1 ? [window] : [window, channels];
            if (options.Shape is { } shape && shape.Elements != example.Elements)
                throw new MoteException("MOTE0504", pieces[0].Recording.Id, $"{example.Elements} values are no {shape}.");
            return new Form(usual.Frame, usual.Rate, usual.HasTime, window, step, trainStep, options.Shape ?? example);
        }

        public string? Refusal(Piece piece) =>
            piece.Recording.Frame != Frame || piece.Recording.HasTime != HasTime
                ? $"its frames are {piece.Recording.Frame}, those of the others {Frame}."
            : piece.Recording.Rate != Rate ? $"it has {piece.Recording.Rate} frames a second, the others {Rate}; --rate resamples."
            : null;
    }

    /// <summary>Names that are numbers by their value, before all others by their characters.</summary>
    private sealed class LabelOrder : IComparer<string>
    {
        public static LabelOrder Instance { get; } = new();

        public int Compare(string? a, string? b) => (int.TryParse(a, out var x), int.TryParse(b, out var y)) switch
        {
            (true, true) when x != y => x.CompareTo(y),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(a, b),
        };
    }
}
