using System.Numerics;

namespace Mote.Numerics;

/// <summary>Weights and activations of one bit.</summary>
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

    /// <summary>
    /// Mean |x| of each channel; the scale of least squared error for <see cref="Signs{T}(ReadOnlySpan{T},ReadOnlySpan{T},int,Span{T})"/>.
    /// At least a tiny number.
    /// </summary>
    public static void MeanMagnitudes<T>(ReadOnlySpan<T> x, int inner, Span<T> means)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireChannels(x.Length, means.Length, inner);
        var sums = new double[means.Length];
        for (var i = 0; i < x.Length; i++) sums[i / inner % sums.Length] += double.CreateChecked(T.Abs(x[i]));
        for (var c = 0; c < means.Length; c++)
            means[c] = T.CreateChecked(Math.Max(sums[c] * means.Length / x.Length, 1e-12));
    }

    /// <summary>y = 1 where x >= 0, else -1.</summary>
    public static void Signs<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(x.Length, y.Length);
        for (var i = 0; i < x.Length; i++) y[i] = x[i] >= T.Zero ? T.One : -T.One;
    }

    /// <summary>y = 1 with the probability (x + 1) / 2, clamped to [0, 1], else -1 (Courbariaux and others 2016).</summary>
    /// <param name="x">Reals.</param>
    /// <param name="key">Of the random numbers: <see cref="Fast.Dropout.Key"/>.</param>
    /// <param name="first">The number of the first element; what an element becomes hangs on key and number alone.</param>
    /// <param name="y">As long as x; may be x.</param>
    public static void StochasticSigns<T>(ReadOnlySpan<T> x, ulong key, uint first, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(x.Length, y.Length);
        for (var i = 0; i < x.Length; i++)
        {
            // 1 and beyond are certain, and so is what lies at -1 or below.
            var dropped = (1 - double.CreateChecked(T.Clamp(x[i], -T.One, T.One))) / 2;
            var isPlus = dropped <= 0 || (dropped < 1 && Fast.Dropout.Keeps(key, Fast.Dropout.Threshold(dropped), first + (uint)i));
            y[i] = isPlus ? T.One : -T.One;
        }
    }

    /// <summary>The straight-through estimator of signs: the gradient passes where |x| is at most 1.</summary>
    /// <param name="x">What was rounded.</param>
    /// <param name="outer">Gradient of the loss with respect to the signs.</param>
    /// <param name="result">Gradient with respect to x; may be outer.</param>
    public static void BackwardSigns<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> outer, Span<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(x.Length, outer.Length);
        RequireLength(x.Length, result.Length);
        for (var i = 0; i < x.Length; i++) result[i] = T.Abs(x[i]) <= T.One ? outer[i] : T.Zero;
    }
}
