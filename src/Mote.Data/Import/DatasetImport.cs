using System.Collections.Immutable;
using Mote.Core.Diagnostics;

namespace Mote.Data.Import;

/// <summary>What an import came to.</summary>
/// <param name="Files">Read.</param>
/// <param name="Recordings">In them.</param>
/// <param name="Examples">Windows of them.</param>
/// <param name="OtherClasses">Recordings left out because their class was not asked for.</param>
/// <param name="TooShort">Pieces of long recordings left out because no window fits into them.</param>
/// <param name="Ignored">Files that no format reads.</param>
/// <param name="Bad">What is wrong with the files left out as bad.</param>
public sealed record ImportReport(
    string Dataset, string Type, int Files, int Recordings, int Examples, ImmutableArray<string> Classes, int OtherClasses, int TooShort,
    ImmutableArray<string> Ignored, ImmutableArray<Diagnostic> Bad);

/// <summary>Makes a dataset of recordings.</summary>
public static class DatasetImport
{
    /// <summary>Writes the whole dataset or nothing: it is made beside its place and moved there when it is complete.</summary>
    /// <param name="options">What to import and how.</param>
    /// <param name="output">Folder of the dataset.</param>
    /// <param name="replace">Whether a dataset that is there already gives way.</param>
    /// <param name="progress">Called with files read and files in all.</param>
    /// <param name="cancellation">Ends it; nothing is left.</param>
    /// <exception cref="MoteException">All that is wrong with the files at once (MOTE0501 to MOTE0506), or with the options (MOTE0005,
    /// MOTE0508 if the folder exists, MOTE0509 if nothing is found).</exception>
    public static ImportReport Run(
        ImportOptions options, string output, bool replace = false, Action<int, int>? progress = null,
        CancellationToken cancellation = default)
    {
        var place = new DatasetPlace(output, replace);
        var ignored = new List<string>();
        var files = SourceFiles.Find(options, ignored);
        using (place.Make())
        using (var spool = new Spool(place.File("spool")))
        try
        {
            var (recordings, bad) = Read(options, files, spool, progress, cancellation);
            var cutting = new Pieces(options);
            var pieces = cutting.Of(recordings, bad);
            if (bad.Count > 0 && !options.SkipBad) throw new MoteException([.. bad]);
            var writing = DatasetWriter.Write(options, cutting, pieces, spool, place, bad, cancellation);
            if (bad.Count > 0 && !options.SkipBad) throw new MoteException([.. bad]);
            place.Finish();
            var dataset = Dataset.Open(output);
            return new ImportReport(output, dataset.Type.ToString(), files.Sum(f => f.Length), recordings.Count,
                dataset.Manifest.Recordings.Sum(r => dataset.Windows(r).Count()), dataset.Manifest.Classes, writing.OtherClasses,
                writing.TooShort, [.. ignored], [.. bad]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Files that cannot be read are told apart before; what is left is the dataset's own place, full most often.
            throw new MoteException("MOTE0004", output, $"cannot be written: {e.Message}");
        }
    }

    private static (List<Spooled> Recordings, List<Diagnostic> Bad) Read(
        ImportOptions options, ImmutableArray<ImmutableArray<SourceFile>> files, Spool spool, Action<int, int>? progress,
        CancellationToken cancellation)
    {
        var bad = new List<Diagnostic>();
        var reading = new RecordingsToSpool(options, spool, cancellation);
        for (var i = 0; i < files.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                reading.Add(files[i]);
            }
            catch (MoteException e)
            {
                bad.AddRange(e.Diagnostics);
            }
            progress?.Invoke(i + 1, files.Length);
        }
        return (reading.Recordings, bad);
    }
}
