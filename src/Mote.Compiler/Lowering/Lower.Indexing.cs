using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerGather(Gather op, NodeLowering n)
    {
        var shape = n.X().Shape;
        var (batches, outer) = (1, 1);
        for (var axis = 0; axis < op.BatchDims; axis++) batches *= shape[axis];
        for (var axis = op.BatchDims; axis < op.Axis; axis++) outer *= shape[axis];
        var parameters = CParameters.Of(
            ("batches", batches),
            ("outer", outer),
            ("rows", shape[op.Axis]),
            ("indices", n.X(Gather.Indices).Elements / batches),
            ("row_bytes", n.X().Bytes / (batches * outer * shape[op.Axis])));
        return n.Call("gather", parameters, [n.Operand("x", Gather.Input, "void"), n.Operand("indices", Gather.Indices), n.Result("void")]);
    }

    private static ImmutableArray<KernelCall> LowerGatherNd(NodeLowering n)
    {
        var depth = n.X(GatherNd.Indices).Shape[-1];
        if (depth > 5) throw n.TooManyDimensions(depth, 5);
        var own = n.X().Shape.Strides();
        var strides = new int[5];
        own.AsSpan(0, depth).CopyTo(strides);
        var slice = own[depth - 1];
        var parameters = CParameters.Of(
            ("slices", n.X(GatherNd.Indices).Elements / depth),
            ("depth", depth),
            ("strides", strides),
            ("last", n.X().Elements - slice),
            ("element_bytes", n.X().Element.Bytes()),
            ("slice_bytes", slice * n.X().Element.Bytes()));
        return n.Call("gather_nd", parameters,
            [n.Operand("x", GatherNd.Input, "void"), n.Operand("indices", GatherNd.Indices), n.Result("void")]);
    }

    private static ImmutableArray<KernelCall> LowerEmbeddingLookup(NodeLowering n)
    {
        var table = n.X(EmbeddingLookup.Table);
        var parameters = CParameters.Of(
            ("indices", n.X(EmbeddingLookup.Indices).Elements),
            ("rows", table.Shape[0]),
            ("columns", table.Elements / table.Shape[0]),
            ("scale", table.PerTensor.Scale));
        return n.Call("embedding_lookup_s8_f32", parameters,
            [n.Operand("indices", EmbeddingLookup.Indices), n.Operand("table", EmbeddingLookup.Table), n.Result()]);
    }

    /// <summary>In place where memory allows: then only the update is written.</summary>
    private static ImmutableArray<KernelCall> LowerDynamicUpdateSlice(NodeLowering n)
    {
        var (x, update) = (n.X().Shape, n.X(DynamicUpdateSlice.Update).Shape);
        const int most = 6;
        if (x.Rank > most) throw n.TooManyDimensions(x.Rank, most);
        var ones = Enumerable.Repeat(1, most - x.Rank).ToArray();
        var element = n.Y.Element.Bytes();
        var parameters = CParameters.Of(
            ("rank", x.Rank),
            ("bytes", n.Y.Bytes),
            ("dims", x.Dims.Concat(ones).ToArray()),
            ("update", update.Dims.Concat(ones).ToArray()),
            ("strides", x.Strides().Select(s => s * element).Concat(ones).ToArray()),
            ("element_bytes", element),
            ("start_is_64_bits", n.X(DynamicUpdateSlice.Start).Element == ElementType.Int64 ? 1 : 0));
        int? inPlace = n.IsConstant(DynamicUpdateSlice.Input) ? null : DynamicUpdateSlice.Input;
        return n.Call("update_slice", parameters,
            [
                n.Operand("x", DynamicUpdateSlice.Input, "void"), n.Operand("update", DynamicUpdateSlice.Update, "void"),
                n.Operand("start", DynamicUpdateSlice.Start, "void"), n.Result("void"),
            ],
            inPlace);
    }

    private static ImmutableArray<KernelCall> LowerBroadcastArgs(NodeLowering n) =>
        n.Call(n.Y.Element == ElementType.Int64 ? "broadcast_args_s64" : "broadcast_args_s32",
            CParameters.Of(("a_elements", n.X(0).Elements), ("b_elements", n.X(1).Elements)),
            [n.Operand("a", 0), n.Operand("b", 1), n.Result()]);

    private static ImmutableArray<KernelCall> LowerResize(Resize op, NodeLowering n)
    {
        var (x, y) = (n.X().Shape, n.Y.Shape);
        (string, CValue)[] sizes = [("images", x[0]), ("in_height", x[1]), ("in_width", x[2]), ("out_height", y[1]), ("out_width", y[2])];
        if (op.Kind == ResizeKind.Nearest)
            return n.Call("resize_nearest", CParameters.Of([.. sizes, ("pixel_bytes", x[3] * n.Y.Element.Bytes())]),
                [
                    n.Operand("x", 0, "void"),
                    NodeLowering.Data<short>("rows", ElementType.Int16, ResizePlaces.Nearest(x[1], y[1], op)),
                    NodeLowering.Data<short>("columns", ElementType.Int16, ResizePlaces.Nearest(x[2], y[2], op)),
                    n.Result("void"),
                ]);
        CArgument[] arguments = [n.Operand("x", 0), n.Result()];
        var centers = op.HalfPixelCenters ? 1 : 0;
        if (n.Y.IsFloat)
            return n.Call("resize_bilinear_f32", CParameters.Of([.. sizes, ("depth", x[3]), ("half_pixel_centers", centers),
                ("scale_y", ResizePlaces.Scale(x[1], y[1], op)), ("scale_x", ResizePlaces.Scale(x[2], y[2], op))]), arguments);
        return n.Call("resize_bilinear_s8", CParameters.Of([.. sizes, ("depth", x[3]), ("half_pixel_centers", centers),
            ("scale_y", ResizePlaces.Scale1024(x[1], y[1], op)), ("scale_x", ResizePlaces.Scale1024(x[2], y[2], op))]), arguments);
    }
}
