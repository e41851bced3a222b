using Mote.Core.Diagnostics;
using Mote.Data.Signals;

namespace Mote.Data.Files;

/// <summary>Whole sounds in memory: noises to mix in, a sound to classify.</summary>
public static class SoundFile
{
    /// <summary>A file's first recording as one channel, the mean of those it has, at a rate.</summary>
    /// <param name="path">Of any format that is read.</param>
    /// <param name="rate">Samples a second; a file that does not say its own has this one.</param>
    /// <exception cref="MoteException">As <see cref="RecordingFile.Read"/>; MOTE0504: it holds no signal.</exception>
    public static float[] Read(string path, double rate)
    {
        foreach (var recording in RecordingFile.Read(path))
        {
            var reals = recording.ReadAll();
            if (!recording.HasTime || reals.Length == 0) break;
            var channels = recording.Frame.Elements;
            var mono = new float[reals.Length / channels];
            for (var i = 0; i < reals.Length; i++) mono[i / channels] += reals[i] / channels;
            return recording.Rate is { } own && own != rate ? Resampler.Convert(mono, own, rate) : mono;
        }
        throw new MoteException("MOTE0504", path, "the file holds no signal.");
    }
}
