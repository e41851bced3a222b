using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>
/// A picture on rubber (P. Y. Simard and others, "Best practices for convolutional neural networks applied to visual document analysis",
/// 2003): each pixel comes from a place moved by random numbers that a Gaussian has smoothed.
/// </summary>
/// <param name="Shift">Root mean square of the moves, in pixels.</param>
/// <param name="Smoothness">Standard deviation of the Gaussian, in pixels.</param>
/// <param name="Fill">What comes in from outside.</param>
public sealed record Elastic(double Shift, double Smoothness, float Fill = 0) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var (height, width, colours) = Picture(shape);
        using var before = new Scratch(example);
        using var right = new Scratch(example[..(height * width)]);
        using var down = new Scratch(example[..(height * width)]);
        Field(right.Span, height, width, random);
        Field(down.Span, height, width, random);
        if (Shift == 0) return;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var i = y * width + x;
                Bilinear.Pixel(before.Span, shape, x + right.Span[i], y + down.Span[i], Fill, example[(i * colours)..]);
            }
    }

    /// <summary>Random moves, smoothed along rows and columns and brought to the size wanted.</summary>
    private void Field(Span<float> field, int height, int width, RandomStream random)
    {
        for (var i = 0; i < field.Length; i++) field[i] = (float)(2 * random.NextDouble() - 1);
        var reach = (int)Math.Ceiling(3 * Smoothness);
        var weights = new float[reach + 1];
        for (var i = 0; i <= reach; i++) weights[i] = Smoothness == 0 ? 1 : (float)Math.Exp(-0.5 * i * i / (Smoothness * Smoothness));
        using var before = new Scratch(field);
        Smooth(field, before.Span, width, height, 1, width, weights);
        field.CopyTo(before.Span);
        Smooth(field, before.Span, height, width, width, 1, weights);
        var factor = (float)(Shift / Math.Sqrt(Math.Max(double.Epsilon, Energy.Of(field) / field.Length)));
        for (var i = 0; i < field.Length; i++) field[i] *= factor;
    }

    /// <summary>Along lines; beyond the border there is nothing. The sum of the weights does not matter: the field is scaled
    /// afterwards.</summary>
    private static void Smooth(
        Span<float> to, ReadOnlySpan<float> from, int length, int lines, int step, int lineStep, ReadOnlySpan<float> weights)
    {
        for (var line = 0; line < lines; line++)
            for (var i = 0; i < length; i++)
            {
                var sum = 0f;
                for (var k = Math.Max(0, i - weights.Length + 1); k <= Math.Min(length - 1, i + weights.Length - 1); k++)
                    sum += weights[Math.Abs(k - i)] * from[line * lineStep + k * step];
                to[line * lineStep + i * step] = sum;
            }
    }
}
