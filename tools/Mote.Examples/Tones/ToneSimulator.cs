using Mote.Numerics;

namespace Mote.Examples.Tones;

/// <summary>
/// Simulates a cheap microphone in a room where an instrument plays: no two frames agree in loudness, timbre, tuning or noise.
/// A seed names a set of frames.
/// </summary>
public sealed class ToneSimulator(ulong seed)
{
    private const int Harmonics = 5;
    private const double CentsPerUnit = 1731.2340490667561; // 1200 / ln 2: what a small relative change of pitch is in cents
    private readonly RandomStream _random = new(seed);

    public static Frame[] Frames(ulong seed, int count)
    {
        var simulator = new ToneSimulator(seed);
        return [.. Enumerable.Range(0, count).Select(_ => simulator.Next())];
    }

    private Frame Next()
    {
        var label = _random.Next(0, ToneClasses.Count);
        var samples = new double[Frame.Length];
        if (label != ToneClasses.NoTone) AddTone(samples, ToneClasses.Pitch(label));
        AddDrift(samples);
        AddHum(samples);
        if (_random.NextDouble() < (label == ToneClasses.NoTone ? 0.7 : 0.2)) AddKnock(samples);
        AddNoise(samples);
        // The converter clips what is too loud.
        return new Frame([.. samples.Select(s => (float)Math.Clamp(s, -1, 127.0 / 128))], label);
    }

    /// <summary>A note with overtones, out of tune by up to a third of a semitone, gliding and swelling a little.</summary>
    private void AddTone(double[] samples, double pitch)
    {
        var loudness = Between(0.12, 0.6);
        var detune = Between(-33, 33) / CentsPerUnit;
        var glide = Between(-15, 15) / CentsPerUnit;
        var swell = Between(-0.4, 0.4);
        var strength = new double[Harmonics];
        var phase = new double[Harmonics];
        for (var h = 0; h < Harmonics; h++)
        {
            strength[h] = h == 0 ? 1 : Between(0, 1.2) / (h + 1);
            phase[h] = _random.NextDouble();
        }
        var turns = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            var progress = (double)i / samples.Length - 0.5;
            for (var h = 0; h < Harmonics; h++)
                samples[i] += loudness * (1 + swell * progress) * strength[h] * Sine.Of((h + 1) * turns + phase[h]);
            turns += pitch * (1 + detune + glide * progress) / Frame.SampleRate;
        }
    }

    /// <summary>The converter's offset wanders.</summary>
    private void AddDrift(double[] samples)
    {
        var (offset, slope) = (Between(-0.1, 0.1), Between(-0.05, 0.05));
        for (var i = 0; i < samples.Length; i++) samples[i] += offset + slope * i / samples.Length;
    }

    /// <summary>Mains at 50 Hz with an overtone at 100 Hz.</summary>
    private void AddHum(double[] samples)
    {
        var (low, high) = (Between(0, 0.1), Between(0, 0.05));
        var (lowPhase, highPhase) = (_random.NextDouble(), _random.NextDouble());
        for (var i = 0; i < samples.Length; i++)
        {
            var seconds = (double)i / Frame.SampleRate;
            samples[i] += low * Sine.Of(50 * seconds + lowPhase) + high * Sine.Of(100 * seconds + highPhase);
        }
    }

    /// <summary>Something that rings at a pitch of its own for some milliseconds: a knock on the table, a cup put down.</summary>
    private void AddKnock(double[] samples)
    {
        var pitch = Between(200, 1200);
        var level = Between(0.2, 0.9);
        var decay = 1 - 1 / (Frame.SampleRate * Between(0.003, 0.012));
        for (var i = _random.Next(0, samples.Length); i < samples.Length; i++)
        {
            samples[i] += level * Sine.Of(pitch * i / Frame.SampleRate);
            level *= decay;
        }
    }

    private void AddNoise(double[] samples)
    {
        var level = Between(0.02, 0.4);
        for (var i = 0; i < samples.Length; i++) samples[i] += level * Normal();
    }

    /// <summary>Nearly normal, variance 1: the sum of twelve uniform numbers, which takes no logarithm.</summary>
    private double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++) sum += _random.NextDouble();
        return sum;
    }

    private double Between(double low, double high) => low + (high - low) * _random.NextDouble();
}
