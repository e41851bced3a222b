using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    /// <summary>
    /// Nothing to do but to look at the same bytes; constants are copied, for the arena is writable and they are not, and states, for
    /// they may change while the result is still needed.
    /// </summary>
    private static ImmutableArray<KernelCall> LowerReshape(NodeLowering n)
    {
        if (!n.Graph[n.Node.Inputs[0]].IsConstant && !n.IsState(n.Node.Inputs[0])) return [];
        var parameters = CParameters.Of(("rows", 1), ("row_bytes", n.Y.Bytes), ("out_offset", 0), ("out_row_bytes", n.Y.Bytes));
        return n.Call("copy_rows", parameters, [n.Operand("x", 0, "void"), n.Result("void")]);
    }

    private static ImmutableArray<KernelCall> LowerPad(Pad op, NodeLowering n)
    {
        // A dimension that is not padded counts as part of the one before it.
        var loops = new List<(int In, int Before, int Out)>();
        for (var axis = 0; axis < op.Before.Count; axis++)
        {
            var (from, to) = (n.X().Shape[axis], n.Y.Shape[axis]);
            if (loops.Count > 0 && from == to) loops[^1] = (loops[^1].In * from, loops[^1].Before * from, loops[^1].Out * from);
            else loops.Add((from, op.Before[axis], to));
        }
        var fill = op.Value ?? (n.Y.Quantization is Quantization.PerTensor q ? q.ZeroPoint : 0);
        if (loops.Count > 4) return LowerDeepPad(loops, fill, n);
        while (loops.Count < 4) loops.Insert(0, (1, 0, 1));
        var parameters = CParameters.Of(
            ("element_bytes", n.Y.Element.Bytes()),
            ("in", loops.Select(l => l.In).ToArray()),
            ("before", loops.Select(l => l.Before).ToArray()),
            ("out", loops.Select(l => l.Out).ToArray()),
            ("fill", fill));
        return n.Call("pad", parameters, [n.Operand("x", 0, "void"), n.Result("void")]);
    }

    /// <summary>One copy an operand.</summary>
    private static ImmutableArray<KernelCall> LowerConcatenation(Concatenation op, NodeLowering n)
    {
        var rows = n.ResultIsInPlanes ? 1 : n.Y.Shape.Dims.Take(op.Axis).Aggregate(1, (product, size) => product * size);
        var offset = 0;
        var calls = ImmutableArray.CreateBuilder<KernelCall>();
        for (var i = 0; i < n.Node.Inputs.Count; i++)
        {
            var bytes = n.X(i).Bytes / rows;
            var parameters = CParameters.Of(
                ("rows", rows), ("row_bytes", bytes), ("out_offset", offset), ("out_row_bytes", n.Y.Bytes / rows));
            calls.Add(n.Call("copy_rows", parameters, [n.Operand("x", i, "void"), n.Result("void")])[0] with
            {
                Copies = rows == 1 ? n.ViewOf(n.Node.Inputs[i], n.Node.Output, offset) : null,
            });
            offset += bytes;
        }
        return calls.ToImmutable();
    }

    private static ImmutableArray<KernelCall> LowerMean(Mean op, NodeLowering n)
    {
        // Neighbouring dimensions that are all kept or all averaged count as one.
        var loops = new List<(int Size, bool Averaged)>();
        for (var axis = 0; axis < n.X().Shape.Rank; axis++)
        {
            var (size, averaged) = (n.X().Shape[axis], op.Axes.Contains(axis));
            if (size == 1) continue;
            if (loops.Count > 0 && loops[^1].Averaged == averaged) loops[^1] = (loops[^1].Size * size, averaged);
            else loops.Add((size, averaged));
        }
        if (loops.Count > 4) throw n.TooManyDimensions(loops.Count);
        while (loops.Count < 4) loops.Insert(0, (1, false));
        int[] kept = [.. loops.Select(l => l.Averaged ? 1 : l.Size)];
        int[] reduced = [.. loops.Select(l => l.Averaged ? l.Size : 1)];
        var strides = Shape.Create([.. loops.Select(l => l.Size)]).Strides();
        var count = n.X().Elements / n.Y.Elements;
        CArgument[] arguments = [n.Operand("x", 0), n.Result()];
        if (n.Y.IsFloat)
            return n.Call(
                "mean_f32", CParameters.Of(("kept", kept), ("reduced", reduced), ("strides", strides), ("count", (float)count)), arguments);
        var factor = n.Factor(Requantization.Mean(n.X(), n.Y, count));
        var parameters = CParameters.Of(
            ("kept", kept),
            ("reduced", reduced),
            ("strides", strides),
            ("sum_offset", unchecked(-count * n.X().PerTensor.ZeroPoint)),
            ("multiplier", factor.Multiplier),
            ("shift", factor.Shift),
            ("output_offset", n.Y.PerTensor.ZeroPoint));
        return n.Call("mean" + Suffix(n.Y), parameters, arguments);
    }
}
