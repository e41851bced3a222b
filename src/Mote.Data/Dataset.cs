using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mote.Core.Diagnostics;
using Mote.Core.Types;

namespace Mote.Data;

/// <summary>
/// Recordings in a folder of their own: dataset.json, which says what they are, and samples.bin, the integers that the device would be
/// given, little-endian, one recording after another.
/// </summary>
public sealed class Dataset
{
    public const string ManifestName = "dataset.json", SamplesName = "samples.bin";

    private const int Version = 1;

    private readonly string _folder;
    private readonly long[] _starts;

    private Dataset(string folder, DatasetManifest manifest)
    {
        _folder = folder;
        Manifest = manifest;
        _starts = new long[manifest.Recordings.Length + 1];
        for (var i = 0; i < manifest.Recordings.Length; i++) _starts[i + 1] = _starts[i] + (long)manifest.Recordings[i].Frames * FrameBytes;
    }

    public DatasetManifest Manifest { get; }

    /// <summary>Of one example.</summary>
    public TensorType Type => new(Element, [.. Manifest.Shape], new Quantization.PerTensor(Manifest.Scale, Manifest.ZeroPoint));

    private ElementType Element => Manifest.Element == "i8" ? ElementType.Int8 : ElementType.Int16;

    /// <summary>Bytes of a frame.</summary>
    public int FrameBytes => Type.Bytes / Manifest.Window;

    /// <exception cref="MoteException">MOTE0507: the folder is no dataset, or a damaged one.</exception>
    public static Dataset Open(string folder)
    {
        var path = Path.Combine(folder, ManifestName);
        DatasetManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestContext.Default.DatasetManifest)
                ?? throw Damaged(path, "it is empty");
        }
        catch (JsonException e)
        {
            throw Damaged($"{path}, line {e.LineNumber + 1}", "it is no dataset's description");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MoteException("MOTE0507", path, $"cannot be read: {e.Message}", "'mote data import' makes a dataset of recordings.");
        }
        Check(manifest, path);
        var dataset = new Dataset(folder, manifest);
        if (dataset._starts[^1] != manifest.Bytes) throw Damaged(path, "the recordings are not as long as the samples");
        return dataset;
    }

    /// <summary>All examples of a dataset in memory: every window of every recording.</summary>
    /// <exception cref="MoteException">MOTE0507: the folder is no dataset, or a damaged one.</exception>
    public static ExampleSet Load(string folder) => Open(folder).Examples();

    /// <summary>Places of a recording's windows, in frames.</summary>
    public IEnumerable<int> Windows(DatasetRecording recording)
    {
        var step = recording.Split == Split.Train ? Manifest.TrainStep : Manifest.Step;
        for (var from = 0; from + Manifest.Window <= recording.Frames; from += step) yield return from;
    }

    /// <summary>Every window of every recording.</summary>
    /// <exception cref="MoteException">MOTE0507: the samples are not those of the description.</exception>
    public ExampleSet Examples()
    {
        var all = Samples();
        var count = Manifest.Recordings.Sum(r => (long)Windows(r).Count());
        var bytes = Type.Bytes;
        if (count * bytes > Array.MaxLength)
            throw new MoteException("MOTE0507", _folder, $"{count} examples of {bytes} bytes are more than fit into memory.",
                "Take a longer step.");
        // Of whole recordings the file's bytes are the examples'.
        var isWhole = Manifest.Recordings.All(r => r.Frames == Manifest.Window);
        var samples = isWhole ? all : new byte[count * bytes];
        var examples = ImmutableArray.CreateBuilder<Example>((int)count);
        for (var i = 0; i < Manifest.Recordings.Length; i++)
        {
            var recording = Manifest.Recordings[i];
            foreach (var from in Windows(recording))
            {
                if (!isWhole) Array.Copy(all, _starts[i] + (long)from * FrameBytes, samples, (long)examples.Count * bytes, bytes);
                var id = recording.Frames == Manifest.Window ? recording.Id : $"{recording.Id}@{from}";
                examples.Add(new Example(id, recording.Label, recording.Group, recording.Split));
            }
        }
        return new ExampleSet(Type, Manifest.Classes, examples.MoveToImmutable(), samples);
    }

    /// <summary>One recording's bytes after another, without holding them all.</summary>
    /// <exception cref="MoteException">MOTE0507: the samples cannot be read.</exception>
    public IEnumerable<(DatasetRecording Recording, byte[] Bytes)> Recordings()
    {
        var path = Path.Combine(_folder, SamplesName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            if (file.Length != Manifest.Bytes) throw Damaged(path, "these are not the samples that the description tells of");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MoteException("MOTE0507", path, $"cannot be read: {e.Message}", "A dataset moves as a whole folder.");
        }
        using (file)
        {
            foreach (var recording in Manifest.Recordings)
            {
                var bytes = new byte[(long)recording.Frames * FrameBytes];
                file.ReadExactly(bytes);
                yield return (recording, bytes);
            }
        }
    }

    private byte[] Samples()
    {
        var path = Path.Combine(_folder, SamplesName);
        try
        {
            var bytes = File.ReadAllBytes(path);
            return bytes.LongLength == Manifest.Bytes && Convert.ToHexStringLower(SHA256.HashData(bytes)) == Manifest.Sha256 ? bytes
                : throw Damaged(path, "these are not the samples that the description tells of");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MoteException("MOTE0507", path, $"cannot be read: {e.Message}", "A dataset moves as a whole folder.");
        }
    }

    /// <summary>The description as text: one line a recording.</summary>
    internal static byte[] Print(DatasetManifest manifest)
    {
        var head = JsonSerializer.Serialize(manifest with { Recordings = [] }, ManifestContext.Default.DatasetManifest);
        var text = new StringBuilder(head[..head.LastIndexOf("[]", StringComparison.Ordinal)]).Append("[\n");
        for (var i = 0; i < manifest.Recordings.Length; i++)
            text.Append(JsonSerializer.Serialize(manifest.Recordings[i], ManifestContext.Default.DatasetRecording))
                .Append(i + 1 < manifest.Recordings.Length ? ",\n" : "\n");
        return Encoding.UTF8.GetBytes(text.Append("]}\n").ToString());
    }

    /// <summary>What a hostile description could do harm with; the rest is checked against the samples' length.</summary>
    private static void Check(DatasetManifest m, string path)
    {
        if (m.Version != Version) throw Damaged(path, $"version {m.Version} of the description is not known");
        if (m.Element is not ("i8" or "i16")) throw Damaged(path, $"elements of type '{m.Element}'");
        if (m.Shape.IsDefaultOrEmpty || m.Shape[0] != 1 || m.Shape.Any(d => d < 1)
            || m.Shape.Aggregate(1L, (a, d) => Math.Min(a * d, 1L << 40)) > 1 << 28)
            throw Damaged(path, "examples of an impossible shape");
        if (m.Window < 1 || m.Step < 1 || m.TrainStep < 1 || m.Shape.Aggregate(1L, (a, d) => a * d) % m.Window != 0)
            throw Damaged(path, "impossible windows");
        if (!(m.Scale > 0) || !float.IsFinite(m.Scale) || m.ZeroPoint is < -128 or > 127) throw Damaged(path, "an impossible scale");
        if (m.Classes.IsDefaultOrEmpty || m.Recordings.IsDefault) throw Damaged(path, "classes or recordings are missing");
        var frameBytes = m.Shape.Aggregate(1L, (a, d) => a * d) / m.Window * (m.Element == "i8" ? 1 : 2);
        foreach (var r in m.Recordings)
            if (r is null || r.Id is null || r.Group is null || r.Label < 0 || r.Label >= m.Classes.Length || r.Frames < 1
                || r.Frames * frameBytes > m.Bytes || !Enum.IsDefined(r.Split))
                throw Damaged(path, $"the recording '{r?.Id}' is impossible");
    }

    private static MoteException Damaged(string where, string message) =>
        new("MOTE0507", where, message + ".", "Import the recordings again.");
}
