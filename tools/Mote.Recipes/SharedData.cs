using System.Formats.Tar;
using System.IO.Compression;

namespace Mote.Recipes;

/// <summary>The archives of recordings beside the checkout, for developers and CI.</summary>
public static class SharedData
{
    public const string Missing = "../shared/data is not at hand";

    public static string Directory { get; } = Path.GetFullPath(Path.Combine(Root(), "..", "shared", "data"));

    public static bool IsAvailable => System.IO.Directory.Exists(Directory);

    /// <summary>Unpacks an archive; it holds one folder of its own name.</summary>
    public static string Unpack(string archive, string folder)
    {
        using var file = File.OpenRead(Path.Combine(Directory, archive + ".tar.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(unpacked, folder, overwriteFiles: false);
        return Path.Combine(folder, archive);
    }

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Mote.slnx"))) directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("the recipes run inside the checkout");
    }
}
