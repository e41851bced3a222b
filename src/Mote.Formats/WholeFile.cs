using Mote.Core.Diagnostics;

namespace Mote.Formats;

/// <summary>Files read and written whole, with errors that say what to do.</summary>
public static class WholeFile
{
    /// <summary>A model is at most this long; what does not fit a microcontroller a thousand times over is a mistake.</summary>
    private const long MostBytes = 512L << 20;

    /// <exception cref="MoteException">MOTE0001: it cannot be read, or is far too long.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MostBytes)
                throw new MoteException("MOTE0001", path,
                    $"the file has {length >> 20} MiB; models of more than {MostBytes >> 20} MiB are not read.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MoteException("MOTE0001", path, $"cannot be read: {Reason(e, path)}", "Check the path.");
        }
    }

    /// <summary>The whole file or nothing: what was there before stays until the new content is complete.</summary>
    /// <exception cref="MoteException">MOTE0004: it cannot be written.</exception>
    public static void Write(string path, byte[] bytes)
    {
        try
        {
            File.WriteAllBytes(path + ".tmp", bytes);
            File.Move(path + ".tmp", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MoteException("MOTE0004", path, $"cannot be written: {e.Message}");
        }
    }

    private static string Reason(Exception e, string path) =>
        e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file."
        : Directory.Exists(path) ? "it is a folder."
        : e.Message;
}
