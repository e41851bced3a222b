using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>
/// Faster or slower, and higher or lower with it, around the middle; the length stays. Values between frames lie on cubics; zeros where
/// nothing is. A factor well above 1 aliases what is close below half the rate: this is for some per cent.
/// </summary>
/// <param name="Least">Smallest factor of the speed: 0.9 is slower and lower.</param>
/// <param name="Most">Largest one.</param>
/// <param name="HoldEnds">Holds the first and the last frame instead of zeros, for sensors that are never at zero.</param>
public sealed record Speed(double Least, double Most, bool HoldEnds = false) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var factor = Uniform(random, Least, Most);
        if (factor == 1) return;
        var (frames, channels) = (shape[0], example.Length / shape[0]);
        using var before = new Scratch(example);
        var middle = (frames - 1) / 2.0;
        for (var i = 0; i < frames; i++)
        {
            var place = middle + (i - middle) * factor;
            var there = HoldEnds || (place > -1 && place < frames);
            for (var c = 0; c < channels; c++)
                example[i * channels + c] = there
                    ? Interpolation.Cubic(before.Span, channels, c, Math.Clamp(place, -1, frames), HoldEnds ? null : 0) : 0;
        }
    }
}
