using System.Numerics;

namespace Mote.Numerics;

/// <summary>Weights of one bit.</summary>
public static partial class FakeQuantization
{
    /// <summary>y = scale where x >= 0, else -scale (XNOR-Net, Rastegari and others 2016).</summary>
    /// <param name="x">Reals.</param>
    /// <param name="scales">Of the channels.</param>
    /// <param name="inner">Elements in a row of one channel.</param>
    /// <param name="y">As long as x; may be x.</param>
    public static void Signs<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> scales, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(x.Length, y.Length);
        RequireChannels(x.Length, scales.Length, inner);
        for (var i = 0; i < x.Length; i++)
        {
            var scale = scales[i / inner % scales.Length];
            y[i] = x[i] >= T.Zero ? scale : -scale;
        }
    }

    /// <summary>Mean |x| of each channel; the scale of least squared error for <see cref="Signs{T}"/>. At least a tiny number.</summary>
    public static void MeanMagnitudes<T>(ReadOnlySpan<T> x, int inner, Span<T> means)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireChannels(x.Length, means.Length, inner);
        var sums = new double[means.Length];
        for (var i = 0; i < x.Length; i++) sums[i / inner % sums.Length] += double.CreateChecked(T.Abs(x[i]));
        for (var c = 0; c < means.Length; c++)
            means[c] = T.CreateChecked(Math.Max(sums[c] * means.Length / x.Length, 1e-12));
    }
}
