using System.Collections.Immutable;
using System.IO.Compression;
using Mote.Core.Diagnostics;

namespace Mote.Data.Files;

/// <summary>One kind of file.</summary>
/// <param name="Name">As <see cref="ReadOptions.Format"/> names it.</param>
/// <param name="Extensions">Of the files' names, with the dot; a further .gz is taken off first.</param>
/// <param name="Read">The recordings in the file, each read to its end before the next is asked for.</param>
internal sealed record RecordingFormat(
    string Name, ImmutableArray<string> Extensions, Func<ByteReader, ReadOptions, IEnumerable<Recording>> Read);

/// <summary>Files of recordings of any kind, by the extension of their names.</summary>
public static class RecordingFile
{
    /// <summary>One line a format.</summary>
    private static readonly ImmutableArray<RecordingFormat> Formats =
    [
        new("wav", [".wav", ".wave"], (r, _) => WavReader.Read(r)),
        new("csv", [".csv", ".tsv", ".txt"], CsvReader.Read),
        new("npy", [".npy"], (r, _) => NpyReader.Read(r)),
        new("idx", ["-ubyte", ".idx"], (r, _) => IdxReader.Read(r)),
        new("cifar", [".bin"], (r, _) => CifarReader.Read(r)),
        new("png", [".png"], (r, _) => PngReader.Read(r)),
        new("jpeg", [".jpg", ".jpeg"], (r, _) => JpegReader.Read(r)),
        new("pnm", [".ppm", ".pgm", ".pnm"], (r, _) => PnmReader.Read(r)),
        new("json", [".json"], (r, _) => JsonRecordings.Read(r)),
        new("cbor", [".cbor"], (r, _) => JsonRecordings.ReadCbor(r)),
    ];

    /// <summary>Names of the formats, for messages.</summary>
    public static string FormatNames => string.Join(", ", Formats.Select(f => f.Name));

    /// <summary>Whether some format has files of this name.</summary>
    public static bool IsKnown(string path) => ByName(path) is not null;

    /// <summary>Whether a file only says something of another one that is read with it.</summary>
    public static bool IsCompanion(string path) => ByName(path)?.Name == "idx" && IdxReader.HoldsLabels(path);

    /// <summary>Opens a file and reads one recording after another.</summary>
    /// <exception cref="MoteException">MOTE0501: the file is damaged; MOTE0502: it is of a kind that is not read; MOTE0503: a value of a
    /// text is no number. Each with the byte or the line.</exception>
    public static IEnumerable<Recording> Read(string path, ReadOptions? options = null)
    {
        options ??= ReadOptions.Default;
        var format = options.Format is { } name
            ? Formats.FirstOrDefault(f => f.Name == name)
                ?? throw new MoteException("MOTE0502", name, "there is no such format of recordings.", $"Choose one of {FormatNames}.")
            : ByName(path) ?? throw new MoteException("MOTE0502", path, "no format of recordings has files of this name.",
                $"Say which it is: {FormatNames}.");
        using var stream = Open(path);
        foreach (var recording in format.Read(new ByteReader(stream, path), options)) yield return recording;
    }

    /// <summary>The file's content as a stream, unpacked if its name ends in .gz.</summary>
    /// <exception cref="MoteException">MOTE0501: it cannot be opened.</exception>
    internal static Stream Open(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return IsPacked(path) ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 1 << 16) : file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MoteException("MOTE0501", path, $"cannot be read: {e.Message}", "Check the path.");
        }
    }

    private static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static RecordingFormat? ByName(string path)
    {
        var name = IsPacked(path) ? path[..^3] : path;
        return Formats.FirstOrDefault(f => f.Extensions.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)));
    }
}
