using System.Numerics;

namespace Mote.Training.Kernels;

/// <summary>The reals that an integer type can stand for: step · (q - zero point) for q from Least to Most.</summary>
internal readonly record struct Grid<T>(T Step, T ZeroPoint, T Least, T Most)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// Of activations. Eight bits and fewer cover the range, widened to zero and moved so that zero is one of the points (Jacob and others 2018,
    /// section 3.1); sixteen bits are symmetric.
    /// </summary>
    public static Grid<T> OfRange(T low, T high, int bits)
    {
        (low, high) = (T.Min(low, T.Zero), T.Max(high, T.Zero));
        var (least, most) = (T.CreateChecked(-(1 << (bits - 1))), T.CreateChecked((1 << (bits - 1)) - 1));
        if (high <= low) return new Grid<T>(T.One, T.Zero, least, most);
        if (bits > 8) return new Grid<T>(T.Max(-low, high) / most, T.Zero, least, most);
        // Scales are single precision in every file.
        var step = T.CreateChecked(float.CreateSaturating((high - low) / (most - least)));
        return new Grid<T>(step, T.Clamp(T.Round(least - low / step, MidpointRounding.AwayFromZero), least, most), least, most);
    }

    /// <summary>Of weights: symmetric, without the integer that has no opposite.</summary>
    public static Grid<T> OfStep(T step, int bits)
    {
        var most = T.CreateChecked((1 << (bits - 1)) - 1);
        return new Grid<T>(step > T.Zero ? step : T.One, T.Zero, -most, most);
    }

    public T Nearest(T x) => (T.Clamp(T.Round(x / Step, MidpointRounding.AwayFromZero) + ZeroPoint, Least, Most) - ZeroPoint) * Step;

    /// <summary>Whether x is not cut off.</summary>
    public bool Holds(T x) => (Least - ZeroPoint) * Step <= x && x <= (Most - ZeroPoint) * Step;
}
