using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    /// <summary>The part of a pooling window that lies inside the image.</summary>
    private static (int From, int To) Inside(int position, int stride, int padding, int kernel, int size)
    {
        var origin = position * stride - padding;
        return (Math.Max(0, origin), Math.Min(size, origin + kernel));
    }

    private static void PoolAverageInteger<T>(AveragePool2D op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var x = call.In<T>(0);
        var y = call.Out<T>();
        var xs = call.X(0).Shape;
        var ys = call.Y.Shape;
        var (low, high) = Requantization.Clamp(op.Activation, call.Y);
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        {
            var (top, bottom) = Inside(oy, op.Steps.StrideY, op.Padding.Top, op.KernelY, xs[1]);
            var (left, right) = Inside(ox, op.Steps.StrideX, op.Padding.Left, op.KernelX, xs[2]);
            var count = (bottom - top) * (right - left);
            for (var c = 0; c < ys[3]; c++)
            {
                var sum = 0;
                for (var iy = top; iy < bottom; iy++)
                for (var ix = left; ix < right; ix++)
                    sum += int.CreateTruncating(x[((n * xs[1] + iy) * xs[2] + ix) * xs[3] + c]);
                var mean = sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
                y[at++] = T.CreateTruncating(Math.Clamp(mean, low, high));
            }
        }
    }

    private static void PoolAverageFloat(AveragePool2D op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var xs = call.X(0).Shape;
        var ys = call.Y.Shape;
        var (low, high) = Requantization.Clamp(op.Activation);
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        {
            var (top, bottom) = Inside(oy, op.Steps.StrideY, op.Padding.Top, op.KernelY, xs[1]);
            var (left, right) = Inside(ox, op.Steps.StrideX, op.Padding.Left, op.KernelX, xs[2]);
            float count = (bottom - top) * (right - left);
            for (var c = 0; c < ys[3]; c++)
            {
                var sum = 0f;
                for (var iy = top; iy < bottom; iy++)
                for (var ix = left; ix < right; ix++)
                    sum += x[((n * xs[1] + iy) * xs[2] + ix) * xs[3] + c];
                y[at++] = Clamp(sum / count, low, high);
            }
        }
    }

    private static void PoolMaxInteger<T>(MaxPool2D op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var x = call.In<T>(0);
        var y = call.Out<T>();
        var xs = call.X(0).Shape;
        var ys = call.Y.Shape;
        var (low, high) = Requantization.Clamp(op.Activation, call.Y);
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        {
            var (top, bottom) = Inside(oy, op.Steps.StrideY, op.Padding.Top, op.KernelY, xs[1]);
            var (left, right) = Inside(ox, op.Steps.StrideX, op.Padding.Left, op.KernelX, xs[2]);
            for (var c = 0; c < ys[3]; c++)
            {
                var max = int.CreateTruncating(T.MinValue);
                for (var iy = top; iy < bottom; iy++)
                for (var ix = left; ix < right; ix++)
                    max = Math.Max(max, int.CreateTruncating(x[((n * xs[1] + iy) * xs[2] + ix) * xs[3] + c]));
                y[at++] = T.CreateTruncating(Math.Clamp(max, low, high));
            }
        }
    }

    private static void PoolMaxFloat(MaxPool2D op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var xs = call.X(0).Shape;
        var ys = call.Y.Shape;
        var (low, high) = Requantization.Clamp(op.Activation);
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        {
            var (top, bottom) = Inside(oy, op.Steps.StrideY, op.Padding.Top, op.KernelY, xs[1]);
            var (left, right) = Inside(ox, op.Steps.StrideX, op.Padding.Left, op.KernelX, xs[2]);
            for (var c = 0; c < ys[3]; c++)
            {
                var max = float.MinValue;
                for (var iy = top; iy < bottom; iy++)
                for (var ix = left; ix < right; ix++)
                {
                    var value = x[((n * xs[1] + iy) * xs[2] + ix) * xs[3] + c];
                    if (value > max) max = value;
                }
                y[at++] = Clamp(max, low, high);
            }
        }
    }

    private static void AverageInteger<T>(Mean op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var x = call.In<T>(0);
        var y = call.Out<T>();
        var count = x.Length / y.Length;
        var factor = Requantization.Mean(call.X(0), call.Y, count);
        var (zeroX, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var (low, high) = call.Y.Element.Range();
        var sums = new int[y.Length];
        var target = ReducedIndex(op, call.X(0).Shape);
        for (var i = 0; i < x.Length; i++) sums[target(i)] += int.CreateTruncating(x[i]);
        for (var i = 0; i < y.Length; i++)
            y[i] = T.CreateTruncating(Math.Clamp(FixedPoint.Multiply(sums[i] - zeroX * count, factor) + zeroY, low, high));
    }

    private static void AverageFloat(Mean op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        y.Clear();
        var target = ReducedIndex(op, call.X(0).Shape);
        for (var i = 0; i < x.Length; i++) y[target(i)] += x[i];
        float count = x.Length / y.Length;
        for (var i = 0; i < y.Length; i++) y[i] /= count;
    }

    /// <summary>From an element's index to that of the mean it counts for.</summary>
    private static Func<int, int> ReducedIndex(Mean op, Shape x)
    {
        var from = x.Strides();
        var to = new int[x.Rank];
        var step = 1;
        for (var axis = x.Rank - 1; axis >= 0; axis--)
        {
            if (op.Axes.Contains(axis)) continue;
            to[axis] = step;
            step *= x[axis];
        }
        return index =>
        {
            var target = 0;
            for (var axis = 0; axis < from.Length; axis++) target += index / from[axis] % x[axis] * to[axis];
            return target;
        };
    }
}
