using Mote.Core.Diagnostics;

namespace Mote.Data.Import;

/// <summary>Where a dataset comes to be: a folder beside its place until it is complete.</summary>
internal sealed class DatasetPlace
{
    private readonly string _output, _making;

    /// <exception cref="MoteException">MOTE0508: something is there already.</exception>
    public DatasetPlace(string output, bool replace)
    {
        _output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        _making = _output + ".import";
        if (System.IO.File.Exists(_output)) throw new MoteException("MOTE0508", output, "is a file.", "Choose another folder.");
        if (!Directory.Exists(_output)) return;
        // Replacing means deleting: only what an import has made, or nothing at all.
        var ours = Directory.EnumerateFileSystemEntries(_output)
            .All(e => Path.GetFileName(e) is Dataset.ManifestName or Dataset.SamplesName);
        if (!ours || (!replace && Directory.EnumerateFileSystemEntries(_output).Any()))
            throw new MoteException("MOTE0508", output, ours ? "is a dataset already." : "holds other files.",
                ours ? "Choose another folder, or --replace it." : "Choose another folder.");
    }

    public string File(string name) => Path.Combine(_making, name);

    /// <summary>Makes the folder; what is in it is gone when this is disposed of, unless it is finished.</summary>
    public IDisposable Make()
    {
        try
        {
            if (Directory.Exists(_making)) Directory.Delete(_making, recursive: true);
            Directory.CreateDirectory(_making);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MoteException("MOTE0004", _output, $"cannot be written: {e.Message}");
        }
        return new Removal(_making);
    }

    /// <summary>Moves the two files to their place together.</summary>
    public void Finish()
    {
        var complete = _making + ".done";
        if (Directory.Exists(complete)) Directory.Delete(complete, recursive: true);
        Directory.CreateDirectory(complete);
        foreach (var name in new[] { Dataset.SamplesName, Dataset.ManifestName })
            System.IO.File.Move(File(name), Path.Combine(complete, name));
        // Two renamings, so that an interruption leaves the old one or the new one, at worst beside its place.
        var old = _making + ".old";
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        if (Directory.Exists(_output)) Directory.Move(_output, old);
        Directory.Move(complete, _output);
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
    }

    private sealed class Removal(string folder) : IDisposable
    {
        public void Dispose()
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
