using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void PoolL2Float(L2Pool2D op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var (xs, ys) = (call.X(0).Shape, call.Y.Shape);
        var (low, high) = Requantization.Clamp(op.Activation);
        for (var i = 0; i < y.Length; i++)
        {
            var (c, ox, oy, n) = (i % ys[3], i / ys[3] % ys[2], i / ys[3] / ys[2] % ys[1], i / ys[3] / ys[2] / ys[1]);
            var (top, bottom) = Inside(oy, op.Steps.StrideY, op.Padding.Top, op.KernelY, xs[1]);
            var (left, right) = Inside(ox, op.Steps.StrideX, op.Padding.Left, op.KernelX, xs[2]);
            var sum = 0f;
            for (var iy = top; iy < bottom; iy++)
            for (var ix = left; ix < right; ix++)
            {
                var value = x[((n * xs[1] + iy) * xs[2] + ix) * xs[3] + c];
                sum += value * value;
            }
            float count = (bottom - top) * (right - left);
            y[i] = Clamp(MathF.Sqrt(sum / count), low, high);
        }
    }
}
