using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void PadAny(Pad op, KernelCall call)
    {
        var (x, y) = (call.X(0), call.Y);
        var size = x.Element.Bytes();
        // A real zero is all zero bits without a scale and the zero point with one.
        var fill = op.Value ?? (x.Quantization is Quantization.PerTensor q ? q.ZeroPoint : 0);
        var source = call.In<byte>(0);
        var target = call.Out<byte>();
        for (var i = 0; i < target.Length; i++) target[i] = (byte)(fill >> (8 * (i % size)));
        var (from, to) = (x.Shape.Strides(), y.Shape.Strides());
        var row = x.Shape.Rank == 0 ? 1 : x.Shape[-1];
        for (var i = 0; i < x.Elements; i += row)
        {
            var at = 0;
            for (var axis = 0; axis < from.Length; axis++) at += (i / from[axis] % x.Shape[axis] + op.Before[axis]) * to[axis];
            source.Slice(i * size, row * size).CopyTo(target[(at * size)..]);
        }
    }

    private static void Concatenate(Concatenation op, KernelCall call)
    {
        var y = call.Y;
        var target = call.Out<byte>();
        var outer = 1;
        for (var axis = 0; axis < op.Axis; axis++) outer *= y.Shape[axis];
        var at = 0;
        for (var o = 0; o < outer; o++)
        for (var i = 0; i < call.Operands; i++)
        {
            var bytes = call.X(i).Bytes / outer;
            call.In<byte>(i).Slice(o * bytes, bytes).CopyTo(target[at..]);
            at += bytes;
        }
    }
}
