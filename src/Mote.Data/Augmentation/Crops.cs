using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>A picture with a margin all around, and a random piece of its old size cut out of that.</summary>
/// <param name="Margin">In pixels.</param>
/// <param name="Fill">What the margin is made of.</param>
public sealed record CropWithPadding(int Margin, float Fill = 0) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var (height, width, colours) = Picture(shape);
        var (down, right) = (random.Next(-Margin, Margin + 1), random.Next(-Margin, Margin + 1));
        using var before = new Scratch(example);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (fromY, fromX) = (y - down, x - right);
                var there = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
                for (var c = 0; c < colours; c++)
                    example[(y * width + x) * colours + c] = there ? before.Span[(fromY * width + fromX) * colours + c] : Fill;
            }
    }
}

/// <summary>
/// A square hidden (T. DeVries, G. W. Taylor, "Improved regularization of convolutional neural networks with cutout", 2017); it may reach
/// over the border.
/// </summary>
/// <param name="Side">In pixels.</param>
/// <param name="Fill">What it shows.</param>
public sealed record Cutout(int Side, float Fill = 0) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var (height, width, colours) = Picture(shape);
        var (top, left) = (random.Next(0, height) - Side / 2, random.Next(0, width) - Side / 2);
        var (from, to) = (Math.Max(0, left), Math.Min(width, left + Side));
        for (var y = Math.Max(0, top); y < Math.Min(height, top + Side) && to > from; y++)
            example.Slice((y * width + from) * colours, (to - from) * colours).Fill(Fill);
    }
}
