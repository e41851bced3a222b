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
            return [.. Directory.GetFiles(Path.Combine(root, "_background_noise_"), "*.wav").Order(StringComparer.Ordinal)
                .Select(f => RecordingFile.Read(f).Single().ReadAll())];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
