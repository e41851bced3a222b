using Mote.Core.Types;

namespace Mote.Data.Signals;

/// <summary>Brings pictures to a size and a number of colours.</summary>
public static class PictureFit
{
    /// <summary>
    /// Scales with a triangle as wide as a pixel of the coarser picture (bilinear when enlarging, an average when reducing), rows first,
    /// and turns colours into ITU-R BT.601 luma or grey into three equal colours.
    /// </summary>
    /// <param name="picture">Reals, row-major.</param>
    /// <param name="shape">[height, width, colours].</param>
    /// <param name="wanted">The same.</param>
    public static float[] Fit(float[] picture, Shape shape, Shape wanted)
    {
        if (shape == wanted) return picture;
        var coloured = Coloured(picture, shape[2], wanted[2]);
        var wide = Scaled(coloured, shape[0], shape[1], wanted[2], wanted[1]);
        return Transposed(Scaled(Transposed(wide, shape[0], wanted[1], wanted[2]), wanted[1], shape[0], wanted[2], wanted[0]),
            wanted[1], wanted[0], wanted[2]);
    }

    private static float[] Coloured(float[] picture, int from, int to)
    {
        if (from == to) return picture;
        var result = new float[picture.Length / from * to];
        for (var i = 0; i < picture.Length / from; i++)
        {
            if (to == 1) result[i] = 0.299f * picture[3 * i] + 0.587f * picture[3 * i + 1] + 0.114f * picture[3 * i + 2];
            else result.AsSpan(3 * i, 3).Fill(picture[i]);
        }
        return result;
    }

    private static float[] Scaled(float[] picture, int height, int width, int colours, int to)
    {
        if (width == to) return picture;
        var result = new float[height * to * colours];
        var step = (double)width / to;
        var reach = Math.Max(1, step);
        for (var x = 0; x < to; x++)
        {
            var middle = (x + 0.5) * step;
            var (first, last) = (Math.Max(0, (int)Math.Floor(middle - reach)), Math.Min(width - 1, (int)Math.Ceiling(middle + reach)));
            var weights = new double[last - first + 1];
            var sum = 0.0;
            for (var i = 0; i < weights.Length; i++)
                sum += weights[i] = Math.Max(0, 1 - Math.Abs(first + i + 0.5 - middle) / reach);
            for (var y = 0; y < height; y++)
                for (var c = 0; c < colours; c++)
                {
                    var total = 0.0;
                    for (var i = 0; i < weights.Length; i++) total += weights[i] * picture[(y * width + first + i) * colours + c];
                    result[(y * to + x) * colours + c] = (float)(total / sum);
                }
        }
        return result;
    }

    private static float[] Transposed(float[] picture, int height, int width, int colours)
    {
        var result = new float[picture.Length];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < colours; c++)
                    result[(x * height + y) * colours + c] = picture[(y * width + x) * colours + c];
        return result;
    }
}
