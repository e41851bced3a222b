using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Numerics;

/// <summary>Learned step sizes (LSQ: Esser and others, 2020) and observed ranges.</summary>
public static partial class FakeQuantization
{
    /// <summary>
    /// The gradients of learned step sizes. That of x is the straight-through one; that of the scale sums, over all elements,
    /// outer · (round(x/s) - x/s) between the grid's ends and outer · (end - zero point) beyond them. LSQ multiplies the latter by
    /// <see cref="StepGradientScale"/>, which the caller does.
    /// </summary>
    /// <param name="x">What the forward direction was given.</param>
    /// <param name="grid">Likewise.</param>
    /// <param name="outer">Gradient with respect to y.</param>
    /// <param name="result">Gradient with respect to x; may be outer.</param>
    /// <returns>Gradient with respect to the scale, summed in double precision.</returns>
    public static double BackwardLearned<T>(ReadOnlySpan<T> x, QuantizationGrid<T> grid, ReadOnlySpan<T> outer, Span<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireLength(x.Length, outer.Length);
        RequireLength(x.Length, result.Length);
        var (low, high) = (grid.Min - grid.ZeroPoint, grid.Max - grid.ZeroPoint);
        var sum = 0.0;
        var i = 0;
        if (typeof(T) == typeof(float))
        {
            var xs = AsFloats(x);
            var gs = AsFloats(outer);
            var rs = AsFloats(result);
            var scale = Vector256.Create(Unsafe.BitCast<T, float>(grid.Scale));
            var (lows, highs) = (Vector256.Create((float)low), Vector256.Create((float)high));
            var sums = Vector256<double>.Zero;
            for (; i <= xs.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var gradient = Vector256.Create(gs[i..]);
                var real = Vector256.Create(xs[i..]) / scale;
                var steps = Round(real);
                var passes = Vector256.GreaterThanOrEqual(steps, lows) & Vector256.LessThanOrEqual(steps, highs);
                (passes & gradient).CopyTo(rs[i..]);
                var (a, b) = Vector256.Widen(gradient * (Clamp(steps, lows, highs) - (passes & real)));
                sums += a + b;
            }
            sum = Vector256.Sum(sums);
        }
        for (; i < x.Length; i++)
        {
            var real = x[i] / grid.Scale;
            var steps = T.Round(real, MidpointRounding.AwayFromZero);
            var gradient = outer[i];
            var clamped = T.Clamp(steps, T.CreateChecked(low), T.CreateChecked(high));
            var passes = steps == clamped;
            result[i] = passes ? gradient : T.Zero;
            sum += double.CreateChecked(gradient * (passes ? clamped - real : clamped));
        }
        return sum;
    }

    /// <summary>As above with a symmetric grid a channel; adds to nothing: stepGradients is overwritten.</summary>
    public static void BackwardLearned<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> scales, int inner, int max, ReadOnlySpan<T> outer,
        Span<T> result, Span<double> stepGradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireChannels(x.Length, scales.Length, inner);
        RequireLength(scales.Length, stepGradients.Length);
        stepGradients.Clear();
        for (var at = 0; at < x.Length; at += inner)
        {
            var channel = at / inner % scales.Length;
            stepGradients[channel] += BackwardLearned(x.Slice(at, inner), new QuantizationGrid<T>(scales[channel], 0, -max, max),
                outer.Slice(at, inner), result.Slice(at, inner));
        }
    }

    /// <summary>1 / √(elements · max): what LSQ multiplies a scale's gradient by, so that scales learn as fast as weights.</summary>
    /// <param name="elements">That share the scale.</param>
    /// <param name="max">Largest stored integer minus the zero point, or plus where that is more.</param>
    public static double StepGradientScale(long elements, int max) => 1 / Math.Sqrt((double)elements * max);

    /// <summary>2 · mean |x| / √max: where LSQ starts a scale; 0 for a tensor of zeros.</summary>
    public static double InitialStep<T>(ReadOnlySpan<T> x, int max)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        foreach (var value in x) sum += Math.Abs(double.CreateChecked(value));
        return x.IsEmpty ? 0 : 2 * sum / x.Length / Math.Sqrt(max);
    }

    /// <summary>Smallest and largest element; not a number where one is. Zeros for no elements.</summary>
    public static (T Low, T High) Range<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.IsEmpty) return (T.Zero, T.Zero);
        var (low, high) = (x[0], x[0]);
        var i = 0;
        if (typeof(T) == typeof(float) && x.Length >= Vector256<float>.Count)
        {
            var xs = AsFloats(x);
            var (lows, highs) = (Vector256.Create(xs), Vector256.Create(xs));
            for (; i <= xs.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                lows = Vector256.Min(lows, Vector256.Create(xs[i..]));
                highs = Vector256.Max(highs, Vector256.Create(xs[i..]));
            }
            for (var lane = 0; lane < Vector256<float>.Count; lane++)
            {
                low = T.Min(low, Unsafe.BitCast<float, T>(lows[lane]));
                high = T.Max(high, Unsafe.BitCast<float, T>(highs[lane]));
            }
        }
        for (; i < x.Length; i++) (low, high) = (T.Min(low, x[i]), T.Max(high, x[i]));
        return (low, high);
    }

    /// <summary>The largest magnitude of each channel; channels as in the forward direction.</summary>
    public static void Magnitudes<T>(ReadOnlySpan<T> x, int inner, Span<T> magnitudes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RequireChannels(x.Length, magnitudes.Length, inner);
        magnitudes.Clear();
        for (var at = 0; at < x.Length; at += inner)
        {
            var (low, high) = Range(x.Slice(at, inner));
            ref var magnitude = ref magnitudes[at / inner % magnitudes.Length];
            magnitude = T.Max(magnitude, T.Max(-low, high));
        }
    }

    /// <summary>before + (1 - decay) · (now - before), the exponential moving average of a range's end.</summary>
    public static T MovingAverage<T>(T before, T now, T decay)
        where T : unmanaged, IFloatingPointIeee754<T> => before + (T.One - decay) * (now - before);
}
