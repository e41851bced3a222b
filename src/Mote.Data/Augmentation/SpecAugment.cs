using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>
/// Stretches of a feature map masked in time and in frequency (D. S. Park and others, "SpecAugment", 2019), without the warping. The map is
/// [frames, bins]; each mask is up to so wide, uniformly, and lies anywhere.
/// </summary>
/// <param name="Fill">What stands in a mask; null for the map's mean.</param>
public sealed record SpecAugment(int TimeMasks, int MostFrames, int FrequencyMasks, int MostBins, float? Fill = null) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var frames = shape[0];
        var bins = example.Length / frames;
        var fill = Fill ?? Mean(example);
        for (var m = 0; m < TimeMasks; m++)
        {
            var (from, width) = Mask(random, frames, MostFrames);
            example.Slice(from * bins, width * bins).Fill(fill);
        }
        for (var m = 0; m < FrequencyMasks; m++)
        {
            var (from, width) = Mask(random, bins, MostBins);
            for (var i = 0; i < frames; i++) example.Slice(i * bins + from, width).Fill(fill);
        }
    }

    private static (int From, int Width) Mask(RandomStream random, int length, int most)
    {
        var width = random.Next(0, Math.Min(most, length) + 1);
        return (random.Next(0, length - width + 1), width);
    }

    private static float Mean(ReadOnlySpan<float> example)
    {
        var sum = 0.0;
        foreach (var real in example) sum += real;
        return (float)(sum / example.Length);
    }
}
