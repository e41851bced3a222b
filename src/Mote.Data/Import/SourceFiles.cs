using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Mote.Core.Diagnostics;
using Mote.Data.Files;

namespace Mote.Data.Import;

/// <summary>A file to import.</summary>
/// <param name="Path">To open it.</param>
/// <param name="Relative">Below the folder that was given, with slashes: what facts and ids are made of.</param>
internal sealed record SourceFile(string Path, string Relative);

/// <summary>Finds the files to import.</summary>
internal static class SourceFiles
{
    /// <summary>All files below the paths in the order of their names; each element holds the files that are channels of one
    /// recording.</summary>
    /// <param name="ignored">Takes the files that no format reads.</param>
    /// <exception cref="MoteException">MOTE0509: there are none; MOTE0005: a pattern is no regular expression.</exception>
    public static ImmutableArray<ImmutableArray<SourceFile>> Find(ImportOptions options, ICollection<string> ignored)
    {
        var include = Pattern(options.Include, "--include");
        // Several folders may hold files of the same names: the folders' own names tell them apart.
        Func<string, string> above = options.Paths.Count == 1 ? p => p
            : p => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(p))) ?? p;
        // Tables that say something of recordings often lie among them.
        var beside = options.Tables.Select(t => t.Path).Append(options.Events?.Path).Append(options.LabelNames)
            .OfType<string>().Select(Path.GetFullPath).ToHashSet();
        var files = new List<SourceFile>();
        foreach (var path in options.Paths)
        {
            if (!Directory.Exists(path) && !File.Exists(path))
                throw new MoteException("MOTE0509", path, "there is no such file or folder.", "Check the path.");
            var found = Directory.Exists(path)
                ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Select(f => new SourceFile(f, Path.GetRelativePath(above(path), f).Replace('\\', '/')))
                : [new SourceFile(path, Path.GetFileName(path))];
            files.AddRange(found.Where(f => (include?.IsMatch(f.Relative) ?? true) && !beside.Contains(Path.GetFullPath(f.Path))));
        }
        files.Sort((a, b) => string.CompareOrdinal(a.Relative, b.Relative));
        for (var i = 1; i < files.Count; i++)
            if (files[i].Relative == files[i - 1].Relative)
                throw new MoteException("MOTE0508", files[i].Path, $"would bear the same name in the dataset as {files[i - 1].Path}.",
                    "Give the folder that both are in, or rename one.");
        var readable = files.Where(f => options.Reading.Format is not null || RecordingFile.IsKnown(f.Path)).ToArray();
        readable = [.. readable.Where(f => !RecordingFile.IsCompanion(f.Path))];
        foreach (var file in files.Where(f => options.Reading.Format is null && !RecordingFile.IsKnown(f.Path))) ignored.Add(file.Relative);
        if (readable.Length == 0)
            throw new MoteException("MOTE0509", string.Join(", ", options.Paths), "there is no recording among the files.",
                $"Formats that are read: {RecordingFile.FormatNames}.");
        return Pattern(options.ChannelsPattern, "--channels") is { } channels ? Joined(readable, channels)
            : [.. readable.Select(f => ImmutableArray.Create(f))];
    }

    /// <exception cref="MoteException">MOTE0005: it is no regular expression.</exception>
    public static Regex? Pattern(string? pattern, string option)
    {
        try
        {
            // A hostile pattern comes from the user alone; a clumsy one must not hang.
            return pattern is null ? null : new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        }
        catch (ArgumentException e)
        {
            throw new MoteException("MOTE0005", $"{option} {pattern}", $"this is no regular expression: {e.Message}");
        }
    }

    private static ImmutableArray<ImmutableArray<SourceFile>> Joined(SourceFile[] files, Regex channels)
    {
        var parts = new List<(string Whole, string Part, SourceFile File)>();
        foreach (var file in files)
        {
            var match = channels.Match(file.Relative);
            var part = match.Success && match.Groups.Count > 1 ? match.Groups[1] : null;
            parts.Add(part is null ? (file.Relative, "", file) : (file.Relative.Remove(part.Index, part.Length), part.Value, file));
        }
        return [.. parts.GroupBy(p => p.Whole).Select(g => g.OrderBy(p => p.Part, StringComparer.Ordinal)
            .Select(p => p.File).ToImmutableArray())];
    }
}
