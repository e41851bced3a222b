using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerReduce(Reduce op, NodeLowering n)
    {
        (string, CValue) loops = ("loops", ReduceLoops(op.Axes, n));
        CArgument[] arguments = [n.Operand("x", 0), n.Result()];
        return op.Kind switch
        {
            ReduceKind.Sum => n.Y.IsFloat ? n.Call("reduce_sum_f32", CParameters.Of(loops), arguments) : LowerSum(loops, arguments, n),
            ReduceKind.Min or ReduceKind.Max =>
                n.Call(n.Y.IsFloat ? "reduce_extreme_f32" : "reduce_extreme_s8",
                    CParameters.Of(loops, ("largest", op.Kind == ReduceKind.Max ? 1 : 0)), arguments),
            ReduceKind.All or ReduceKind.Any =>
                n.Call("reduce_bool", CParameters.Of(loops, ("decisive", op.Kind == ReduceKind.Any ? 1 : 0)), arguments),
        };
    }

    private static ImmutableArray<KernelCall> LowerSum((string, CValue) loops, CArgument[] arguments, NodeLowering n)
    {
        var factor = n.Factor(Requantization.Rescale(n.X(), n.Y));
        var parameters = CParameters.Of(
            loops,
            ("sum_offset", -(n.X().Elements / n.Y.Elements) * n.X().PerTensor.ZeroPoint),
            ("multiplier", factor.Multiplier),
            ("shift", factor.Shift),
            ("output_offset", n.Y.PerTensor.ZeroPoint));
        return n.Call(n.Y.Element == ElementType.Int8 ? "reduce_sum_s8" : "reduce_sum_s16", parameters, arguments);
    }

    /// <summary>
    /// Neighbouring dimensions that are all kept or all reduced count as one; at most three of each remain of six dimensions.
    /// </summary>
    private static CParameters ReduceLoops(EquatableArray<int> axes, NodeLowering n)
    {
        const int most = 3;
        var shape = n.X().Shape;
        var strides = shape.Strides();
        var loops = new List<(int Size, int Stride, bool Reduced)>();
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1) continue;
            var reduced = axes.Contains(axis);
            if (loops.Count > 0 && loops[^1].Reduced == reduced) loops[^1] = (loops[^1].Size * shape[axis], strides[axis], reduced);
            else loops.Add((shape[axis], strides[axis], reduced));
        }
        var (kept, kinds) = (Three(loops.Where(l => !l.Reduced)), Three(loops.Where(l => l.Reduced)));
        return CParameters.Of(("kept", kept.Sizes), ("kept_strides", kept.Strides), ("reduced", kinds.Sizes),
            ("reduced_strides", kinds.Strides));

        (int[] Sizes, int[] Strides) Three(IEnumerable<(int Size, int Stride, bool Reduced)> of)
        {
            var list = of.ToList();
            if (list.Count > most) throw n.TooManyDimensions(2 * list.Count - 1, 2 * most);
            while (list.Count < most) list.Insert(0, (1, 0, false));
            return ([.. list.Select(l => l.Size)], [.. list.Select(l => l.Stride)]);
        }
    }

    private static ImmutableArray<KernelCall> LowerArgReduce(ArgReduce op, NodeLowering n)
    {
        var parameters = CParameters.Of([.. Lines(n.X().Shape, op.Axis), ("largest", op.Kind == ArgKind.Max ? 1 : 0)]);
        return n.Call(n.X().IsFloat ? "arg_extreme_f32" : "arg_extreme_s8", parameters, [n.Operand("x", 0), n.Result()]);
    }

    private static ImmutableArray<KernelCall> LowerCumSum(CumSum op, NodeLowering n)
    {
        (string, CValue)[] how = [.. Lines(n.Y.Shape, op.Axis), ("exclusive", op.Exclusive ? 1 : 0), ("reverse", op.Reverse ? 1 : 0)];
        CArgument[] arguments = [n.Operand("x", 0), n.Result()];
        if (n.Y.IsFloat) return n.Call("cumulative_sum_f32", CParameters.Of(how), arguments, PlaceOver(n));
        var factor = n.Factor(SumRequantization.CumSum(n.X(), n.Y));
        var parameters = CParameters.Of([
            .. how,
            ("input_offset", -n.X().PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("multiplier", factor.Multiplier),
            ("shift", factor.Shift)]);
        return n.Call("cumulative_sum_s8", parameters, arguments, PlaceOver(n));
    }

    /// <summary>The rows of elements along an axis.</summary>
    private static (string, CValue)[] Lines(Shape shape, int axis)
    {
        var stride = shape.Strides()[axis];
        return [("outer", shape.Elements / (stride * shape[axis])), ("length", shape[axis]), ("inner", stride)];
    }
}
