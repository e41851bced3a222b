using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;
using static Mote.Formats.FlatBuffers.FlatField;

namespace Mote.Formats.TfLite;

/// <summary>How slices and splits are written: begins, ends and masks of an entry for each axis, kept, dropped or new.</summary>
internal static class TfLiteSlices
{
    public static (BuiltinOperator Code, int Version, int OptionsType, FlatField[] Options) Options(StridedSlice op)
    {
        var (endMask, newAxisMask, shrinkMask) = (0, 0, 0);
        foreach (var (entry, i) in Entries(op).Select((entry, i) => (entry, i)))
        {
            // Backwards to the first element: the end before it can only be said by the mask.
            if (entry.End < 0) endMask |= 1 << i;
            if (entry.IsNew) newAxisMask |= 1 << i;
            if (entry.IsDropped) shrinkMask |= 1 << i;
        }
        return (BuiltinOperator.STRIDED_SLICE, newAxisMask != 0 ? 6 : 2, 32,
            [Int(0), Int(endMask), Int(0), Int(newAxisMask), Int(shrinkMask)]);
    }

    public static IReadOnlyList<Tensor> ConstantOperands(StridedSlice op)
    {
        var entries = Entries(op).ToList();
        return [List(entries.Select(e => e.Begin)), List(entries.Select(e => e.End)), List(entries.Select(e => e.Stride))];
    }

    private readonly record struct Entry(int Begin, int End, int Stride, bool IsNew, bool IsDropped);

    /// <summary>To has the dimensions of Sizes but for ones: where the two disagree, one was dropped or is new.</summary>
    private static IEnumerable<Entry> Entries(StridedSlice op)
    {
        var kept = 0;
        for (var axis = 0; axis < op.Sizes.Count; axis++)
        {
            var size = op.Sizes[axis];
            while (size != 1 && op.To[kept] == 1)
            {
                kept++;
                yield return new Entry(0, 1, 1, IsNew: true, IsDropped: false);
            }
            var isKept = kept < op.To.Rank && op.To[kept] == size;
            if (isKept) kept++;
            var last = op.Begin[axis] + (size - 1) * op.Strides[axis];
            yield return new Entry(op.Begin[axis], last + Math.Sign(op.Strides[axis]), op.Strides[axis], IsNew: false, IsDropped: !isKept);
        }
        for (; kept < op.To.Rank; kept++) yield return new Entry(0, 1, 1, IsNew: true, IsDropped: false);
    }

    public static (BuiltinOperator Code, int Version, int OptionsType, FlatField[] Options) Options(Split op) => op.DropAxis
        ? (BuiltinOperator.UNPACK, 2, 64, [Int(op.Sizes.Count), Int(op.Axis)])
        : (BuiltinOperator.SPLIT_V, 2, 79, [Int(op.Sizes.Count)]);

    public static IReadOnlyList<Tensor> ConstantOperands(Split op) => op.DropAxis ? [] : [List(op.Sizes), Single(op.Axis)];

    /// <summary>[rank, 2]</summary>
    public static Tensor Pairs(EquatableArray<int> before, EquatableArray<int> after) =>
        Tensor.From<int>(new TensorType(ElementType.Int32, [before.Count, 2]),
            [.. before.Zip(after).SelectMany(p => (int[])[p.First, p.Second])]);

    private static Tensor List(IEnumerable<int> values)
    {
        int[] list = [.. values];
        return Tensor.From<int>(new TensorType(ElementType.Int32, [list.Length]), list);
    }

    private static Tensor Single(int value) => Tensor.From<int>(new TensorType(ElementType.Int32, []), [value]);
}
