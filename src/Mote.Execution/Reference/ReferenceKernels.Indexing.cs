using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void GatherAlong(Gather op, KernelCall call)
    {
        var shape = call.X(Gather.Input).Shape;
        var x = call.In<byte>(Gather.Input);
        var indices = call.In<int>(Gather.Indices);
        var y = call.Out<byte>();
        var batches = shape.Take(op.BatchDims).Aggregate(1, (a, b) => a * b);
        var outer = shape.Take(op.Axis).Skip(op.BatchDims).Aggregate(1, (a, b) => a * b);
        var size = shape[op.Axis];
        var bytes = x.Length / (batches * outer * size);
        var count = indices.Length / batches;
        for (var b = 0; b < batches; b++)
        for (var o = 0; o < outer; o++)
        for (var i = 0; i < count; i++)
        {
            var index = Math.Clamp(indices[b * count + i], 0, size - 1);
            x.Slice(((b * outer + o) * size + index) * bytes, bytes).CopyTo(y[(((b * outer + o) * count + i) * bytes)..]);
        }
    }

    private static void GatherAt(KernelCall call)
    {
        var x = call.X(GatherNd.Input);
        var strides = x.Shape.Strides();
        var input = call.In<byte>(GatherNd.Input);
        var indices = call.In<int>(GatherNd.Indices);
        var y = call.Out<byte>();
        var depth = call.X(GatherNd.Indices).Shape[-1];
        var slice = strides[depth - 1];
        var bytes = slice * x.Element.Bytes();
        for (var i = 0; i < indices.Length / depth; i++)
        {
            long at = 0;
            for (var k = 0; k < depth; k++) at += (long)indices[i * depth + k] * strides[k];
            at = Math.Clamp(at, 0, x.Elements - slice);
            input.Slice((int)at * x.Element.Bytes(), bytes).CopyTo(y[(i * bytes)..]);
        }
    }

    private static void Embed(KernelCall call)
    {
        var table = call.In<sbyte>(EmbeddingLookup.Table);
        var indices = call.In<int>(EmbeddingLookup.Indices);
        var y = call.Out<float>();
        var rows = call.X(EmbeddingLookup.Table).Shape[0];
        var columns = table.Length / rows;
        var scale = call.X(EmbeddingLookup.Table).PerTensor.Scale;
        for (var i = 0; i < y.Length; i++)
            y[i] = scale * table[Math.Clamp(indices[i / columns], 0, rows - 1) * columns + i % columns];
    }

    private static void UpdateSlice(KernelCall call)
    {
        var (x, update) = (call.X(DynamicUpdateSlice.Input), call.X(DynamicUpdateSlice.Update));
        var size = x.Element.Bytes();
        var y = call.Out<byte>();
        call.In<byte>(DynamicUpdateSlice.Input).CopyTo(y);
        var start = new int[x.Shape.Rank];
        for (var axis = 0; axis < start.Length; axis++)
        {
            var wished = call.X(DynamicUpdateSlice.Start).Element == ElementType.Int64
                ? call.In<long>(DynamicUpdateSlice.Start)[axis] : call.In<int>(DynamicUpdateSlice.Start)[axis];
            start[axis] = (int)Math.Clamp(wished, 0, x.Shape[axis] - update.Shape[axis]);
        }
        var (from, to) = (update.Shape.Strides(), x.Shape.Strides());
        for (var i = 0; i < update.Elements; i++)
        {
            var at = 0;
            for (var axis = 0; axis < from.Length; axis++) at += (i / from[axis] % update.Shape[axis] + start[axis]) * to[axis];
            call.In<byte>(DynamicUpdateSlice.Update).Slice(i * size, size).CopyTo(y[(at * size)..]);
        }
    }

    private static void BroadcastShapes(KernelCall call)
    {
        if (call.Y.Element == ElementType.Int64) Broadcast(call.In<long>(0), call.In<long>(1), call.Out<long>(), 1);
        else Broadcast(call.In<int>(0), call.In<int>(1), call.Out<int>(), 1);

        static void Broadcast<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y, T one)
            where T : struct, IEquatable<T>
        {
            for (var i = 1; i <= y.Length; i++)
            {
                var own = i <= a.Length ? a[^i] : one;
                y[^i] = !own.Equals(one) ? own : i <= b.Length ? b[^i] : one;
            }
        }
    }
}
