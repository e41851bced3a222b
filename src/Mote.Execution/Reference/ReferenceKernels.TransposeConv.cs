using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void TransposeConvolveFloat(TransposeConv2D op, KernelCall call)
    {
        var x = call.In<float>(0);
        var weighing = new RealWeights(call);
        var w = weighing.Values;
        var bias = call.InOrEmpty<float>(2);
        var y = call.Out<float>();
        var taps = new PaintedTaps(op, call);
        var (low, high) = Requantization.Clamp(op.Activation);
        var channels = call.Y.Shape[3];
        for (var i = 0; i < y.Length; i++)
        {
            var sum = 0f;
            // In the order in which the pixels would be painted.
            foreach (var (pixel, weights) in taps.Of(i / channels, i % channels))
                for (var c = 0; c < taps.Depth; c++) sum += x[pixel + c] * w[weights + c];
            sum = weighing.Scaled(sum, i % channels);
            if (!bias.IsEmpty) sum += bias[i % channels];
            y[i] = Clamp(sum, low, high);
        }
    }

    private static void TransposeConvolveInteger<T>(TransposeConv2D op, KernelCall call)
        where T : unmanaged, IBinaryInteger<T>
    {
        var x = call.In<T>(0);
        var w = call.In<sbyte>(1);
        var y = call.Out<T>();
        var taps = new PaintedTaps(op, call);
        var channels = call.Y.Shape[3];
        var sums = new IntegerSums<T>(call, Requantization.Convolution(call.X(0), call.X(1), call.Y, channels), op.Activation);
        var zero = call.X(0).PerTensor.ZeroPoint;
        for (var i = 0; i < y.Length; i++)
        {
            var sum = 0L;
            foreach (var (pixel, weights) in taps.Of(i / channels, i % channels))
                for (var c = 0; c < taps.Depth; c++) sum += (int.CreateTruncating(x[pixel + c]) - zero) * w[weights + c];
            y[i] = sums.Finish(sum, i % channels);
        }
    }

    /// <summary>Where the pixels lie that are painted into a pixel of the output, and the weights they are painted with.</summary>
    private sealed class PaintedTaps(TransposeConv2D op, KernelCall call)
    {
        private readonly Shape _x = call.X(0).Shape;
        private readonly Shape _w = call.X(1).Shape;

        public int Depth => _x[3];

        /// <summary>Offsets of first channels, pixels ascending.</summary>
        public IEnumerable<(int Pixel, int Weights)> Of(int outputPixel, int channel)
        {
            var (n, oy, ox) = (outputPixel / (op.Height * op.Width), outputPixel / op.Width % op.Height, outputPixel % op.Width);
            for (var ky = _w[1] - 1; ky >= 0; ky--)
            {
                var y = oy + op.Top - ky;
                if (y < 0 || y % op.Steps.StrideY != 0 || y / op.Steps.StrideY >= _x[1]) continue;
                for (var kx = _w[2] - 1; kx >= 0; kx--)
                {
                    var x = ox + op.Left - kx;
                    if (x < 0 || x % op.Steps.StrideX != 0 || x / op.Steps.StrideX >= _x[2]) continue;
                    var pixel = (n * _x[1] + y / op.Steps.StrideY) * _x[2] + x / op.Steps.StrideX;
                    yield return (pixel * Depth, ((channel * _w[1] + ky) * _w[2] + kx) * Depth);
                }
            }
        }
    }
}
