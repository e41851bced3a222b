using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void ConvolveInteger<T>(Conv2D op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>
    {
        var x = call.In<T>(0);
        var w = Int8Weights(call);
        var y = call.Out<T>();
        var (xs, ws, ys) = (call.X(0).Shape, call.X(1).Shape, call.Y.Shape);
        var sums = new IntegerSums<T>(call, Requantization.Convolution(call.X(0), call.X(1), call.Y, ws[0]), op.Activation);
        var zero = call.X(0).PerTensor.ZeroPoint;
        var depth = ws[3];
        var channelsPerGroup = ws[0] / (xs[3] / depth);
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        for (var o = 0; o < ys[3]; o++)
        {
            var sum = 0L;
            for (var ky = 0; ky < ws[1]; ky++)
            for (var kx = 0; kx < ws[2]; kx++)
            {
                var iy = oy * op.Steps.StrideY - op.Padding.Top + ky * op.Steps.DilationY;
                var ix = ox * op.Steps.StrideX - op.Padding.Left + kx * op.Steps.DilationX;
                if ((uint)iy >= (uint)xs[1] || (uint)ix >= (uint)xs[2]) continue;
                var pixel = x.Slice(((n * xs[1] + iy) * xs[2] + ix) * xs[3] + o / channelsPerGroup * depth, depth);
                var weights = w.Slice(((o * ws[1] + ky) * ws[2] + kx) * depth, depth);
                for (var c = 0; c < depth; c++) sum += (int.CreateTruncating(pixel[c]) - zero) * weights[c];
            }
            y[at++] = sums.Finish(sum, o);
        }
    }

    private static void ConvolveFloat(Conv2D op, KernelCall call)
    {
        var x = call.In<float>(0);
        var weighing = new RealWeights(call);
        var w = weighing.Values;
        var bias = call.InOrEmpty<float>(2);
        var y = call.Out<float>();
        var (xs, ws, ys) = (call.X(0).Shape, call.X(1).Shape, call.Y.Shape);
        var (low, high) = Requantization.Clamp(op.Activation);
        var depth = ws[3];
        var channelsPerGroup = ws[0] / (xs[3] / depth);
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        for (var o = 0; o < ys[3]; o++)
        {
            var sum = 0f;
            for (var ky = 0; ky < ws[1]; ky++)
            for (var kx = 0; kx < ws[2]; kx++)
            {
                var iy = oy * op.Steps.StrideY - op.Padding.Top + ky * op.Steps.DilationY;
                var ix = ox * op.Steps.StrideX - op.Padding.Left + kx * op.Steps.DilationX;
                if ((uint)iy >= (uint)xs[1] || (uint)ix >= (uint)xs[2]) continue;
                var pixel = x.Slice(((n * xs[1] + iy) * xs[2] + ix) * xs[3] + o / channelsPerGroup * depth, depth);
                var weights = w.Slice(((o * ws[1] + ky) * ws[2] + kx) * depth, depth);
                for (var c = 0; c < depth; c++) sum += pixel[c] * weights[c];
            }
            sum = weighing.Scaled(sum, o);
            if (!bias.IsEmpty) sum += bias[o];
            y[at++] = Clamp(sum, low, high);
        }
    }

    private static void ConvolveDepthwiseInteger<T>(DepthwiseConv2D op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>
    {
        var x = call.In<T>(0);
        var w = Int8Weights(call);
        var y = call.Out<T>();
        var (xs, ws, ys) = (call.X(0).Shape, call.X(1).Shape, call.Y.Shape);
        var sums = new IntegerSums<T>(call, Requantization.Convolution(call.X(0), call.X(1), call.Y, ys[3]), op.Activation);
        var zero = call.X(0).PerTensor.ZeroPoint;
        var multiplier = ys[3] / xs[3];
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        for (var o = 0; o < ys[3]; o++)
        {
            var sum = 0L;
            for (var ky = 0; ky < ws[1]; ky++)
            for (var kx = 0; kx < ws[2]; kx++)
            {
                var iy = oy * op.Steps.StrideY - op.Padding.Top + ky * op.Steps.DilationY;
                var ix = ox * op.Steps.StrideX - op.Padding.Left + kx * op.Steps.DilationX;
                if ((uint)iy >= (uint)xs[1] || (uint)ix >= (uint)xs[2]) continue;
                sum += (int.CreateTruncating(x[((n * xs[1] + iy) * xs[2] + ix) * xs[3] + o / multiplier]) - zero)
                    * w[(ky * ws[2] + kx) * ys[3] + o];
            }
            y[at++] = sums.Finish(sum, o);
        }
    }

    private static void ConvolveDepthwiseFloat(DepthwiseConv2D op, KernelCall call)
    {
        var x = call.In<float>(0);
        var weighing = new RealWeights(call);
        var w = weighing.Values;
        var bias = call.InOrEmpty<float>(2);
        var y = call.Out<float>();
        var (xs, ws, ys) = (call.X(0).Shape, call.X(1).Shape, call.Y.Shape);
        var (low, high) = Requantization.Clamp(op.Activation);
        var multiplier = ys[3] / xs[3];
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        for (var o = 0; o < ys[3]; o++)
        {
            var sum = 0f;
            for (var ky = 0; ky < ws[1]; ky++)
            for (var kx = 0; kx < ws[2]; kx++)
            {
                var iy = oy * op.Steps.StrideY - op.Padding.Top + ky * op.Steps.DilationY;
                var ix = ox * op.Steps.StrideX - op.Padding.Left + kx * op.Steps.DilationX;
                if ((uint)iy >= (uint)xs[1] || (uint)ix >= (uint)xs[2]) continue;
                sum += x[((n * xs[1] + iy) * xs[2] + ix) * xs[3] + o / multiplier] * w[(ky * ws[2] + kx) * ys[3] + o];
            }
            sum = weighing.Scaled(sum, o);
            if (!bias.IsEmpty) sum += bias[o];
            y[at++] = Clamp(sum, low, high);
        }
    }

    private static void ConnectInteger<T>(FullyConnected op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>
    {
        var x = call.In<T>(0);
        var w = Int8Weights(call);
        var y = call.Out<T>();
        var (m, k) = (call.X(1).Shape[0], call.X(1).Shape[1]);
        var sums = new IntegerSums<T>(call, Requantization.FullyConnected(call.X(0), call.X(1), call.Y, m), op.Activation);
        var zeroX = call.X(0).PerTensor.ZeroPoint;
        var zeroW = call.X(1).Quantization is Quantization.PerTensor q ? q.ZeroPoint : 0;
        for (var row = 0; row < x.Length / k; row++)
        for (var o = 0; o < m; o++)
        {
            var sum = 0L;
            for (var c = 0; c < k; c++) sum += (int.CreateTruncating(x[row * k + c]) - zeroX) * (w[o * k + c] - zeroW);
            y[row * m + o] = sums.Finish(sum, o);
        }
    }

    private static void ConnectFloat(FullyConnected op, KernelCall call)
    {
        var x = call.In<float>(0);
        var weighing = new RealWeights(call);
        var w = weighing.Values;
        var bias = call.InOrEmpty<float>(2);
        var y = call.Out<float>();
        var (m, k) = (call.X(1).Shape[0], call.X(1).Shape[1]);
        var (low, high) = Requantization.Clamp(op.Activation);
        for (var row = 0; row < x.Length / k; row++)
        for (var o = 0; o < m; o++)
        {
            var sum = 0f;
            for (var c = 0; c < k; c++) sum += x[row * k + c] * w[o * k + c];
            sum = weighing.Scaled(sum, o);
            if (!bias.IsEmpty) sum += bias[o];
            y[row * m + o] = Clamp(sum, low, high);
        }
    }

    /// <summary>As std::min(std::max(value, low), high): NaN and -0 pass.</summary>
    private static float Clamp(float value, float low, float high)
    {
        var raised = value < low ? low : value;
        return high < raised ? high : raised;
    }
}
