using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    /// <summary>Constant indices, most of them inside; computed ones are anywhere, for kernels hold them inside.</summary>
    private static ValueId Indices(GraphSketch s, Shape shape, int range, bool constant)
    {
        var type = new TensorType(ElementType.Int32, shape);
        if (!constant) return s.Input(type);
        var values = new int[shape.Elements];
        for (var i = 0; i < values.Length; i++) values[i] = s.Random.Next(0, range);
        return s.Constant(Tensor.From<int>(type, values));
    }

    private static IEnumerable<Graph> Gathers()
    {
        (Shape X, Shape Indices, int Axis, int Batch)[] forms =
            [([5, 3], [4], 0, 0), ([2, 6], [2, 2], 1, 0), ([2, 3, 4], [2, 3], 2, 1), ([6], [], 0, 0), ([2, 3, 4], [2, 2], 1, 1),
                ([2, 3, 4], [2, 3, 2], 2, 2)];
        foreach (var (x, indices, axis, batch) in forms)
            foreach (var constant in (bool[])[true, false])
                foreach (var g in Both($"gather {x} at {indices} along {axis} batch {batch} constant {constant}", s =>
                    s.Keep(new Gather(axis, batch), s.Input(x), Indices(s, indices, x[axis], constant)))) yield return g;
        foreach (var element in OtherElements)
            yield return Sample($"gather {element.Text()}",
                s => s.Keep(new Gather(0), s.Input(Carried(element, [5, 2])), Indices(s, [3], 5, true)), isFloat: false);
    }

    private static IEnumerable<Graph> GathersNd()
    {
        foreach (var (x, indices) in ((Shape, Shape)[])[([5, 3], [4, 1]), ([2, 6], [3, 2]), ([2, 3, 4], [2, 2, 2]), ([6], [1])])
            foreach (var constant in (bool[])[true, false])
                foreach (var g in Both($"gather {x} at points {indices} constant {constant}", s =>
                    s.Keep(new GatherNd(), s.Input(x), Indices(s, indices, 2, constant)))) yield return g;
        foreach (var element in OtherElements)
            yield return Sample($"gather points {element.Text()}",
                s => s.Keep(new GatherNd(), s.Input(Carried(element, [3, 2])), Indices(s, [3, 2], 2, true)), isFloat: false);
    }

    private static IEnumerable<Graph> Embeddings()
    {
        foreach (var (table, count) in ((Shape, int)[])[([6, 4], 3), ([3, 2, 2], 5), ([4], 2)])
            foreach (var constant in (bool[])[true, false])
                yield return Sample($"embedding {table} constant {constant}", s => s.Node(new EmbeddingLookup(), null,
                    Indices(s, [count], table[0], constant), s.Constant(s.Type(table, 0.02f, 0))), isFloat: false);
    }

    private static IEnumerable<Graph> Updates()
    {
        foreach (var (x, update) in ((Shape, Shape)[])[([4, 5], [2, 3]), ([7], [2]), ([2, 3, 4], [1, 3, 2]), ([2, 3], [2, 3]),
            ([1, 4, 4, 2], [1, 2, 1, 2])])
        {
            foreach (var constant in (bool[])[true, false])
                foreach (var g in Both($"update {x} by {update} constant {constant}", s =>
                    s.Keep(new DynamicUpdateSlice(), s.Input(x), s.Input(update), Indices(s, [x.Rank], 3, constant)))) yield return g;
            foreach (var g in Both($"update in place {x} by {update}", s => s.Keep(new DynamicUpdateSlice(),
                s.Keep(new Relu(Activation.Relu6), s.Input(x)), s.Input(update), Indices(s, [x.Rank], 2, true)))) yield return g;
        }
        foreach (var g in Both("update a constant", s =>
            s.Keep(new DynamicUpdateSlice(), s.Constant([3, 3]), s.Input([2, 2]), Indices(s, [2], 2, true))))
            yield return g;
        foreach (var g in Both("update at 64 bits", s => s.Keep(new DynamicUpdateSlice(), s.Input([3, 3]), s.Input([2, 2]),
            s.Input(new TensorType(ElementType.Int64, [2]))))) yield return g;
        foreach (var element in OtherElements)
            yield return Sample($"update {element.Text()}", s => s.Keep(new DynamicUpdateSlice(), s.Input(Carried(element, [3, 4])),
                s.Input(Carried(element, [2, 1])), Indices(s, [2], 2, true)), isFloat: false);
    }

    private static IEnumerable<Graph> ShapeBroadcasts()
    {
        foreach (var element in (ElementType[])[ElementType.Int32, ElementType.Int64])
            foreach (var (a, b) in ((int, int)[])[(3, 3), (4, 2), (1, 3)])
            {
                yield return Sample($"broadcast shapes {element.Text()} {a} {b}",
                    s => s.Node(new BroadcastArgs(), null, s.Input(Carried(element, [a])), s.Input(Carried(element, [b]))), isFloat: false);
                yield return Sample($"broadcast a constant shape {element.Text()} {a} {b}",
                    s => s.Node(new BroadcastArgs(), null, s.Constant(Ones(element, a)), s.Input(Carried(element, [b]))), isFloat: false);
            }

        static Tensor Ones(ElementType element, int count) => element == ElementType.Int64
            ? Tensor.From<long>(Carried(element, [count]), [.. Enumerable.Repeat(1L, count)])
            : Tensor.From<int>(Carried(element, [count]), [.. Enumerable.Repeat(1, count)]);
    }

    private static IEnumerable<Graph> Resizes()
    {
        (Shape X, int Height, int Width)[] forms =
            [([1, 3, 3, 2], 6, 6), ([2, 4, 5, 1], 3, 2), ([1, 2, 2, 3], 5, 7), ([1, 1, 1, 4], 3, 3), ([1, 4, 4, 2], 4, 4),
                ([1, 1, 2, 1], 70, 1)];
        foreach (var kind in Enum.GetValues<ResizeKind>())
            foreach (var (x, height, width) in forms)
                foreach (var (corners, centers) in ((bool, bool)[])[(false, false), (true, false), (false, true)])
                    foreach (var g in Moves($"resize {kind} {x} to {height}x{width} {corners} {centers}", x,
                        new Resize(kind, height, width, corners, centers)))
                        yield return g;
        foreach (var g in OtherMoves("resize", [1, 2, 3, 2], new Resize(ResizeKind.Nearest, 3, 4))) yield return g;
        foreach (var g in Moves("resize both ways at once", [1, 2, 3, 2], new Resize(ResizeKind.Nearest, 5, 4, true, true))) yield return g;
    }
}
