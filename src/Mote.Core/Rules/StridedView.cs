using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>
/// A tensor's elements in another order: element i, row-major over Dims, is element Offset + Σ i[k]·Strides[k] of the operand. What
/// slices, splits, permutations, reversals, repetitions and blocks of pixels have in common. Interpreter and compiler both take the
/// numbers from here.
/// </summary>
public sealed record StridedView(int Offset, EquatableArray<int> Dims, EquatableArray<int> Strides)
{
    public static StridedView Of(StridedSlice op, TensorType x)
    {
        var own = x.Shape.Strides();
        var offset = 0;
        var strides = new int[own.Length];
        for (var axis = 0; axis < own.Length; axis++)
        {
            offset += op.Begin[axis] * own[axis];
            // A single element is not walked from, however long its stride.
            strides[axis] = op.Sizes[axis] == 1 ? 0 : op.Strides[axis] * own[axis];
        }
        return new StridedView(offset, op.Sizes, new(strides));
    }

    /// <summary>The part that is output <paramref name="index"/>.</summary>
    public static StridedView Of(Split op, TensorType x, int index)
    {
        var before = 0;
        for (var i = 0; i < index; i++) before += op.Sizes[i];
        return new StridedView(before * x.Shape.Strides()[op.Axis], x.Shape.With(op.Axis, op.Sizes[index]).Dims, new(x.Shape.Strides()));
    }

    public static StridedView Of(Transpose op, TensorType x)
    {
        var own = x.Shape.Strides();
        return new StridedView(0, op.Permutation.Select(a => x.Shape[a]).ToEquatableArray(),
            op.Permutation.Select(a => own[a]).ToEquatableArray());
    }

    public static StridedView Of(Reverse op, TensorType x)
    {
        var strides = x.Shape.Strides();
        var offset = 0;
        foreach (var axis in op.Axes)
        {
            offset += (x.Shape[axis] - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }
        return new StridedView(offset, x.Shape.Dims, new(strides));
    }

    public static StridedView Of(BroadcastTo op, TensorType x) => new(0, op.To.Dims, new(Broadcasting.Strides(x.Shape, op.To)));

    /// <summary>Y's axes are n, y, x, i, j, k.</summary>
    public static StridedView Of(SpaceToDepth op, TensorType x)
    {
        var (shape, own, b) = (x.Shape, x.Shape.Strides(), op.Block);
        return new StridedView(0, [shape[0], shape[1] / b, shape[2] / b, b, b, shape[3]],
            [own[0], own[1] * b, own[2] * b, own[1], own[2], 1]);
    }

    /// <summary>Y's axes are n, y, i, x, j, k.</summary>
    public static StridedView Of(DepthToSpace op, TensorType x)
    {
        var (shape, own, b) = (x.Shape, x.Shape.Strides(), op.Block);
        var depth = shape[3] / (b * b);
        return new StridedView(0, [shape[0], shape[1], b, shape[2], b, depth], [own[0], own[1], b * depth, own[2], depth, 1]);
    }

    /// <summary>The same with as few loops as possible: neighbours that walk on evenly are one, and single elements are none.</summary>
    public StridedView Merged()
    {
        var loops = new List<(int Size, int Stride)>();
        for (var k = 0; k < Dims.Count; k++)
        {
            if (Dims[k] == 1) continue;
            if (loops.Count > 0 && loops[^1].Stride == Strides[k] * Dims[k]) loops[^1] = (loops[^1].Size * Dims[k], Strides[k]);
            else loops.Add((Dims[k], Strides[k]));
        }
        return new StridedView(Offset, loops.Select(l => l.Size).ToEquatableArray(), loops.Select(l => l.Stride).ToEquatableArray());
    }
}
