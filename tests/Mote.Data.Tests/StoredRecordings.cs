using System.Runtime.InteropServices;
using Mote.Data.Files;
using Mote.Testing;

namespace Mote.Data.Tests;

/// <summary>Files made by NumPy, SciPy and Pillow (tests/data/recordings/make_recordings.py), each with what these read in it.</summary>
internal static class StoredRecordings
{
    public static string Folder { get; } = Path.Combine(Golden.Root, "tests", "data", "recordings");

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static float[] Expected(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(PathOf(name) + ".f32")).ToArray();

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f)!)
        .Where(RecordingFile.IsKnown).Order(StringComparer.Ordinal);

    /// <summary>All that the file holds.</summary>
    public static (float[] Reals, Recording Recording) Read(string name)
    {
        var recording = Assert.Single(RecordingFile.Read(PathOf(name)).Select(r => (r.ReadAll(), r)));
        return recording;
    }
}
