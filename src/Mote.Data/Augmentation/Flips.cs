using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>A picture's left and right exchanged, with a probability.</summary>
public sealed record HorizontalFlip(double Probability = 0.5) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        if (random.NextDouble() >= Probability) return;
        var (height, width, colours) = Picture(shape);
        for (var y = 0; y < height; y++)
            for (int left = 0, right = width - 1; left < right; left++, right--)
                for (var c = 0; c < colours; c++)
                {
                    var (a, b) = ((y * width + left) * colours + c, (y * width + right) * colours + c);
                    (example[a], example[b]) = (example[b], example[a]);
                }
    }
}

/// <summary>A picture's top and bottom exchanged, with a probability.</summary>
public sealed record VerticalFlip(double Probability = 0.5) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        if (random.NextDouble() >= Probability) return;
        var (height, width, colours) = Picture(shape);
        var row = width * colours;
        for (int top = 0, bottom = height - 1; top < bottom; top++, bottom--)
            for (var i = 0; i < row; i++)
                (example[top * row + i], example[bottom * row + i]) = (example[bottom * row + i], example[top * row + i]);
    }
}
