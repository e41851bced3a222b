using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    /// <summary>Loops that the copying kernel nests.</summary>
    private const int CopyLoops = 5;

    /// <summary>A view where the elements keep their order, a copy otherwise.</summary>
    private static ImmutableArray<KernelCall> LowerView(StridedView view, NodeLowering n)
    {
        var merged = view.Merged();
        var keepsOrder = merged is { Offset: 0, Strides: [] or [1] } && n.X().Elements == n.Y.Elements;
        return keepsOrder && !n.IsConstant(0) && !n.IsState(n.Node.Inputs[0]) ? [] : CopyView(merged, n.Result("void"), n);
    }

    private static ImmutableArray<KernelCall> LowerSplit(Split op, NodeLowering n) =>
        [.. op.Sizes.SelectMany((size, i) => CopyView(
            n.IsInPlanes(0) ? WholePlanes(op.Sizes.Take(i).Sum(), size, n) : StridedView.Of(op, n.X(), i).Merged(), n.Result(i), n, i))];

    /// <summary>Channels of an image in planes.</summary>
    private static StridedView WholePlanes(int first, int count, NodeLowering n)
    {
        var plane = n.X().Shape[1] * n.X().Shape[2];
        return new StridedView(first * plane, [count * plane], [1]);
    }

    private static ImmutableArray<KernelCall> LowerStridedSlice(StridedSlice op, NodeLowering n) =>
        LowerView(n.IsInPlanes(0) ? WholePlanes(op.Begin[^1], op.Sizes[^1], n) : StridedView.Of(op, n.X()), n);

    /// <summary>Whole runs of bytes where the innermost loop walks through neighbours, single elements otherwise.</summary>
    private static ImmutableArray<KernelCall> CopyView(
        StridedView merged, CArgument result, NodeLowering n, int output = 0)
    {
        var element = n.X().Element.Bytes();
        var loops = merged.Dims.Zip(merged.Strides).ToList();
        var run = element;
        if (loops.Count > 0 && loops[^1].Second == 1)
        {
            run *= loops[^1].First;
            loops.RemoveAt(loops.Count - 1);
        }
        if (loops.Count > CopyLoops) throw n.TooManyDimensions(loops.Count, CopyLoops);
        while (loops.Count < CopyLoops) loops.Insert(0, (1, 0));
        var parameters = CParameters.Of(
            ("dims", loops.Select(l => l.First).ToArray()),
            ("strides", loops.Select(l => l.Second * element).ToArray()),
            ("offset", merged.Offset * element),
            ("run_bytes", run));
        var copy = n.Call("copy_strided", parameters, [n.Operand("x", 0, "void"), result])[0];
        return [copy with
        {
            Copies = merged.Strides is [] or [1] ? n.ViewOf(n.Node.Outputs[output], n.Node.Inputs[0], merged.Offset * element) : null,
        }];
    }

    /// <summary>One copy an operand.</summary>
    private static ImmutableArray<KernelCall> LowerPack(Pack op, NodeLowering n)
    {
        var rows = 1;
        for (var axis = 0; axis < op.Axis; axis++) rows *= n.Y.Shape[axis];
        var bytes = n.X().Bytes / rows;
        return [.. Enumerable.Range(0, n.Node.Inputs.Count).Select(i => n.Call("copy_rows",
            CParameters.Of(("rows", rows), ("row_bytes", bytes), ("out_offset", i * bytes), ("out_row_bytes", n.Y.Bytes / rows)),
            [n.Operand("x", i, "void"), n.Result("void")])[0] with
        {
            Copies = rows == 1 ? n.ViewOf(n.Node.Inputs[i], n.Node.Output, i * bytes) : null,
        })];
    }

    private static ImmutableArray<KernelCall> LowerSpaceToBatch(SpaceToBatch op, NodeLowering n)
    {
        var fill = n.Y.Quantization is null ? 0 : n.Y.PerTensor.ZeroPoint;
        var parameters = CParameters.Of(
            ("element_bytes", n.Y.Element.Bytes()),
            ("in", Image(n.X())),
            ("out", Image(n.Y)),
            ("block", Sides(op.Block, 1)),
            ("before", Sides(op.Before, 0)),
            ("fill", fill));
        return n.Call("space_to_batch", parameters, [n.Operand("x", 0, "void"), n.Result("void")]);
    }

    private static ImmutableArray<KernelCall> LowerBatchToSpace(BatchToSpace op, NodeLowering n)
    {
        var parameters = CParameters.Of(
            ("element_bytes", n.Y.Element.Bytes()),
            ("in", Image(n.X())),
            ("out", Image(n.Y)),
            ("block", Sides(op.Block, 1)),
            ("before", Sides(op.Before, 0)));
        return n.Call("batch_to_space", parameters, [n.Operand("x", 0, "void"), n.Result("void")]);
    }

    /// <summary>[n,h,c] is an image one pixel wide.</summary>
    private static int[] Image(TensorType type) =>
        [type.Shape[0], type.Shape[1], type.Shape.Rank == 4 ? type.Shape[2] : 1, type.Shape[-1]];

    private static int[] Sides(EquatableArray<int> sides, int absent) => [sides[0], sides.Count > 1 ? sides[1] : absent];

    private static ImmutableArray<KernelCall> LowerMirrorPad(MirrorPad op, NodeLowering n)
    {
        if (n.X().Shape.Rank > 4) return LowerDeepMirrorPad(op, n);
        var before = new int[4];
        var shape = n.FourDimensions(n.X().Shape.Dims.AsSpan());
        op.Before.AsSpan().CopyTo(before.AsSpan(4 - op.Before.Count));
        var parameters = CParameters.Of(
            ("element_bytes", n.Y.Element.Bytes()),
            ("in", shape),
            ("before", before),
            ("out", n.FourDimensions(n.Y.Shape.Dims.AsSpan())),
            ("symmetric", op.Symmetric ? 1 : 0));
        return n.Call("mirror_pad", parameters, [n.Operand("x", 0, "void"), n.Result("void")]);
    }
}
