using Mote.Core.Ops;
using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Kernels;

internal static unsafe partial class PlainKernels<T>
{
    public static NodeKernel<T> Connect => (in c) =>
    {
        var x = c.X(0);
        var w = c.X(1);
        var y = c.Y();
        var k = c.XShape(1)[1];
        var m = c.XShape(1)[0];
        for (var row = 0; row < c.XElements(0) / k; row++)
        for (var o = 0; o < m; o++)
            y[(long)row * m + o] = Dot(x + (long)row * k, w + o * k, k);
    };

    public static NodeKernel<T> ConnectInputGradient => (in c) =>
    {
        var dy = c.X(0);
        var w = c.X(1);
        var dx = c.Y();
        var k = c.XShape(1)[1];
        var m = c.XShape(1)[0];
        c.YSpan().Clear();
        for (var row = 0; row < c.XElements(0) / m; row++)
        for (var o = 0; o < m; o++)
            AddScaled(dx + (long)row * k, w + o * k, dy[(long)row * m + o], k);
    };

    public static NodeKernel<T> ConnectWeightGradient => (in c) =>
    {
        var x = c.X(0);
        var dy = c.X(1);
        var dw = c.Y();
        var k = c.YShape()[1];
        var m = c.YShape()[0];
        for (var row = 0; row < c.XElements(0) / k; row++)
        for (var o = 0; o < m; o++)
            AddScaled(dw + o * k, x + (long)row * k, dy[(long)row * m + o], k);
    };

    /// <param name="map">For each element of an example, the result's element that it counts for.</param>
    public static NodeKernel<T> Average(int[] map) => (in c) =>
    {
        var x = c.X(0);
        var y = c.YSpan();
        var results = c.YShape().Elements;
        y.Clear();
        for (var n = 0; n < c.Count; n++)
        for (var i = 0; i < map.Length; i++)
            y[n * results + map[i]] += x[(long)n * map.Length + i];
        var share = T.CreateChecked(results) / T.CreateChecked(map.Length);
        for (var i = 0; i < y.Length; i++) y[i] *= share;
    };

    public static NodeKernel<T> AverageGradient(int[] map) => (in c) =>
    {
        var dy = c.X(0);
        var dx = c.Y();
        var results = c.XShape(0).Elements;
        var share = T.CreateChecked(results) / T.CreateChecked(map.Length);
        for (var n = 0; n < c.Count; n++)
        for (var i = 0; i < map.Length; i++)
            dx[(long)n * map.Length + i] = dy[n * results + map[i]] * share;
    };

    public static NodeKernel<T> Normalise(T beta) => (in c) =>
    {
        var size = c.XShape(0)[-1];
        for (var at = 0; at < c.XElements(0); at += size) Softmax(c.XSpan(0).Slice(at, size), c.YSpan().Slice(at, size), beta);
    };

    public static NodeKernel<T> NormaliseGradient(T beta) => (in c) =>
    {
        var size = c.XShape(0)[-1];
        for (var at = 0; at < c.XElements(0); at += size)
        {
            var dy = c.XSpan(0).Slice(at, size);
            var y = c.XSpan(1).Slice(at, size);
            var dx = c.YSpan().Slice(at, size);
            var mean = T.Zero;
            for (var i = 0; i < size; i++) mean += dy[i] * y[i];
            for (var i = 0; i < size; i++) dx[i] = beta * y[i] * (dy[i] - mean);
        }
    };

    private static void Softmax(ReadOnlySpan<T> x, Span<T> y, T beta)
    {
        var largest = T.NegativeInfinity;
        foreach (var v in x) largest = T.Max(largest, v * beta);
        var sum = T.Zero;
        for (var i = 0; i < x.Length; i++) sum += y[i] = T.Exp(x[i] * beta - largest);
        for (var i = 0; i < x.Length; i++) y[i] /= sum;
    }

    public static NodeKernel<T> Moments => (in c) =>
    {
        var x = c.XSpan(0);
        var sums = c.YSpan();
        var channels = c.XShape(0)[-1];
        for (var i = 0; i < x.Length; i++)
        {
            sums[i % channels] += x[i];
            sums[channels + i % channels] += x[i] * x[i];
        }
    };

    public static NodeKernel<T> FinishBatchNorm(FinishBatchNorm op) => (in c) =>
    {
        var channels = c.XShape(1).Elements;
        var rows = T.CreateChecked((long)op.RowsPerExample * c.Context.Examples);
        var momentum = T.CreateChecked(op.Momentum);
        for (var i = 0; i < channels; i++)
        {
            var mean = c.X(Networks.FinishBatchNorm.Sums)[i] / rows;
            var variance = T.Max(T.Zero, c.X(Networks.FinishBatchNorm.Sums)[channels + i] / rows - mean * mean);
            var inverse = T.One / T.Sqrt(variance + T.CreateChecked(op.Epsilon));
            var scale = c.X(Networks.FinishBatchNorm.Gamma)[i] * inverse;
            c.Y(Networks.FinishBatchNorm.Scale)[i] = scale;
            c.Y(Networks.FinishBatchNorm.Shift)[i] = c.X(Networks.FinishBatchNorm.Beta)[i] - mean * scale;
            c.Y(Networks.FinishBatchNorm.Mean)[i] = mean;
            c.Y(Networks.FinishBatchNorm.InverseDeviation)[i] = inverse;
            var unbiased = rows > T.One ? variance * rows / (rows - T.One) : variance;
            c.Y(Networks.FinishBatchNorm.NewMean)[i] = Moved(c.X(Networks.FinishBatchNorm.RunningMean)[i], mean, momentum);
            c.Y(Networks.FinishBatchNorm.NewVariance)[i] = Moved(c.X(Networks.FinishBatchNorm.RunningVariance)[i], unbiased, momentum);
        }
    };

    private static T Moved(T from, T to, T share) => from + (to - from) * share;

    public static NodeKernel<T> FoldBatchNorm(T epsilon) => (in c) =>
    {
        for (var i = 0; i < c.XShape(0).Elements; i++)
        {
            c.Y(0)[i] = c.X(0)[i] / T.Sqrt(c.X(3)[i] + epsilon);
            c.Y(1)[i] = c.X(1)[i] - c.X(2)[i] * c.Y(0)[i];
        }
    };

    public static NodeKernel<T> ScaleShift(Activation activation) => (in c) =>
    {
        var x = c.XSpan(0);
        var y = c.YSpan();
        var channels = c.XShape(0)[-1];
        var (low, high) = Bounds(activation);
        for (var i = 0; i < y.Length; i++) y[i] = T.Min(T.Max(x[i] * c.X(1)[i % channels] + c.X(2)[i % channels], low), high);
    };

    public static NodeKernel<T> ScaleShiftSums(Activation activation) => (in c) =>
    {
        var dy = c.XSpan(0);
        var x = c.XSpan(1);
        var sums = c.YSpan();
        var channels = c.XShape(0)[-1];
        for (var i = 0; i < x.Length; i++)
        {
            if (!Passes(activation, c, x[i], i % channels)) continue;
            sums[i % channels] += dy[i];
            sums[channels + i % channels] += dy[i] * (x[i] - c.X(4)[i % channels]);
        }
    };

    /// <summary>dγ = Σ dY·(X - μ)/σ, dβ = Σ dY, dX = scale·(dY - dβ/n - (X - μ)/σ·dγ/n), taken apart into factors of dY, X and 1.</summary>
    public static NodeKernel<T> FinishBatchNormGradient(int rowsPerExample) => (in c) =>
    {
        var channels = c.XShape(1).Elements;
        var rows = T.CreateChecked((long)rowsPerExample * c.Context.Examples);
        for (var i = 0; i < channels; i++)
        {
            var sum = c.X(0)[i];
            var scale = c.X(1)[i];
            var mean = c.X(2)[i];
            var inverse = c.X(3)[i];
            var gamma = c.X(0)[channels + i] * inverse;
            c.Y(0)[i] = gamma;
            c.Y(1)[i] = sum;
            var factor = -scale * gamma / rows * inverse;
            c.Y(2)[i] = factor;
            c.Y(2)[channels + i] = -scale * sum / rows - factor * mean;
        }
    };

    public static NodeKernel<T> BatchNormInputGradient(Activation activation) => (in c) =>
    {
        var dy = c.XSpan(0);
        var x = c.XSpan(1);
        var dx = c.YSpan();
        var channels = c.XShape(0)[-1];
        for (var i = 0; i < dx.Length; i++)
        {
            var ch = i % channels;
            var passed = Passes(activation, c, x[i], ch) ? dy[i] * c.X(2)[ch] : T.Zero;
            dx[i] = passed + x[i] * c.X(4)[ch] + c.X(4)[channels + ch];
        }
    };

    public static NodeKernel<T> ScaleShiftInputGradient(Activation activation) => (in c) =>
    {
        var dy = c.XSpan(0);
        var x = c.XSpan(1);
        var dx = c.YSpan();
        var channels = c.XShape(0)[-1];
        for (var i = 0; i < dx.Length; i++) dx[i] = Passes(activation, c, x[i], i % channels) ? dy[i] * c.X(2)[i % channels] : T.Zero;
    };

    /// <summary>Operands dY, X, scale, shift.</summary>
    private static bool Passes(Activation activation, in NodeCall<T> c, T x, int channel)
    {
        var (low, high) = Bounds(activation);
        var y = x * c.X(2)[channel] + c.X(3)[channel];
        return y > low && y < high;
    }
}
