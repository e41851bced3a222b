using System.Numerics;

namespace Mote.Numerics;

/// <summary>
/// The reals that quantized integers stand for: Scale · (q - ZeroPoint) for q of Min to Max. Zero is always one of them.
/// </summary>
/// <param name="Scale">Positive.</param>
/// <param name="ZeroPoint">Of Min to Max.</param>
/// <param name="Min">The smallest stored integer: -128 for int8 activations, -127 for int8 weights.</param>
/// <param name="Max">The largest stored integer.</param>
public readonly record struct QuantizationGrid<T>(T Scale, int ZeroPoint, int Min, int Max)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Low => Scale * T.CreateChecked(Min - ZeroPoint);

    public T High => Scale * T.CreateChecked(Max - ZeroPoint);
}

/// <summary>How ranges of reals become <see cref="QuantizationGrid{T}"/>s. Training and conversion both take them from here.</summary>
public static class QuantizationGrid
{
    /// <summary>The scale of a tensor that is zero throughout: any would do.</summary>
    private const double ScaleOfNothing = 1;

    /// <summary>
    /// The grid that covers a range, widened to include zero and then moved by at most half a step so that zero is one of its
    /// points (Jacob and others, 2018, "nudging").
    /// </summary>
    /// <param name="low">Finite.</param>
    /// <param name="high">Finite.</param>
    /// <param name="min">Smallest stored integer.</param>
    /// <param name="max">Largest stored integer.</param>
    public static QuantizationGrid<T> Nudged<T>(T low, T high, int min, int max)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require(low, high);
        var (l, h) = (Math.Min(double.CreateChecked(low), 0), Math.Max(double.CreateChecked(high), 0));
        var share = h > l ? -l / (h - l) : 0;
        var zeroPoint = (int)Math.Round(min + share * ((double)max - min), MidpointRounding.AwayFromZero);
        return new QuantizationGrid<T>(ScaleOf<T>((h - l) / ((double)max - min)), zeroPoint, min, max);
    }

    /// <summary>
    /// The grid of activations of some bits: up to eight have a zero point, more are symmetric. Training rounds to it and conversion uses
    /// it, so both must ask here.
    /// </summary>
    public static QuantizationGrid<T> OfActivation<T>(T low, T high, int bits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var most = (1 << (bits - 1)) - 1;
        return bits > 8 ? Symmetric(T.Max(-low, high), most) : Nudged(T.Min(low, T.Zero), T.Max(high, T.Zero), -most - 1, most);
    }

    /// <summary>The grid of zero point 0 on which a magnitude is the largest integer, and its opposite the smallest.</summary>
    public static QuantizationGrid<T> Symmetric<T>(T magnitude, int max)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Require(-magnitude, magnitude);
        return new QuantizationGrid<T>(ScaleOf<T>(Math.Abs(double.CreateChecked(magnitude)) / max), 0, -max, max);
    }

    /// <summary>A scale that single precision, in which graphs hold it, can express; single precision has it in any case.</summary>
    private static T ScaleOf<T>(double scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Smaller scales have reciprocals, or products with other scales, beyond single precision.
        const double smallest = 1e-30;
        if (scale == 0) scale = ScaleOfNothing;
        return T.CreateChecked(Math.Clamp(scale, smallest, float.MaxValue));
    }

    private static void Require<T>(T low, T high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(low) || !T.IsFinite(high) || low > high)
            throw new ArgumentOutOfRangeException(nameof(low), $"{low} to {high} is no range of reals");
    }
}
