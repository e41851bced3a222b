using System.Collections.Immutable;
using Mote.Data.Files;

namespace Mote.Recipes;

/// <summary>Recordings of noise that come with the keywords.</summary>
internal static class Noises
{
    /// <summary>Ten seconds each, at 16 kHz.</summary>
    public static ImmutableArray<float[]> Of(string archive)
    {
        var folder = Directory.CreateTempSubdirectory("mote-noise-").FullName;
        try
        {
            var root = SharedData.Unpack(archive, folder);
            // A recording can be read while it is being enumerated.
            return [.. Directory.GetFiles(Path.Combine(root, "_background_noise_"), "*.wav").Order(StringComparer.Ordinal)
                .SelectMany(f => RecordingFile.Read(f).Select(r => r.ReadAll()))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
