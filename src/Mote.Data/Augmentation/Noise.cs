using System.Collections.Immutable;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>Arithmetic that noises share.</summary>
internal static class Energy
{
    /// <summary>Sum of squares.</summary>
    public static double Of(ReadOnlySpan<float> reals)
    {
        var sum = 0.0;
        foreach (var real in reals) sum += (double)real * real;
        return sum;
    }

    /// <summary>Adds noise so that the signal's energy is so many decibels above the noise's.</summary>
    /// <param name="floor">A signal whose root mean square is less counts as this loud.</param>
    public static void AddNoise(Span<float> signal, ReadOnlySpan<float> noise, double decibels, double floor)
    {
        var energy = Math.Max(Of(signal), floor * floor * signal.Length);
        var disturbing = Of(noise);
        // Beside silence no noise is soft enough; and of no noise nothing is left to add.
        if (energy == 0 || disturbing == 0) return;
        var factor = (float)Math.Sqrt(energy / disturbing / Math.Pow(10, decibels / 10));
        for (var i = 0; i < signal.Length; i++) signal[i] += factor * noise[i];
    }
}

/// <summary>White noise at a ratio of energies, signal to noise, uniform in decibels.</summary>
/// <param name="Floor">A signal whose root mean square is less counts as this loud, so that silence gets its noise as well.</param>
public sealed record WhiteNoise(double LeastDb, double MostDb, double Floor = 0) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var decibels = Uniform(random, LeastDb, MostDb);
        using var noise = new Scratch(example);
        Fill(noise.Span, random);
        Energy.AddNoise(example, noise.Span, decibels, Floor);
    }

    /// <summary>Sums of four uniform numbers: near enough to normal ones for noise, and far cheaper.</summary>
    internal static void Fill(Span<float> noise, RandomStream random)
    {
        for (var i = 0; i < noise.Length; i++)
        {
            var bits = random.NextUInt64();
            var sum = (int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48);
            noise[i] = (sum - 2 * 65535) / 65536f;
        }
    }
}

/// <summary>A random stretch of a random recording, added at a ratio of energies, signal to noise, uniform in decibels.</summary>
/// <param name="Recordings">Of the signals' rate, one channel each; shorter ones are repeated.</param>
/// <param name="Floor">A signal whose root mean square is less counts as this loud.</param>
public sealed record BackgroundNoise(ImmutableArray<float[]> Recordings, double LeastDb, double MostDb, double Floor = 0) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var decibels = Uniform(random, LeastDb, MostDb);
        var recording = Recordings[random.Next(0, Recordings.Length)];
        var from = random.Next(0, Math.Max(1, recording.Length - shape[0] + 1));
        var channels = example.Length / shape[0];
        using var noise = new Scratch(example);
        for (var i = 0; i < example.Length; i++) noise.Span[i] = recording[(from + i / channels) % recording.Length];
        Energy.AddNoise(example, noise.Span, decibels, Floor);
    }
}

/// <summary>An independent normal number on every value.</summary>
/// <param name="Deviation">Its standard deviation, in the example's unit.</param>
public sealed record Jitter(double Deviation) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        for (var i = 0; i < example.Length; i++) example[i] += (float)(Deviation * random.NextNormal());
    }
}
