using Mote.Core.Diagnostics;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.TfLite;

namespace Mote.Formats.Tests;

/// <summary>Begins, ends, strides and masks as Python and NumPy read them.</summary>
public class SliceRangesTests
{
    private static readonly SliceMasks None = default;

    [Fact]
    public void Ends_are_clamped_and_negative_ones_count_from_the_end()
    {
        Assert.Equal((1, 3, 2), Range(7, 1, -1, 2, None));
        Assert.Equal((5, 2, 1), Range(7, -2, 100, 1, None));
        Assert.Equal((0, 7, 1), Range(7, -100, 7, 1, None));
        Assert.Equal((6, 7, -1), Range(7, 100, -100, -1, None));
        Assert.Equal((5, 2, -2), Range(7, 5, 1, -2, None));
        Assert.Equal((5, 3, -2), Range(7, 5, 0, -2, None));
    }

    [Fact]
    public void Masks_replace_begin_and_end()
    {
        Assert.Equal((0, 3, 1), Range(7, 5, 3, 1, None with { Begin = 1 }));
        Assert.Equal((5, 2, 1), Range(7, 5, 3, 1, None with { End = 1 }));
        Assert.Equal((6, 4, -2), Range(7, 0, 0, -2, None with { Begin = 1, End = 1 }));
    }

    [Fact]
    public void Ends_can_count_from_the_begin()
    {
        Assert.Equal((2, 3, 1), Range(7, 2, 3, 1, None with { EndIsOffset = true }));
        Assert.Equal((4, 2, 1), Range(7, -3, 2, 1, None with { EndIsOffset = true }));
        Assert.Equal((4, 3, 1), Range(7, 4, int.MaxValue, 1, None with { EndIsOffset = true }));
    }

    [Fact]
    public void Single_elements_lose_their_axis()
    {
        var op = Slice([3, 4], [-1, 1], [0, 3], [1, 1], None with { ShrinkAxis = 1 });
        Assert.Equal(new StridedSlice([2, 1], [1, 2], [1, 1], [2]), op);
    }

    [Fact]
    public void An_ellipsis_and_missing_entries_are_whole_axes()
    {
        Assert.Equal(new StridedSlice([1, 0, 0, 2], [1, 3, 4, 1], [1, 1, 1, 1], [1, 3, 4, 1]),
            Slice([2, 3, 4, 5], [1, 0, 2], [2, 0, 3], [1, 1, 1], None with { Ellipsis = 2 }));
        Assert.Equal(new StridedSlice([1, 0], [1, 3], [1, 1], [1, 3]), Slice([2, 3], [1], [2], [1], None));
        Assert.Equal(new StridedSlice([0, 1], [2, 1], [1, 1], [2, 1]), Slice([2, 3], [0, 1], [0, 2], [1, 1], None with { Ellipsis = 1 }));
    }

    [Fact]
    public void New_axes_have_one_element()
    {
        Assert.Equal(new StridedSlice([0, 1], [2, 2], [1, 1], [2, 1, 2]),
            Slice([2, 3], [0, 0, 1], [2, 0, 3], [1, 1, 1], None with { NewAxis = 2 }));
    }

    [Theory]
    [InlineData(3, 3, 1, 0)]
    [InlineData(0, 3, 0, 0)]
    [InlineData(7, 8, 1, 1)]
    [InlineData(0, 3, -1, 0)]
    public void Empty_slices_and_steps_of_nothing_are_refused(int begin, int end, int stride, int shrink)
    {
        var e = Assert.Throws<MoteException>(() => Range(7, begin, end, stride, None with { ShrinkAxis = shrink }));
        Assert.Equal("MOTE0109", e.Diagnostics[0].Code);
    }

    private static (int, int, int) Range(int size, int begin, int end, int stride, SliceMasks masks)
    {
        var op = Slice([size], [begin], [end], [stride], masks);
        return (op.Begin[0], op.Sizes[0], op.Strides[0]);
    }

    private static StridedSlice Slice(Shape x, int[] begin, int[] end, int[] strides, SliceMasks masks) =>
        SliceRanges.Resolve(x, begin, end, strides, masks,
            new TfLiteOperator(0, BuiltinOperator.STRIDED_SLICE, "", 1, "slice", [], [], default, "file"));
}
