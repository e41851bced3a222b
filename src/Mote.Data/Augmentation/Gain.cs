using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>Louder or softer: all values times one factor, uniform in decibels.</summary>
public sealed record Gain(double LeastDb, double MostDb) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var factor = (float)Math.Pow(10, Uniform(random, LeastDb, MostDb) / 20);
        for (var i = 0; i < example.Length; i++) example[i] *= factor;
    }
}

/// <summary>What moves by more or less, while what stands still stays: each channel's difference from its mean times one factor.</summary>
/// <param name="Least">Smallest factor.</param>
/// <param name="Most">Largest one.</param>
public sealed record MotionGain(double Least, double Most) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var factor = (float)Uniform(random, Least, Most);
        if (factor == 1) return;
        var channels = Channels(shape);
        for (var c = 0; c < channels; c++)
        {
            var sum = 0.0;
            for (var i = c; i < example.Length; i += channels) sum += example[i];
            var mean = (float)(sum * channels / example.Length);
            for (var i = c; i < example.Length; i += channels) example[i] = mean + factor * (example[i] - mean);
        }
    }
}
