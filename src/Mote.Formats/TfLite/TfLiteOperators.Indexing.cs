using Mote.Core.Ops;
using Mote.Core.Types;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

/// <summary>
/// Operators that take elements by number. Numbers that are constant must lie inside; computed ones are held inside by the kernels.
/// </summary>
internal static partial class TfLiteOperators
{
    private static (Op, int[]) GatherRows(TfLiteOperator o, TfLiteTensors tensors)
    {
        var options = o.Options(23);
        var x = InputShape(o, tensors, 0);
        var axis = InRange(o, options?.Int(0) ?? 0, x.Rank);
        var batch = options?.Int(1) ?? 0;
        CheckIndices(o, tensors, 1, x[axis]);
        return (new Gather(axis, batch < 0 ? batch + InputShape(o, tensors, 1).Rank : batch), o.Inputs);
    }

    private static (Op, int[]) GatherPoints(TfLiteOperator o, TfLiteTensors tensors)
    {
        var (x, indices) = (InputShape(o, tensors, 0), InputShape(o, tensors, 1));
        var depth = indices.Rank > 0 ? indices[-1] : 0;
        if (depth > 0 && depth <= x.Rank && tensors.Constant(o.Input(1), o.Where) is not null)
        {
            var values = tensors.Integers(o.Input(1), o.Where, "indices");
            for (var i = 0; i < values.Length; i++)
                if (values[i] < 0 || values[i] >= x[i % depth])
                    throw o.Bad($"index {values[i]} is not one of the {x[i % depth]} along axis {i % depth} of {x}.");
        }
        return (new GatherNd(), o.Inputs);
    }

    /// <summary>Rows as they are, or as reals.</summary>
    private static (Op, int[]) Embedding(TfLiteOperator o, TfLiteTensors tensors)
    {
        var table = tensors.Type(o.Input(1), o.Where);
        if (table.Shape.Rank > 0) CheckIndices(o, tensors, 0, table.Shape[0]);
        return table.Element == OutputType(o, tensors).Element ? (new Gather(0), [o.Input(1), o.Input(0)])
            : (new EmbeddingLookup(), o.Inputs);
    }

    /// <summary>The older select does not broadcast; its condition of one dimension chooses whole rows, which ours would not.</summary>
    private static (Op, int[]) SelectWhole(TfLiteOperator o, TfLiteTensors tensors)
    {
        var (condition, a) = (InputShape(o, tensors, 0), InputShape(o, tensors, 1));
        return condition == a || condition.Rank == 0 ? (new Select(), o.Inputs)
            : throw o.Bad($"a condition {condition} that chooses rows of {a} is not supported; SELECT_V2 with one of equal rank is.");
    }

    private static void CheckIndices(TfLiteOperator o, TfLiteTensors tensors, int operand, int count)
    {
        if (tensors.Constant(o.Input(operand), o.Where) is not { Type.Element: ElementType.Int32 }) return;
        foreach (var index in tensors.Integers(o.Input(operand), o.Where, "indices"))
            if (index < 0 || index >= count) throw o.Bad($"index {index} is not one of {count}.");
    }
}
