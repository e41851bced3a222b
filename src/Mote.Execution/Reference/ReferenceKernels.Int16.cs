using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

/// <summary>
/// int16 activations with int8 weights; zero points are 0. Sums have 64 bits and are rounded once, except beside biases of 32 bits,
/// where they have 32 and are rounded twice.
/// </summary>
internal static partial class ReferenceKernels
{
    private static bool IsInt16(KernelCall call) => call.X(0).Element == ElementType.Int16;

    private static void ConvolveInt16(Conv2D op, KernelCall call)
    {
        var x = call.In<short>(0);
        var w = call.In<sbyte>(1);
        var sums = new Int16Sums(call, Requantization.Convolution(call.X(0), call.X(1), call.Y, call.X(1).Shape[0]), op.Activation);
        var y = call.Out<short>();
        var (xs, ws, ys) = (call.X(0).Shape, call.X(1).Shape, call.Y.Shape);
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
                for (var c = 0; c < depth; c++) sum += pixel[c] * weights[c];
            }
            y[at++] = sums.Finish(sum, o);
        }
    }

    private static void ConvolveDepthwiseInt16(DepthwiseConv2D op, KernelCall call)
    {
        var x = call.In<short>(0);
        var w = call.In<sbyte>(1);
        var y = call.Out<short>();
        var (xs, ws, ys) = (call.X(0).Shape, call.X(1).Shape, call.Y.Shape);
        var sums = new Int16Sums(call, Requantization.Convolution(call.X(0), call.X(1), call.Y, ys[3]), op.Activation);
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
                sum += x[((n * xs[1] + iy) * xs[2] + ix) * xs[3] + o / multiplier] * w[(ky * ws[2] + kx) * ys[3] + o];
            }
            y[at++] = sums.Finish(sum, o);
        }
    }

    private static void ConnectInt16(FullyConnected op, KernelCall call)
    {
        var x = call.In<short>(0);
        var w = call.In<sbyte>(1);
        var y = call.Out<short>();
        var (m, k) = (call.X(1).Shape[0], call.X(1).Shape[1]);
        var sums = new Int16Sums(call, Requantization.FullyConnected(call.X(0), call.X(1), call.Y, m), op.Activation);
        for (var row = 0; row < x.Length / k; row++)
        for (var o = 0; o < m; o++)
        {
            var sum = 0L;
            for (var c = 0; c < k; c++) sum += x[row * k + c] * w[o * k + c];
            y[row * m + o] = sums.Finish(sum, o);
        }
    }

    /// <summary>The end of every sum of products: bias, rescaling by output channel, clamp. The bias is operand 2.</summary>
    private readonly ref struct Int16Sums(KernelCall call, QuantizedMultiplier[] factors, Activation activation)
    {
        private readonly bool _narrow = call.Has(2) && call.X(2).Element == ElementType.Int32;
        private readonly ReadOnlySpan<int> _narrowBias = call.Has(2) && call.X(2).Element == ElementType.Int32 ? call.In<int>(2) : [];
        private readonly ReadOnlySpan<long> _bias = call.Has(2) && call.X(2).Element == ElementType.Int64 ? call.In<long>(2) : [];
        private readonly (int Low, int High) _clamp = Requantization.Clamp(activation, call.Y);

        public short Finish(long sum, int channel)
        {
            var scaled = _narrow
                ? FixedPoint.Multiply(unchecked((int)(sum + _narrowBias[channel])), factors[channel])
                : FixedPoint.MultiplyWide(unchecked(sum + (_bias.IsEmpty ? 0 : _bias[channel])), factors[channel]);
            return (short)Math.Clamp(scaled, _clamp.Low, _clamp.High);
        }
    }
}
