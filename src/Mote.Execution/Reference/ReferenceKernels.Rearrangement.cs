using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Execution.Reference;

/// <summary>Elements moved as bytes, whatever they are.</summary>
internal static partial class ReferenceKernels
{
    private static void Rearrange(StridedView view, KernelCall call, int output = 0)
    {
        var size = call.X(0).Element.Bytes();
        var x = call.In<byte>(0);
        var y = call.Out<byte>(output);
        var own = new Shape(view.Dims).Strides();
        for (var i = 0; i * size < y.Length; i++)
        {
            var from = view.Offset;
            for (var k = 0; k < own.Length; k++) from += i / own[k] % view.Dims[k] * view.Strides[k];
            x.Slice(from * size, size).CopyTo(y[(i * size)..]);
        }
    }

    private static void SplitAny(Split op, KernelCall call)
    {
        for (var i = 0; i < call.Results; i++) Rearrange(StridedView.Of(op, call.X(0), i), call, i);
    }

    private static void PackAny(Pack op, KernelCall call)
    {
        var outer = 1;
        for (var axis = 0; axis < op.Axis; axis++) outer *= call.Y.Shape[axis];
        var bytes = call.X(0).Bytes / outer;
        var y = call.Out<byte>();
        for (var o = 0; o < outer; o++)
            for (var i = 0; i < call.Operands; i++)
                call.In<byte>(i).Slice(o * bytes, bytes).CopyTo(y[((o * call.Operands + i) * bytes)..]);
    }

    private static void PixelsToBatch(SpaceToBatch op, KernelCall call)
    {
        var (x, y) = (new Pixels(call.X(0), op.Block, op.Before), new Pixels(call.Y, op.Block, op.Before));
        var input = call.In<byte>(0);
        var output = call.Out<byte>();
        Fill(output, call.Y);
        for (var b = 0; b < y.Batch; b++)
        for (var row = 0; row < y.Height; row++)
        for (var column = 0; column < y.Width; column++)
        {
            var (iy, ix) = x.Place(b / x.Batch, row, column);
            if (iy < 0 || iy >= x.Height || ix < 0 || ix >= x.Width) continue;
            input.Slice(x.At(b % x.Batch, iy, ix), x.PixelBytes).CopyTo(output[y.At(b, row, column)..]);
        }
    }

    private static void BatchToPixels(BatchToSpace op, KernelCall call)
    {
        var (x, y) = (new Pixels(call.X(0), op.Block, op.Before), new Pixels(call.Y, op.Block, op.Before));
        var input = call.In<byte>(0);
        var output = call.Out<byte>();
        for (var b = 0; b < x.Batch; b++)
        for (var row = 0; row < x.Height; row++)
        for (var column = 0; column < x.Width; column++)
        {
            var (oy, ox) = y.Place(b / y.Batch, row, column);
            if (oy < 0 || oy >= y.Height || ox < 0 || ox >= y.Width) continue;
            input.Slice(x.At(b, row, column), x.PixelBytes).CopyTo(output[y.At(b % y.Batch, oy, ox)..]);
        }
    }

    /// <summary>A batch of images, or of columns one pixel wide.</summary>
    private readonly struct Pixels(TensorType type, EquatableArray<int> block, EquatableArray<int> before)
    {
        public int Batch { get; } = type.Shape[0];

        public int Height { get; } = type.Shape[1];

        public int Width { get; } = type.Shape.Rank == 4 ? type.Shape[2] : 1;

        public int PixelBytes { get; } = type.Shape[-1] * type.Element.Bytes();

        public int At(int n, int y, int x) => ((n * Height + y) * Width + x) * PixelBytes;

        /// <summary>Where in the image pixel (y, x) of part <paramref name="part"/> of its batch belongs.</summary>
        public (int Y, int X) Place(int part, int y, int x)
        {
            var (blockY, blockX) = (block[0], block.Count > 1 ? block[1] : 1);
            return (y * blockY + part / blockX - before[0], x * blockX + part % blockX - (before.Count > 1 ? before[1] : 0));
        }
    }

    /// <summary>The real value zero everywhere.</summary>
    private static void Fill(Span<byte> bytes, TensorType type)
    {
        bytes.Clear();
        if (type.Quantization is not Quantization.PerTensor { ZeroPoint: var zero }) return;
        var size = type.Element.Bytes();
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)((long)zero >> 8 * (i % size));
    }

    private static void Mirror(MirrorPad op, KernelCall call)
    {
        var (x, y) = (call.X(0), call.Y);
        var size = x.Element.Bytes();
        var input = call.In<byte>(0);
        var output = call.Out<byte>();
        var (from, to) = (x.Shape.Strides(), y.Shape.Strides());
        for (var i = 0; i < y.Elements; i++)
        {
            var at = 0;
            for (var axis = 0; axis < from.Length; axis++)
                at += Reflected(i / to[axis] % y.Shape[axis] - op.Before[axis], x.Shape[axis], op.Symmetric) * from[axis];
            input.Slice(at * size, size).CopyTo(output[(i * size)..]);
        }
    }

    private static int Reflected(int position, int size, bool symmetric)
    {
        if (position < 0) return symmetric ? -1 - position : -position;
        if (position >= size) return (symmetric ? 2 * size - 1 : 2 * size - 2) - position;
        return position;
    }
}
