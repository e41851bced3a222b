using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void ResizeNearest(Resize op, KernelCall call)
    {
        var (xs, ys) = (call.X(0).Shape, call.Y.Shape);
        var x = call.In<byte>(0);
        var y = call.Out<byte>();
        var pixel = y.Length / (ys[0] * ys[1] * ys[2]);
        var rows = ResizePlaces.Nearest(xs[1], ys[1], op);
        var columns = ResizePlaces.Nearest(xs[2], ys[2], op);
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        {
            x.Slice(((n * xs[1] + rows[oy]) * xs[2] + columns[ox]) * pixel, pixel).CopyTo(y[at..]);
            at += pixel;
        }
    }

    private static void ResizeBilinearFloat(Resize op, KernelCall call)
    {
        var (xs, ys) = (call.X(0).Shape, call.Y.Shape);
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var (scaleY, scaleX) = (ResizePlaces.Scale(xs[1], ys[1], op), ResizePlaces.Scale(xs[2], ys[2], op));
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        {
            var (top, bottom, fy) = Between(oy, scaleY, xs[1], op.HalfPixelCenters);
            var (left, right, fx) = Between(ox, scaleX, xs[2], op.HalfPixelCenters);
            for (var c = 0; c < ys[3]; c++)
            {
                var sum = x[At(n, top, left, c)] * (1 - fy) * (1 - fx);
                sum += x[At(n, bottom, left, c)] * fy * (1 - fx);
                sum += x[At(n, top, right, c)] * (1 - fy) * fx;
                sum += x[At(n, bottom, right, c)] * fy * fx;
                y[at++] = sum;
            }
        }

        int At(int n, int iy, int ix, int c) => ((n * xs[1] + iy) * xs[2] + ix) * xs[3] + c;
    }

    /// <summary>The neighbours of an output's place in the input, and how far beyond the first it lies.</summary>
    private static (int Lower, int Upper, float Beyond) Between(int position, float scale, int size, bool halfPixelCenters)
    {
        var place = halfPixelCenters ? (position + 0.5f) * scale - 0.5f : position * scale;
        // Truncation is the floor: what is negative is cut off at zero.
        var lower = Math.Min((int)place, size - 1);
        var upper = Math.Min(place > lower ? lower + 1 : lower, size - 1);
        return (lower, upper, place - lower);
    }

    private static void ResizeBilinearInt8(Resize op, KernelCall call)
    {
        var (xs, ys) = (call.X(0).Shape, call.Y.Shape);
        var x = call.In<sbyte>(0);
        var y = call.Out<sbyte>();
        var (scaleY, scaleX) = (ResizePlaces.Scale1024(xs[1], ys[1], op), ResizePlaces.Scale1024(xs[2], ys[2], op));
        var at = 0;
        for (var n = 0; n < ys[0]; n++)
        for (var oy = 0; oy < ys[1]; oy++)
        for (var ox = 0; ox < ys[2]; ox++)
        {
            var (top, bottom, fy) = Between1024(oy, scaleY, xs[1], op.HalfPixelCenters);
            var (left, right, fx) = Between1024(ox, scaleX, xs[2], op.HalfPixelCenters);
            for (var c = 0; c < ys[3]; c++)
            {
                var sum = (long)x[At(n, top, left, c)] * (1024 - fy) * (1024 - fx) + (long)x[At(n, bottom, left, c)] * fy * (1024 - fx)
                    + (long)x[At(n, top, right, c)] * (1024 - fy) * fx + (long)x[At(n, bottom, right, c)] * fy * fx;
                y[at++] = (sbyte)((sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20));
            }
        }

        int At(int n, int iy, int ix, int c) => ((n * xs[1] + iy) * xs[2] + ix) * xs[3] + c;
    }

    /// <summary>As <see cref="Between"/>, in 1/1024 of a pixel.</summary>
    private static (int Lower, int Upper, int Beyond) Between1024(int position, int scale, int size, bool halfPixelCenters)
    {
        var place = position * scale + (halfPixelCenters ? scale / 2 - 512 : 0);
        // Rounded scales of large enlargements lead beyond the last pixel, where the reference would read what is not its own.
        var lower = Math.Min(Math.Max(place / 1024, 0), size - 1);
        return (lower, Math.Min((place + 1023) / 1024, size - 1), place - 1024 * lower);
    }
}
