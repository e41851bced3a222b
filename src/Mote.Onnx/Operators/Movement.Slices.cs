using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Operators;

/// <summary>Parts of a value, and borders around it.</summary>
internal static partial class Movement
{
    private static void Slice(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var starts = m.Integers(n, 1, "starts") ?? throw n.Bad("the starts are missing.");
        var ends = m.Integers(n, 2, "ends") ?? throw n.Bad("the ends are missing.");
        var given = m.Integers(n, 3, "axes") ?? [.. Enumerable.Range(0, starts.Length)];
        var steps = m.Integers(n, 4, "") ?? [.. Enumerable.Repeat(1, starts.Length)];
        if (ends.Length != starts.Length || given.Length != starts.Length || steps.Length != starts.Length)
            throw n.Bad("starts, ends, axes and steps differ in length.");
        var (begin, sizes, strides) = (new int[x.Rank], x.Dims.ToArray(), new int[x.Rank]);
        Array.Fill(strides, 1);
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = Importer.Axis(n, given[i], x.Rank);
            var (first, count) = Range(n, starts[i], ends[i], steps[i], x.Dims[axis]);
            if (count <= 0) throw n.Bad($"the slice {starts[i]} to {ends[i]} along axis {axis} of {new Shape(new(x.Dims))} is empty.");
            (begin[axis], sizes[axis], strides[axis]) = (first, count, steps[i]);
        }
        Sliced(m, n, x, begin, sizes, strides, sizes);
    }

    /// <summary>First element and number of elements of a slice, as Python counts.</summary>
    public static (int First, int Count) Range(OnnxNode n, int start, int end, int step, int size)
    {
        if (step == 0) throw n.Bad("a step of 0 is no step.");
        long first = start < 0 ? (long)start + size : start, last = end < 0 ? (long)end + size : end;
        (first, last) = step > 0 ? (Math.Clamp(first, 0, size), Math.Clamp(last, 0, size))
            : (Math.Clamp(first, 0, size - 1), Math.Clamp(last, -1, size));
        var count = step > 0 ? (last - first + step - 1) / step : (first - last - step - 1L) / -step;
        return ((int)first, (int)Math.Max(0, count));
    }

    private static void Sliced(Importer m, OnnxNode n, OnnxValue x, int[] begin, int[] sizes, int[] strides, int[] dims)
    {
        var (id, axes) = m.Whole(n, x.IsConstant ? m.Plain(n, x) : x);
        var to = Shape.Create([.. axes.Select(a => sizes[a])]);
        if (begin.Any(b => b != 0) || to != m.Type(id).Shape || strides.Any(s => s != 1))
        {
            int[] Along(int[] values) => [.. axes.Select(a => values[a])];
            id = m.Emit(n, new StridedSlice(new(Along(begin)), to.Dims, new(Along(strides)), to), [id], m.Type(id).Quantization);
        }
        m.Define(n, Viewed(m, n, Importer.Arranged(n, id, sizes, axes, x.IsConstant ? null : x), dims));
    }

    private static void Gather(Importer m, OnnxNode n)
    {
        OnnxValue x = m.In(n, 0), indices = m.In(n, 1);
        var axis = Importer.Axis(n, n.Int("axis", 0), x.Rank);
        int[] dims = [.. x.Dims[..axis], .. indices.Dims, .. x.Dims[(axis + 1)..]];
        if (indices.Constant is { Integers: { } numbers } known)
        {
            if (numbers.Any(i => i < -x.Dims[axis] || i >= x.Dims[axis]))
                throw n.Bad($"an index is not one of the {x.Dims[axis]} along axis {axis}.");
            numbers = [.. numbers.Select(i => i < 0 ? i + x.Dims[axis] : i)];
            var step = numbers.Length > 1 ? numbers[1] - numbers[0] : 1;
            if (numbers.Length > 0 && step != 0 && numbers.Zip(numbers.Skip(1)).All(p => p.Second - p.First == step))
            {
                var (begin, sizes, strides) = (new int[x.Rank], x.Dims.ToArray(), new int[x.Rank]);
                Array.Fill(strides, 1);
                (begin[axis], sizes[axis], strides[axis]) = ((int)numbers[0], numbers.Length, (int)step);
                Sliced(m, n, x, begin, sizes, strides, dims);
                return;
            }
            indices = OnnxValue.OfConstant(indices.Name, OnnxTensor.Of(known.Dims, ElementType.Int32, numbers));
        }
        var (id, axes) = m.Whole(n, x.IsConstant ? m.Plain(n, x) : x);
        var place = Array.IndexOf(axes, axis);
        var picked = m.Emit(n, new Gather(place), [id, m.Arrange(n, m.Plain(n, indices))], m.Type(id).Quantization);
        // In memory the indices' axes stand where the axis was.
        var seen = Enumerable.Range(axis, indices.Rank).ToArray();
        int[] order = [.. axes.SelectMany(a => a == axis ? seen : [a < axis ? a : a + indices.Rank - 1])];
        m.Define(n, Importer.Arranged(n, picked, dims, order, x.IsConstant ? null : x));
    }

    private static void Pad(Importer m, OnnxNode n)
    {
        var x = m.In(n, 0);
        var pads = m.Integers(n, 1, "pads") ?? throw n.Bad("the pads are missing.");
        int[] given = m.Integers(n, 3, "") is { } some ? [.. some.Select(a => Importer.Axis(n, a, x.Rank))]
            : [.. Enumerable.Range(0, x.Rank)];
        if (pads.Length != 2 * given.Length) throw n.Bad($"{pads.Length} pads for {given.Length} axes.");
        var (before, after) = (new int[x.Rank], new int[x.Rank]);
        for (var i = 0; i < given.Length; i++) (before[given[i]], after[given[i]]) = (pads[i], pads[i + given.Length]);
        var mode = n.Text("mode", "constant");
        var value = m.Scalar(n, 2, n.Float("value", 0), "padding value");
        if (mode is not ("constant" or "reflect" or "edge")) throw n.Bad($"mode {mode} is not supported; constant, reflect and edge are.");
        x = Cut(m, n, x, before, after);
        if (before.Concat(after).All(p => p == 0))
        {
            m.Define(n, x.As(n.Outputs[0], x.Dims, x.Layout));
            return;
        }
        if (mode == "edge" || (mode == "constant" && value != 0))
        {
            for (var axis = 0; axis < x.Rank; axis++) x = Bordered(m, n, x, axis, before[axis], after[axis], mode == "edge" ? null : value);
            m.Define(n, x);
            return;
        }
        var (id, axes) = m.Whole(n, x.IsConstant ? m.Plain(n, x) : x);
        EquatableArray<int> front = new([.. axes.Select(a => before[a])]), back = new([.. axes.Select(a => after[a])]);
        var dims = x.Dims.Select((d, a) => (int)Math.Min((long)d + before[a] + after[a], int.MaxValue)).ToArray();
        Op op = mode == "reflect" ? new MirrorPad(front, back, false) : new Pad(front, back);
        m.Define(n, Importer.Arranged(n, m.Emit(n, op, [id], m.Type(id).Quantization), dims, axes, x.IsConstant ? null : x));
    }

    /// <summary>Negative pads take away.</summary>
    private static OnnxValue Cut(Importer m, OnnxNode n, OnnxValue x, int[] before, int[] after)
    {
        if (before.Concat(after).All(p => p >= 0)) return x;
        var begin = before.Select(p => Math.Max(0, -p)).ToArray();
        var sizes = x.Dims.Select((d, a) => d - begin[a] - Math.Max(0, -after[a])).ToArray();
        if (sizes.Any(s => s <= 0)) throw n.Bad("the pads take everything away.");
        Sliced(m, n, x, begin, sizes, [.. begin.Select(_ => 1)], sizes);
        for (var a = 0; a < before.Length; a++) (before[a], after[a]) = (Math.Max(0, before[a]), Math.Max(0, after[a]));
        return m[n.Outputs[0]];
    }

    /// <summary>Constants, or the value's own border (null), put before and after it along an axis.</summary>
    private static OnnxValue Bordered(Importer m, OnnxNode n, OnnxValue x, int axis, int before, int after, float? value)
    {
        if (before + after == 0) return x;
        if (before > 1 << 16 || after > 1 << 16) throw n.Bad($"pads of {before} and {after} are out of all proportion.");
        x = m.Plain(n, x);
        var (id, axes) = m.Whole(n, x);
        var place = Array.IndexOf(axes, axis);
        var shape = m.Type(id).Shape;
        ValueId[] parts = [.. Border(0, before), id, .. Border(shape[place] - 1, after)];
        var dims = x.Dims.ToArray();
        dims[axis] += before + after;
        return Importer.Arranged(n, m.Emit(n, new Concatenation(place), parts, m.Type(id).Quantization), dims, axes);

        IEnumerable<ValueId> Border(int at, int count)
        {
            if (count == 0) return [];
            var part = shape.With(place, count);
            if (value is { } number)
                return [m.Constant(n, $"{n.Layer}/border",
                    OnnxTensor.Of([(int)part.UncheckedElements],
                        [.. Enumerable.Repeat(number, (int)Math.Min(part.UncheckedElements, 1 << 24))]),
                    m.Type(id).Element, part)];
            var begin = new int[shape.Rank];
            begin[place] = at;
            var one = shape.With(place, 1);
            var edge = m.Emit(n, new StridedSlice(new(begin), one.Dims, Enumerable.Repeat(1, shape.Rank).ToEquatableArray(), one), [id],
                m.Type(id).Quantization);
            return Enumerable.Repeat(edge, count);
        }
    }
}
