using Mote.Core.Ops;
using Mote.Core.Types;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

internal static partial class TfLiteOperators
{
    private static (Op, int[]) Reduced(ReduceKind kind, TfLiteOperator o, TfLiteTensors tensors) =>
        (new Reduce(kind, Axes(o, tensors, 1), o.Options(27)?.Bool(0) ?? false), [o.Input(0)]);

    private static (Op, int[]) CumulativeSum(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = o.Options(102);
        return (new CumSum(Axis(o, tensors, 1), options?.Bool(0) ?? false, options?.Bool(1) ?? false), [o.Input(0)]);
    }

    /// <summary>Constant axes of operand 0, ascending, each once. A scalar has none whatever the file says.</summary>
    private static EquatableArray<int> Axes(TfLiteOperator o, TfLiteTensors tensors, int operand)
    {
        var rank = InputShape(o, tensors, 0).Rank;
        var axes = tensors.Integers(o.Input(operand), o.Where, "axes");
        return rank == 0 ? [] : axes.Select(a => InRange(o, a, rank)).Distinct().Order().ToEquatableArray();
    }

    /// <summary>One constant axis of another operand.</summary>
    private static int Axis(TfLiteOperator o, TfLiteTensors tensors, int operand, int of = 0)
    {
        if (tensors.Integers(o.Input(operand), o.Where, "axis") is not [var axis]) throw o.Bad("the axis must be a single number.");
        return InRange(o, axis, InputShape(o, tensors, of).Rank);
    }

    /// <summary>The place of an axis that the operands do not have yet.</summary>
    private static int NewAxis(TfLiteOperator o, TfLiteTensors tensors, int axis) => InRange(o, axis, InputShape(o, tensors, 0).Rank + 1);

    private static int InRange(TfLiteOperator o, int axis, int rank)
    {
        if (axis < -rank || axis >= rank) throw o.Bad($"axis {axis} is not one of {rank}.");
        return axis < 0 ? axis + rank : axis;
    }

    private static Shape InputShape(TfLiteOperator o, TfLiteTensors tensors, int operand) => tensors.Type(o.Input(operand), o.Where).Shape;
}
