namespace Mote.Targets.Build;

/// <summary>A temporary directory; disposing removes it with all that is in it.</summary>
internal sealed class ProgramDirectory : IDisposable
{
    public const string Model = "model";
    public const string Harness = "harness";
    public const string Objects = "objects";
    public const string LinkerScript = "program.ld";
    public const string Program = "program.elf";

    public string Path { get; } = Directory.CreateTempSubdirectory("mote-").FullName;

    /// <summary>Writes a file at a relative path with '/'.</summary>
    public void Write(string relative, string text)
    {
        var path = FullPath(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public string FullPath(string relative)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, relative));
        return path.StartsWith(Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{relative}' leaves the directory", nameof(relative));
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
