using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Text;
using Mote.Formats.TfLite;

namespace Mote.Workflows;

/// <summary>Model files of any kind Mote reads.</summary>
public static class ModelFile
{
    /// <summary>A model is at most this long; what does not fit a microcontroller a thousand times over is a mistake.</summary>
    private const long MostBytes = 512L << 20;

    /// <param name="path">.tflite, or the text form of a graph.</param>
    /// <exception cref="MoteException">The file cannot be read or is no model.</exception>
    public static Graph Read(string path)
    {
        var bytes = ReadBytes(path);
        if (bytes.AsSpan().StartsWith("mote graph"u8)) return ReadText(bytes, path);
        return TfLiteReader.Read(bytes, path, Name(path));
    }

    /// <summary>kws.tflite is kws; kws/model.tflite is kws too.</summary>
    public static string Name(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));
        return name == "model" && !string.IsNullOrEmpty(folder) ? folder : name;
    }

    internal static byte[] ReadBytes(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MostBytes) throw new MoteException("MOTE0001", path, $"the file has {length >> 20} MiB; models of more than {MostBytes >> 20} MiB are not read.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MoteException("MOTE0001", path, $"cannot be read: {Reason(e, path)}", "Check the path.");
        }
    }

    private static string Reason(Exception e, string path) =>
        e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file."
        : Directory.Exists(path) ? "it is a folder."
        : e.Message;

    private static Graph ReadText(byte[] bytes, string path)
    {
        try
        {
            return GraphText.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (FormatException e)
        {
            throw new MoteException("MOTE0002", path, e.Message + ".");
        }
    }
}
