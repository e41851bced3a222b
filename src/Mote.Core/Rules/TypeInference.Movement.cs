using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType InferReshape(Reshape op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call[0];
        call.Require(op.To.UncheckedElements == x.Elements, $"{x.Elements} elements of {x.Shape} do not fill {op.To}.");
        call.Require(x.Quantization is not Quantization.PerAxis, "an operand quantized per axis keeps its shape.");
        call.Require(x.Quantization == call.OutputQuantization, "moving data keeps the quantization: input and output must have the same.");
        return x with { Shape = op.To };
    }

    private static TensorType InferPad(Pad op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        call.Require(x.Element != ElementType.Int4, "constants packed in four bits are not padded.");
        call.Require(op.Before.Count == x.Shape.Rank && op.After.Count == x.Shape.Rank,
            $"{op.Before.Count} pairs of padding for the {x.Shape.Rank} dimensions of {x.Shape}.");
        call.Require(op.Value is not { } value || x.IsFloat || CanPadWith(value, x.Element),
            $"the padding value {op.Value} is not one of {x.Element.Text()}.");
        var dims = new int[x.Shape.Rank];
        for (var axis = 0; axis < dims.Length; axis++)
        {
            call.Require(op.Before[axis] >= 0 && op.After[axis] >= 0, "padding must not be negative.");
            var size = (long)x.Shape[axis] + op.Before[axis] + op.After[axis];
            call.Require(size <= int.MaxValue, "the output is too large.");
            dims[axis] = (int)size;
        }
        return x with { Shape = Shape.Create(dims) };
    }

    private static bool CanPadWith(int value, ElementType element) => element switch
    {
        ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int4 =>
            element.Range() is var (low, high) && value >= low && value <= high,
        ElementType.Bool => value is 0 or 1,
        ElementType.UInt32 => true,
        ElementType.Int64 or ElementType.UInt64 => value == 0,
        ElementType.Float32 => true,
    };

    private static TensorType InferConcatenation(Concatenation op, OperandChecks call)
    {
        call.Require(call.Count > 0, "takes at least one operand.");
        var first = call[0];
        call.Require(op.Axis >= 0 && op.Axis < first.Shape.Rank, $"axis {op.Axis} is not one of {first.Shape}.");
        long size = 0;
        for (var i = 0; i < call.Count; i++)
        {
            call.Require(call[i].Element == first.Element,
                $"operand {i} is {call[i].Element.Text()}, operand 0 is {first.Element.Text()}; they must agree.");
            var x = call[i];
            call.Require(x.Quantization is not Quantization.PerAxis, $"operand {i} is quantized per axis.");
            call.Require(x.Shape.Rank == first.Shape.Rank && x.Shape.With(op.Axis, 1) == first.Shape.With(op.Axis, 1),
                $"operand {i} has shape {x.Shape}, operand 0 {first.Shape}; they may differ along axis {op.Axis} only.");
            call.Require(x.Quantization == call.OutputQuantization, $"operand {i} and the output must have the same quantization.");
            size += x.Shape[op.Axis];
        }
        call.Require(size <= int.MaxValue, "the output is too large.");
        return first with { Shape = first.Shape.With(op.Axis, (int)size) };
    }

    private static TensorType InferMean(Mean op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16);
        var dims = new List<int>();
        for (var i = 0; i < op.Axes.Count; i++)
            call.Require(op.Axes[i] >= 0 && op.Axes[i] < x.Shape.Rank && (i == 0 || op.Axes[i] > op.Axes[i - 1]),
                $"axes {op.Axes} must be ascending and within {x.Shape}.");
        for (var axis = 0; axis < x.Shape.Rank; axis++)
        {
            if (!op.Axes.Contains(axis)) dims.Add(x.Shape[axis]);
            else if (op.KeepDims) dims.Add(1);
        }
        return new TensorType(x.Element, Shape.Create([.. dims]), call.OutputQuantization);
    }
}
