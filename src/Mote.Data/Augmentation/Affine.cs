using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>
/// A picture turned, scaled, sheared and moved around its middle, each by a uniform amount up to the one given, either way. Values between
/// pixels are bilinear.
/// </summary>
/// <param name="Degrees">Of rotation.</param>
/// <param name="Scale">0.1 means factors from 0.9 to 1.1.</param>
/// <param name="Shear">Of the horizontal by the vertical.</param>
/// <param name="Shift">In pixels.</param>
/// <param name="Fill">What comes in from outside.</param>
public sealed record Affine(double Degrees, double Scale, double Shear, double Shift, float Fill = 0) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var (height, width, _) = Picture(shape);
        var (sin, cos) = Math.SinCos(Uniform(random, -Degrees, Degrees) * Math.PI / 180);
        var factor = 1 / Uniform(random, 1 - Scale, 1 + Scale);
        var shear = Uniform(random, -Shear, Shear);
        var (right, down) = (Uniform(random, -Shift, Shift), Uniform(random, -Shift, Shift));
        var (middleX, middleY) = ((width - 1) / 2.0, (height - 1) / 2.0);
        using var before = new Scratch(example);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                // From where the pixel comes: the moves backwards.
                var (dx, dy) = (x - middleX - right, y - middleY - down);
                dx += shear * dy;
                var fromX = middleX + factor * (cos * dx + sin * dy);
                var fromY = middleY + factor * (cos * dy - sin * dx);
                Bilinear.Pixel(before.Span, shape, fromX, fromY, Fill, example[((y * width + x) * shape[2])..]);
            }
    }
}

/// <summary>Colours between pixels.</summary>
internal static class Bilinear
{
    /// <summary>Writes the colours at a place; outside the picture is the fill.</summary>
    public static void Pixel(ReadOnlySpan<float> picture, Shape shape, double x, double y, float fill, Span<float> pixel)
    {
        var (left, top) = (Math.Floor(x), Math.Floor(y));
        var (u, v) = ((float)(x - left), (float)(y - top));
        for (var c = 0; c < shape[2]; c++)
        {
            var above = Mixed(At(picture, shape, left, top, c, fill), At(picture, shape, left + 1, top, c, fill), u);
            var below = v == 0 ? above
                : Mixed(At(picture, shape, left, top + 1, c, fill), At(picture, shape, left + 1, top + 1, c, fill), u);
            pixel[c] = Mixed(above, below, v);
        }
    }

    private static float Mixed(float a, float b, float t) => t == 0 ? a : a + t * (b - a);

    private static float At(ReadOnlySpan<float> picture, Shape shape, double x, double y, int colour, float fill) =>
        x >= 0 && x < shape[1] && y >= 0 && y < shape[0] ? picture[((int)y * shape[1] + (int)x) * shape[2] + colour] : fill;
}
