using System.Numerics;
using Mote.Training.Execution;

namespace Mote.Training.Kernels;

/// <summary>
/// What each operator of a network computes, plainly, for floats and doubles: the definition that fast kernels are held to, and in double
/// what gradients are checked with.
/// </summary>
internal static unsafe partial class PlainKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static NodeKernel<T> Convolve(WindowGeometry g) => (in c) =>
    {
        var x = new Vectors(c.X(0), g.Channels);
        var w = c.X(1);
        var y = c.Y();
        Each(c, g, (n, o, i, tap) => Matrix(w, tap, g, (oc, weights) => y[Pixel(n, o, g) * g.OutChannels + oc] +=
            Dot(x.At(n * g.Height * g.Width + i), weights, g.Channels)), clear: true);
    };

    public static NodeKernel<T> ConvolveInputGradient(WindowGeometry g) => (in c) =>
    {
        var dy = c.X(0);
        var w = c.X(1);
        var dx = new Vectors(c.Y(), g.Channels);
        Each(c, g, (n, o, i, tap) => Matrix(w, tap, g, (oc, weights) =>
            AddScaled(dx.At(n * g.Height * g.Width + i), weights, dy[Pixel(n, o, g) * g.OutChannels + oc], g.Channels)), clear: true);
    };

    public static NodeKernel<T> ConvolveWeightGradient(WindowGeometry g) => (in c) =>
    {
        var x = new Vectors(c.X(0), g.Channels);
        var dy = c.X(1);
        var dw = c.Y();
        Each(c, g, (n, o, i, tap) => Matrix(dw, tap, g, (oc, weights) =>
            AddScaled(weights, x.At(n * g.Height * g.Width + i), dy[Pixel(n, o, g) * g.OutChannels + oc], g.Channels)), clear: false);
    };

    public static NodeKernel<T> ConvolveDepthwise(WindowGeometry g) => (in c) =>
    {
        var x = new Vectors(c.X(0), g.Channels);
        var w = c.X(1);
        var y = c.Y();
        var multiplier = g.OutChannels / g.Channels;
        Each(c, g, (n, o, i, tap) =>
        {
            for (var oc = 0; oc < g.OutChannels; oc++)
                y[Pixel(n, o, g) * g.OutChannels + oc] += x.At(n * g.Height * g.Width + i)[oc / multiplier] * w[tap * g.OutChannels + oc];
        }, clear: true);
    };

    public static NodeKernel<T> DepthwiseInputGradient(WindowGeometry g) => (in c) =>
    {
        var dy = c.X(0);
        var w = c.X(1);
        var dx = new Vectors(c.Y(), g.Channels);
        var multiplier = g.OutChannels / g.Channels;
        Each(c, g, (n, o, i, tap) =>
        {
            for (var oc = 0; oc < g.OutChannels; oc++)
                dx.At(n * g.Height * g.Width + i)[oc / multiplier] += dy[Pixel(n, o, g) * g.OutChannels + oc] * w[tap * g.OutChannels + oc];
        }, clear: true);
    };

    public static NodeKernel<T> DepthwiseWeightGradient(WindowGeometry g) => (in c) =>
    {
        var x = new Vectors(c.X(0), g.Channels);
        var dy = c.X(1);
        var dw = c.Y();
        var multiplier = g.OutChannels / g.Channels;
        Each(c, g, (n, o, i, tap) =>
        {
            for (var oc = 0; oc < g.OutChannels; oc++)
                dw[tap * g.OutChannels + oc] += x.At(n * g.Height * g.Width + i)[oc / multiplier] * dy[Pixel(n, o, g) * g.OutChannels + oc];
        }, clear: false);
    };

    public static NodeKernel<T> PoolAverage(WindowGeometry g) => (in c) =>
    {
        var x = new Vectors(c.X(0), g.Channels);
        var y = c.Y();
        var inside = g.Inside();
        Each(c, g, (n, o, i, _) => AddScaled(y + Pixel(n, o, g) * g.Channels, x.At(n * g.Height * g.Width + i),
            T.One / T.CreateChecked(inside[o]), g.Channels), clear: true);
    };

    public static NodeKernel<T> PoolAverageGradient(WindowGeometry g) => (in c) =>
    {
        var dy = c.X(0);
        var dx = new Vectors(c.Y(), g.Channels);
        var inside = g.Inside();
        Each(c, g, (n, o, i, _) => AddScaled(dx.At(n * g.Height * g.Width + i), dy + Pixel(n, o, g) * g.Channels,
            T.One / T.CreateChecked(inside[o]), g.Channels), clear: true);
    };

    public static NodeKernel<T> PoolMaximum(WindowGeometry g) => (in c) =>
    {
        var x = new Vectors(c.X(0), g.Channels);
        var y = c.Y();
        c.YSpan().Fill(T.NegativeInfinity);
        Each(c, g, (n, o, i, _) =>
        {
            for (var ch = 0; ch < g.Channels; ch++)
                y[Pixel(n, o, g) * g.Channels + ch] = T.Max(y[Pixel(n, o, g) * g.Channels + ch], x.At(n * g.Height * g.Width + i)[ch]);
        }, clear: false);
    };

    public static NodeKernel<T> PoolMaximumGradient(WindowGeometry g) => (in c) =>
    {
        var dy = c.X(0);
        var x = new Vectors(c.X(1), g.Channels);
        var dx = new Vectors(c.Y(), g.Channels);
        c.YSpan().Clear();
        var best = new int[g.OutHeight * g.OutWidth * g.Channels];
        for (var n = 0; n < c.Count; n++)
        {
            Array.Fill(best, -1);
            g.ForEachTap((o, i, _) =>
            {
                for (var ch = 0; ch < g.Channels; ch++)
                {
                    ref var at = ref best[o * g.Channels + ch];
                    if (at < 0 || x.At(n * g.Height * g.Width + i)[ch] > x.At(n * g.Height * g.Width + at)[ch]) at = i;
                }
            });
            for (var o = 0; o < best.Length; o++)
                dx.At(n * g.Height * g.Width + best[o])[o % g.Channels] += dy[n * best.Length + o];
        }
    };

    private static long Pixel(int n, int o, WindowGeometry g) => (long)n * g.OutHeight * g.OutWidth + o;

    private static void Each(in NodeCall<T> call, WindowGeometry g, Action<int, int, int, int> visit, bool clear)
    {
        if (clear) call.YSpan().Clear();
        for (var n = 0; n < call.Count; n++)
        {
            var example = n;
            g.ForEachTap((o, i, tap) => visit(example, o, i, tap));
        }
    }

    private delegate void RowVisitor(int outChannel, T* weights);

    /// <summary>The weights [o, tap, c] of one tap, row by row.</summary>
    private static void Matrix(T* weights, int tap, WindowGeometry g, RowVisitor visit)
    {
        for (var oc = 0; oc < g.OutChannels; oc++) visit(oc, weights + (oc * g.KernelY * g.KernelX + tap) * g.Channels);
    }

    private static T Dot(T* a, T* b, int length)
    {
        var sum = T.Zero;
        for (var i = 0; i < length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void AddScaled(T* to, T* from, T factor, int length)
    {
        for (var i = 0; i < length; i++) to[i] += from[i] * factor;
    }

    /// <summary>Rows of the same length.</summary>
    private readonly struct Vectors(T* first, int length)
    {
        public T* At(int row) => first + (long)row * length;
    }
}
