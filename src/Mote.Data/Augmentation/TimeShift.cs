using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>Earlier or later by up to so many frames; zeros where nothing is.</summary>
/// <param name="Most">Frames, either way.</param>
public sealed record TimeShift(int Most) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var frames = shape[0];
        var most = Math.Min(Most, frames);
        var shift = random.Next(-most, most + 1) * (example.Length / frames);
        if (shift > 0)
        {
            example[..^shift].CopyTo(example[shift..]);
            example[..shift].Clear();
        }
        else if (shift < 0)
        {
            example[-shift..].CopyTo(example);
            example[^-shift..].Clear();
        }
    }
}
