using Mote.Core.Ops;

namespace Mote.Core.Rules;

/// <summary>Where the rows (or columns) of a resized image lie in the original, as the reference computes it.</summary>
public static class ResizePlaces
{
    /// <summary>The input's row for each of the output's.</summary>
    public static short[] Nearest(int input, int output, Resize op)
    {
        var scale = Scale(input, output, op);
        var places = new short[output];
        for (var i = 0; i < output; i++)
        {
            var place = (i + (op.HalfPixelCenters ? 0.5f : 0)) * scale;
            var row = (int)(op.AlignCorners ? MathF.Round(place, MidpointRounding.AwayFromZero) : MathF.Floor(place));
            places[i] = (short)Math.Min(row, input - 1);
        }
        return places;
    }

    /// <summary>Input rows an output row is apart.</summary>
    public static float Scale(int input, int output, Resize op) =>
        op.AlignCorners && output > 1 ? (float)(input - 1) / (output - 1) : (float)input / output;

    /// <summary>The same in 1/1024 of a row, rounded.</summary>
    public static int Scale1024(int input, int output, Resize op) =>
        op.AlignCorners && output > 1 ? (1024 * (input - 1) + (output - 1) / 2) / (output - 1) : (1024 * input + output / 2) / output;
}
