using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>Operators that move elements and compute nothing: they take every element type.</summary>
public static partial class TypeInference
{
    /// <summary>An operand whose elements are moved: the output has its element type and its quantization.</summary>
    private static TensorType Moved(OperandChecks call, int operand = 0)
    {
        var x = call[operand];
        call.Require(x.Quantization is not Quantization.PerAxis, "an operand quantized per axis keeps its place.");
        foreach (var q in call.OutputQuantizations)
            call.Require(x.Quantization == q, "moving data keeps the quantization: input and output must have the same.");
        return x;
    }

    private static TensorType MovedImage(OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        call.Image(0);
        return x;
    }

    private static TensorType InferStridedSlice(StridedSlice op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        var rank = x.Shape.Rank;
        call.Require(rank > 0, "a scalar has no parts.");
        call.Require(op.Begin.Count == rank && op.Sizes.Count == rank && op.Strides.Count == rank,
            $"begin, sizes and strides must have {rank} numbers each for {x.Shape}.");
        for (var axis = 0; axis < rank; axis++)
        {
            var (first, size, stride) = (op.Begin[axis], op.Sizes[axis], op.Strides[axis]);
            call.Require(size > 0 && stride != 0, $"{size} elements in steps of {stride} along axis {axis} are no slice.");
            var last = first + (size - 1L) * stride;
            call.Require(first >= 0 && first < x.Shape[axis] && last >= 0 && last < x.Shape[axis],
                $"elements {first} to {last} along axis {axis} are not all in {x.Shape}.");
        }
        call.Require(op.To.Where(d => d != 1).SequenceEqual(op.Sizes.Where(d => d != 1)),
            $"a slice of {new Shape(op.Sizes)} is not {op.To} with other dimensions of 1.");
        return x with { Shape = op.To };
    }

    private static TensorType[] InferSplit(Split op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        CheckAxis(op.Axis, x.Shape, call);
        call.Require(op.Sizes.Count > 0 && op.Sizes.All(s => s > 0) && op.Sizes.Sum(s => (long)s) == x.Shape[op.Axis],
            $"parts of {op.Sizes} elements do not make up axis {op.Axis} of {x.Shape}.");
        call.Require(!op.DropAxis || op.Sizes.All(s => s == 1), $"parts of {op.Sizes} elements cannot lose their axis.");
        return [.. op.Sizes.Select(s => x with { Shape = op.DropAxis ? Without(x.Shape, op.Axis) : x.Shape.With(op.Axis, s) })];
    }

    private static TensorType InferPack(Pack op, OperandChecks call)
    {
        call.Require(call.Count > 0, "takes at least one operand.");
        var first = Moved(call);
        for (var i = 1; i < call.Count; i++)
            call.Require(call[i] == first, $"operand {i} is {call[i]}, operand 0 is {first}; they must agree.");
        call.Require(op.Axis >= 0 && op.Axis <= first.Shape.Rank, $"the new axis {op.Axis} does not follow those of {first.Shape}.");
        int[] dims = [.. first.Shape.Take(op.Axis), call.Count, .. first.Shape.Skip(op.Axis)];
        return first with { Shape = Shape.Create(dims) };
    }

    private static TensorType InferTranspose(Transpose op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        call.Require(op.Permutation.Count > 0 && op.Permutation.Order().SequenceEqual(Enumerable.Range(0, x.Shape.Rank)),
            $"{op.Permutation} is not a permutation of the axes of {x.Shape}.");
        return x with { Shape = new Shape(StridedView.Of(op, x).Dims) };
    }

    private static TensorType InferReverse(Reverse op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        call.Require(op.Axes.Count > 0, "takes at least one axis.");
        CheckAxes(op.Axes, x.Shape, call);
        return x;
    }

    private static TensorType InferBroadcastTo(BroadcastTo op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = Moved(call);
        call.Require(op.To.Rank >= x.Shape.Rank && op.To.Rank > 0, $"{x.Shape} cannot be repeated to {op.To}.");
        for (var axis = 1; axis <= x.Shape.Rank; axis++)
            call.Require(x.Shape[-axis] == 1 || x.Shape[-axis] == op.To[-axis], $"{x.Shape} cannot be repeated to {op.To}.");
        return x with { Shape = op.To };
    }

    private static void CheckAxis(int axis, Shape shape, OperandChecks call) =>
        call.Require(axis >= 0 && axis < shape.Rank, $"axis {axis} is not one of {shape}.");

    private static void CheckAxes(EquatableArray<int> axes, Shape shape, OperandChecks call)
    {
        for (var i = 0; i < axes.Count; i++)
            call.Require(axes[i] >= 0 && axes[i] < shape.Rank && (i == 0 || axes[i] > axes[i - 1]),
                $"axes {axes} must be ascending and within {shape}.");
    }

    private static Shape Without(Shape shape, int axis) => new(shape.Where((_, a) => a != axis).ToEquatableArray());
}
