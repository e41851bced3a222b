using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>
/// Another light: brightness times a factor, contrast and saturation as the way from grey to the picture and beyond. Each factor is uniform
/// in 1 ± its strength; values stay within 0 and 1.
/// </summary>
/// <param name="Brightness">Strength; 0.2 means factors from 0.8 to 1.2.</param>
/// <param name="Contrast">Strength; grey is the picture's mean brightness.</param>
/// <param name="Saturation">Strength; grey is the pixel's brightness. Of no effect on grey pictures.</param>
public sealed record Colour(double Brightness, double Contrast, double Saturation) : Augmentation
{
    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var (_, _, colours) = Picture(shape);
        var bright = (float)Uniform(random, 1 - Brightness, 1 + Brightness);
        var contrast = (float)Uniform(random, 1 - Contrast, 1 + Contrast);
        var saturation = (float)Uniform(random, 1 - Saturation, 1 + Saturation);
        var mean = 0.0;
        for (var i = 0; i < example.Length; i += colours)
        {
            for (var c = 0; c < colours; c++) example[i + c] *= bright;
            mean += Grey(example.Slice(i, colours));
        }
        var middle = (float)(mean * colours / example.Length);
        for (var i = 0; i < example.Length; i += colours)
        {
            for (var c = 0; c < colours; c++) example[i + c] = contrast * example[i + c] + (1 - contrast) * middle;
            var grey = Grey(example.Slice(i, colours));
            for (var c = 0; c < colours; c++)
            {
                var real = colours == 3 ? saturation * example[i + c] + (1 - saturation) * grey : example[i + c];
                example[i + c] = Math.Clamp(real, 0, 1);
            }
        }
    }

    /// <summary>Luma of ITU-R BT.601.</summary>
    private static float Grey(ReadOnlySpan<float> pixel) =>
        pixel.Length == 3 ? 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2] : pixel[0];
}
