using Mote.Core.Ops;
using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Kernels;

internal static unsafe partial class PlainKernels<T>
{
    public static NodeKernel<T> AddBias => (in c) =>
    {
        var x = c.XSpan(0);
        var b = c.XSpan(1);
        var y = c.YSpan();
        for (var i = 0; i < y.Length; i++) y[i] = x[i] + b[i % b.Length];
    };

    public static NodeKernel<T> Clamp(Activation activation) => (in c) =>
    {
        var x = c.XSpan(0);
        var y = c.YSpan();
        var (low, high) = Bounds(activation);
        for (var i = 0; i < y.Length; i++) y[i] = T.Min(T.Max(x[i], low), high);
    };

    /// <summary>Where the result is at a bound, nothing passes.</summary>
    public static NodeKernel<T> ClampGradient(Activation activation) => (in c) =>
    {
        var dy = c.XSpan(0);
        var y = c.XSpan(1);
        var dx = c.YSpan();
        var (low, high) = Bounds(activation);
        for (var i = 0; i < dx.Length; i++) dx[i] = y[i] > low && y[i] < high ? dy[i] : T.Zero;
    };

    public static NodeKernel<T> Leak(T alpha) => (in c) =>
    {
        var x = c.XSpan(0);
        var y = c.YSpan();
        for (var i = 0; i < y.Length; i++) y[i] = x[i] >= T.Zero ? x[i] : alpha * x[i];
    };

    public static NodeKernel<T> LeakGradient(T alpha) => (in c) =>
    {
        var dy = c.XSpan(0);
        var x = c.XSpan(1);
        var dx = c.YSpan();
        for (var i = 0; i < dx.Length; i++) dx[i] = x[i] >= T.Zero ? dy[i] : alpha * dy[i];
    };

    public static NodeKernel<T> Apply(UnaryKind kind)
    {
        var f = Functions<T>.Of(kind);
        return (in c) =>
        {
            var x = c.XSpan(0);
            var y = c.YSpan();
            for (var i = 0; i < y.Length; i++) y[i] = f(x[i]);
        };
    }

    public static NodeKernel<T> ApplyGradient(UnaryKind kind)
    {
        var slope = Functions<T>.Slope(kind);
        return (in c) =>
        {
            var dy = c.XSpan(0);
            var x = c.XSpan(1);
            var y = c.XSpan(2);
            var dx = c.YSpan();
            for (var i = 0; i < dx.Length; i++) dx[i] = dy[i] * slope(x[i], y[i]);
        };
    }

    /// <param name="kind">Which.</param>
    /// <param name="a">For each element of an example's result, the first operand's element.</param>
    /// <param name="b">The second's.</param>
    public static NodeKernel<T> Combine(CombineKind kind, int[] a, int[] b)
    {
        Func<T, T, T> f = kind switch
        {
            CombineKind.Sum => (p, q) => p + q,
            CombineKind.Difference => (p, q) => p - q,
            CombineKind.Product => (p, q) => p * q,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return (in c) =>
        {
            var x = c.X(0);
            var z = c.X(1);
            var y = c.Y();
            var stepX = c.XIsPerExample(0) ? c.XShape(0).Elements : 0;
            var stepZ = c.XIsPerExample(1) ? c.XShape(1).Elements : 0;
            for (var n = 0; n < (c.YIsPerExample() ? c.Count : 1); n++)
            for (var i = 0; i < a.Length; i++)
                y[(long)n * a.Length + i] = f(x[(long)n * stepX + a[i]], z[(long)n * stepZ + b[i]]);
        };
    }

    /// <param name="map">For each element of an example's operand, the result's element that it is added to.</param>
    public static NodeKernel<T> SumToShape(int[] map) => (in c) =>
    {
        var x = c.X(0);
        var y = c.Y();
        var step = c.YIsPerExample() ? c.YShape().Elements : 0;
        c.YSpan().Clear();
        for (var n = 0; n < (c.XIsPerExample(0) ? c.Count : 1); n++)
        for (var i = 0; i < map.Length; i++)
            y[(long)n * step + map[i]] += x[(long)n * map.Length + i];
    };

    public static NodeKernel<T> SumRows => (in c) =>
    {
        var x = c.XSpan(0);
        var y = c.YSpan();
        for (var i = 0; i < x.Length; i++) y[i % y.Length] += x[i];
    };

    /// <param name="map">For each element of an example's result, the operand's element, or -1 for zero.</param>
    public static NodeKernel<T> Rearrange(int[] map) => (in c) =>
    {
        var x = c.X(0);
        var y = c.Y();
        var step = c.XShape(0).Elements;
        for (var n = 0; n < c.Count; n++)
        for (var i = 0; i < map.Length; i++)
            y[(long)n * map.Length + i] = map[i] < 0 ? T.Zero : x[(long)n * step + map[i]];
    };

    public static NodeKernel<T> RearrangeGradient(int[] map) => (in c) =>
    {
        var dy = c.X(0);
        var dx = c.Y();
        var step = c.YShape().Elements;
        c.YSpan().Clear();
        for (var n = 0; n < c.Count; n++)
        for (var i = 0; i < map.Length; i++)
            if (map[i] >= 0) dx[(long)n * step + map[i]] += dy[(long)n * map.Length + i];
    };

    public static NodeKernel<T> Concatenate(int axis) => (in c) =>
    {
        var width = RowLength(c.YShape(), axis);
        var at = 0;
        for (var x = 0; x < c.Operands; x++)
        {
            var source = c.XSpan(x);
            var part = RowLength(c.XShape(x), axis);
            for (var row = 0; row < source.Length / part; row++) source.Slice(row * part, part).CopyTo(c.YSpan()[(row * width + at)..]);
            at += part;
        }
    };

    public static NodeKernel<T> ConcatenateGradient(int axis, int start) => (in c) =>
    {
        var source = c.XSpan(0);
        var width = RowLength(c.XShape(0), axis);
        var part = RowLength(c.YShape(), axis);
        var at = start * (part / c.YShape()[axis]);
        for (var row = 0; row < source.Length / width; row++) source.Slice(row * width + at, part).CopyTo(c.YSpan()[(row * part)..]);
    };

    /// <summary>Bernoulli of a hash of seed, step, stream, example and element: the same in forward and backward, in any order.</summary>
    public static NodeKernel<T> Dropout(float rate, int stream) => (in c) =>
    {
        var x = c.XSpan(0);
        var y = c.YSpan();
        var size = c.XShape(0).Elements;
        var (keep, factor) = (Numerics.Fast.Dropout.Threshold(rate), T.CreateChecked(1 / (1 - rate)));
        var key = Numerics.Fast.Dropout.Key(c.Context.Seed, c.Context.Step, stream);
        for (var i = 0; i < y.Length; i++)
            y[i] = Numerics.Fast.Dropout.Keeps(key, keep, (uint)c.First * (uint)size + (uint)i) ? x[i] * factor : T.Zero;
    };

    private static int RowLength(Core.Types.Shape shape, int axis) =>
        shape.Skip(axis < 0 ? axis + shape.Rank : axis).Aggregate(1, (p, d) => p * d);

    internal static (T Low, T High) Bounds(Activation activation) => activation switch
    {
        Activation.None => (T.NegativeInfinity, T.PositiveInfinity),
        Activation.Relu => (T.Zero, T.PositiveInfinity),
        Activation.Relu6 => (T.Zero, T.CreateChecked(6)),
        Activation.ReluN1To1 => (-T.One, T.One),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };
}
