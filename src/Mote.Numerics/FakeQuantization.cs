using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mote.Numerics;

/// <summary>
/// Rounding of reals to a grid, and what training takes for its derivative. The codes are those that the operator Quantize gives:
/// x / scale in the precision of T, rounded to the nearest integer, ties away from zero, clamped. What is no number stays none.
/// Single precision is vectorised; a vector has 256 bits on every computer, so that sums are the same everywhere.
/// </summary>
public static partial class FakeQuantization
{
    /// <summary>The stored integer of one real.</summary>
    public static int Code<T>(T x, QuantizationGrid<T> grid)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        int.CreateSaturating(Steps(x, grid.Scale, grid.Min - grid.ZeroPoint, grid.Max - grid.ZeroPoint)) + grid.ZeroPoint;

    /// <summary>y = scale · clamp(round(x / scale)): the nearest point of the grid.</summary>
    /// <param name="x">Reals.</param>
    /// <param name="grid">Of the whole tensor.</param>
    /// <param name="y">As long as x; may be x.</param>
    public static void Forward<T>(ReadOnlySpan<T> x, QuantizationGrid<T> grid, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(x.Length, y.Length);
        var (low, high) = (grid.Min - grid.ZeroPoint, grid.Max - grid.ZeroPoint);
        var i = 0;
        if (typeof(T) == typeof(float))
        {
            var xs = AsFloats(x);
            var ys = AsFloats(y);
            var scale = Vector256.Create(Unsafe.BitCast<T, float>(grid.Scale));
            var (lows, highs) = (Vector256.Create((float)low), Vector256.Create((float)high));
            for (; i <= xs.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                (scale * Clamp(Round(Vector256.Create(xs[i..]) / scale), lows, highs)).CopyTo(ys[i..]);
        }
        for (; i < x.Length; i++) y[i] = grid.Scale * Steps(x[i], grid.Scale, low, high);
    }

    /// <summary>As above with a symmetric grid a channel, -max to max: element i belongs to channel i / inner mod channels.</summary>
    /// <param name="x">Reals.</param>
    /// <param name="scales">Of the channels.</param>
    /// <param name="inner">Elements in a row of one channel: those of a filter for [o,h,w,i], 1 where the channel is the last axis.</param>
    /// <param name="max">Largest stored integer.</param>
    /// <param name="y">As long as x; may be x.</param>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> scales, int inner, int max, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(x.Length, y.Length);
        RequireChannels(x.Length, scales.Length, inner);
        if (inner > 1)
        {
            for (var at = 0; at < x.Length; at += inner)
                Forward(x.Slice(at, inner), new QuantizationGrid<T>(scales[at / inner % scales.Length], 0, -max, max), y.Slice(at, inner));
            return;
        }
        for (var at = 0; at < x.Length; at += scales.Length)
        {
            var c = 0;
            if (typeof(T) == typeof(float))
            {
                var xs = AsFloats(x[at..]);
                var ys = AsFloats(y[at..]);
                var steps = AsFloats(scales);
                var highs = Vector256.Create((float)max);
                for (; c <= steps.Length - Vector256<float>.Count; c += Vector256<float>.Count)
                {
                    var scale = Vector256.Create(steps[c..]);
                    (scale * Clamp(Round(Vector256.Create(xs[c..]) / scale), -highs, highs)).CopyTo(ys[c..]);
                }
            }
            for (; c < scales.Length; c++) y[at + c] = scales[c] * Steps(x[at + c], scales[c], -max, max);
        }
    }

    /// <summary>
    /// The straight-through estimator (Bengio and others, 2013): the gradient passes where x rounds to a point of the grid, and is
    /// zero where x is clamped.
    /// </summary>
    /// <param name="x">What <see cref="Forward{T}(ReadOnlySpan{T},QuantizationGrid{T},Span{T})"/> was given.</param>
    /// <param name="grid">Likewise.</param>
    /// <param name="outer">Gradient of the loss with respect to y.</param>
    /// <param name="result">Gradient with respect to x; may be outer.</param>
    public static void Backward<T>(ReadOnlySpan<T> x, QuantizationGrid<T> grid, ReadOnlySpan<T> outer, Span<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(x.Length, outer.Length);
        RequireLength(x.Length, result.Length);
        var (low, high) = (grid.Min - grid.ZeroPoint, grid.Max - grid.ZeroPoint);
        var i = 0;
        if (typeof(T) == typeof(float))
        {
            var xs = AsFloats(x);
            var gs = AsFloats(outer);
            var rs = AsFloats(result);
            var scale = Vector256.Create(Unsafe.BitCast<T, float>(grid.Scale));
            var (lows, highs) = (Vector256.Create((float)low), Vector256.Create((float)high));
            for (; i <= xs.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var steps = Round(Vector256.Create(xs[i..]) / scale);
                var passes = Vector256.GreaterThanOrEqual(steps, lows) & Vector256.LessThanOrEqual(steps, highs);
                (passes & Vector256.Create(gs[i..])).CopyTo(rs[i..]);
            }
        }
        for (; i < x.Length; i++)
        {
            var steps = T.Round(x[i] / grid.Scale, MidpointRounding.AwayFromZero);
            result[i] = steps >= T.CreateChecked(low) && steps <= T.CreateChecked(high) ? outer[i] : T.Zero;
        }
    }

    /// <summary>As above with a symmetric grid a channel; parameters as those of the forward direction.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> scales, int inner, int max, ReadOnlySpan<T> outer, Span<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireChannels(x.Length, scales.Length, inner);
        if (inner > 1)
        {
            for (var at = 0; at < x.Length; at += inner)
                Backward(x.Slice(at, inner), new QuantizationGrid<T>(scales[at / inner % scales.Length], 0, -max, max),
                    outer.Slice(at, inner), result.Slice(at, inner));
            return;
        }
        RequireLength(x.Length, outer.Length);
        RequireLength(x.Length, result.Length);
        var most = T.CreateChecked(max);
        for (var at = 0; at < x.Length; at += scales.Length)
        for (var c = 0; c < scales.Length; c++)
            result[at + c] = T.Abs(T.Round(x[at + c] / scales[c], MidpointRounding.AwayFromZero)) <= most ? outer[at + c] : T.Zero;
    }

    private static T Steps<T>(T x, T scale, int low, int high)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.Clamp(T.Round(x / scale, MidpointRounding.AwayFromZero), T.CreateChecked(low), T.CreateChecked(high));

    /// <summary>To the nearest integer, ties away from zero: x minus its whole part is exact.</summary>
    private static Vector256<float> Round(Vector256<float> x)
    {
        var whole = Vector256.Truncate(x);
        var isUp = Vector256.GreaterThanOrEqual(Vector256.Abs(x - whole), Vector256.Create(0.5f));
        return whole + (isUp & Vector256.CopySign(Vector256<float>.One, x));
    }

    private static Vector256<float> Clamp(Vector256<float> x, Vector256<float> low, Vector256<float> high) =>
        Vector256.Min(Vector256.Max(x, low), high);

    private static ReadOnlySpan<float> AsFloats<T>(ReadOnlySpan<T> span)
        where T : unmanaged => MemoryMarshal.Cast<T, float>(span);

    private static Span<float> AsFloats<T>(Span<T> span)
        where T : unmanaged => MemoryMarshal.Cast<T, float>(span);

    private static void RequireLength(int expected, int found)
    {
        if (found != expected) throw new ArgumentException($"{found} elements beside {expected}");
    }

    private static void RequireChannels(int elements, int channels, int inner)
    {
        if (inner <= 0 || channels == 0 || elements % ((long)inner * channels) != 0)
            throw new ArgumentException($"{elements} elements are no whole number of {channels} channels of {inner}");
    }
}
