using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>Bit k speaks of entry k of begin, end and strides.</summary>
internal readonly record struct SliceMasks(int Begin, int End, int Ellipsis, int NewAxis, int ShrinkAxis, bool EndIsOffset)
{
    public static SliceMasks Of(FlatTable? options) => new(
        options?.Int(0) ?? 0, options?.Int(1) ?? 0, options?.Int(2) ?? 0, options?.Int(3) ?? 0, options?.Int(4) ?? 0,
        options?.Bool(5) ?? false);
}

/// <summary>
/// STRIDED_SLICE's begins, ends and masks as first elements and sizes. Ends are clamped and negative ones count from the end, as in
/// Python; the ellipsis and new axes are TensorFlow's (the reference ignores both).
/// </summary>
internal static class SliceRanges
{
    public static StridedSlice Resolve(Shape x, int[] begin, int[] end, int[] strides, SliceMasks masks, TfLiteOperator o)
    {
        var (first, sizes, steps, to) = (new List<int>(), new List<int>(), new List<int>(), new List<int>());
        var entries = Enumerable.Range(0, begin.Length).ToList();
        if (entries.Count > 31) throw o.Bad($"{entries.Count} entries are too many.");
        var ellipses = entries.Where(e => Has(masks.Ellipsis, e)).ToList();
        if (ellipses.Count > 1) throw o.Bad("more than one ellipsis is not possible.");
        var named = entries.Count(e => !Has(masks.Ellipsis, e) && !Has(masks.NewAxis, e));
        if (named > x.Rank) throw o.Bad($"{named} ranges for the {x.Rank} dimensions of {x}.");
        foreach (var e in entries)
        {
            if (Has(masks.Ellipsis, e)) Whole(x.Rank - named);
            else if (Has(masks.NewAxis, e)) to.Add(1);
            else Range(e);
        }
        Whole(x.Rank - first.Count);
        return new StridedSlice(first.ToEquatableArray(), sizes.ToEquatableArray(), steps.ToEquatableArray(),
            new Shape(to.ToEquatableArray()));

        void Whole(int axes)
        {
            for (var i = 0; i < axes; i++) Add(0, x[first.Count], 1, isKept: true);
        }

        void Range(int e)
        {
            var axis = first.Count;
            var (size, stride) = (x[axis], strides[e]);
            if (stride == 0) throw o.Bad($"the stride of axis {axis} is 0.");
            // Going backwards, the place before the first element is an end, too.
            var (lowest, highest) = stride > 0 ? (0, size) : (-1, size - 1);
            var start = Has(masks.Begin, e) ? (stride > 0 ? lowest : highest) : Clamped(begin[e]);
            if (Has(masks.ShrinkAxis, e))
            {
                if (start < 0 || start >= size) throw o.Bad($"element {begin[e]} along axis {axis} is not one of {x}.");
                Add(start, 1, 1, isKept: false);
                return;
            }
            var stop = Has(masks.End, e) ? (stride > 0 ? highest : lowest) : Clamped(masks.EndIsOffset ? Beyond(start, end[e]) : end[e]);
            var count = ((long)stop - start + stride - Math.Sign(stride)) / stride;
            if (count <= 0) throw o.Bad($"no element along axis {axis} is left of {x}; a tensor must have some.");
            Add(start, (int)count, stride, isKept: true);

            static int Beyond(int start, int offset) => (int)Math.Clamp((long)start + offset, int.MinValue, int.MaxValue);

            int Clamped(int place) => (int)Math.Clamp(place < 0 ? (long)place + size : place, lowest, highest);
        }

        void Add(int start, int size, int stride, bool isKept)
        {
            first.Add(start);
            sizes.Add(size);
            steps.Add(stride);
            if (isKept) to.Add(size);
        }
    }

    private static bool Has(int mask, int entry) => (mask >> entry & 1) != 0;
}
