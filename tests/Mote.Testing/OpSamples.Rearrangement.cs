using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static ElementType[] OtherElements =>
        [ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.UInt32, ElementType.Bool];

    /// <summary>One operand moved, in int8, float and every other type.</summary>
    private static IEnumerable<Graph> Moves(string name, Shape x, Op op)
    {
        foreach (var g in Both(name, s => s.Keep(op, s.Input(x, zeroPoint: -9)))) yield return g;
    }

    /// <summary>As <see cref="Moves"/> for the types that samples of the same movement in int8 and float leave out.</summary>
    private static IEnumerable<Graph> OtherMoves(string name, Shape x, Op op)
    {
        foreach (var element in OtherElements)
            yield return Sample($"{name} {element.Text()}", s => s.Keep(op, s.Input(Carried(element, x))), isFloat: false);
    }

    private static TensorType Carried(ElementType element, Shape shape) =>
        new(element, shape, element == ElementType.Int16 ? new Quantization.PerTensor(0.001f, 0) : null);

    private static IEnumerable<Graph> Slices()
    {
        (Shape X, int[] Begin, int[] Sizes, int[] Strides, Shape To)[] forms =
        [
            ([1, 5, 5, 3], [0, 1, 2, 0], [1, 3, 2, 3], [1, 1, 1, 1], [1, 3, 2, 3]),
            ([1, 6, 6, 2], [0, 5, 1, 0], [1, 3, 2, 2], [1, -2, 3, 1], [1, 3, 2, 2]),
            ([7], [6], [7], [-1], [7]),
            ([7], [6], [3], [-3], [3]),
            ([3, 4], [1, 0], [1, 4], [1, 1], [4]),
            ([3, 4], [2, 3], [1, 1], [1, 1], []),
            ([2, 3, 4], [0, 2, 1], [2, 1, 3], [1, 1, 1], [1, 2, 3, 1]),
            ([2, 1, 4], [0, 0, 0], [2, 1, 4], [1, 1, 1], [2, 4]),
            ([2, 3, 2, 3, 2], [0, 2, 0, 0, 1], [2, 2, 1, 2, 1], [1, -1, 1, 2, 1], [2, 2, 1, 2, 1]),
        ];
        foreach (var (x, begin, sizes, strides, to) in forms)
            foreach (var g in Moves($"slice {x} from {string.Join(',', begin)} by {string.Join(',', strides)} to {to}", x,
                new StridedSlice(new(begin), new(sizes), new(strides), to))) yield return g;
        foreach (var g in OtherMoves("slice", [4, 5], new StridedSlice([3, 1], [2, 2], [-2, 2], [2, 2]))) yield return g;
    }

    private static IEnumerable<Graph> Splits()
    {
        (Shape X, Split Op)[] forms =
        [
            ([2, 6, 3], new Split(1, [1, 2, 3])), ([4, 4], new Split(0, [2, 2])), ([1, 3, 3, 8], new Split(3, [2, 2, 2, 2])),
            ([3], new Split(0, [3])),
            ([2, 3, 3], new Split(1, [1, 1, 1], true)), ([4], new Split(0, [1, 1, 1, 1], true)), ([2, 2, 3, 2], new Split(3, [1, 1], true)),
        ];
        foreach (var (x, op) in forms)
            foreach (var isFloat in (bool[])[false, true])
                yield return Several($"split {x} {op.Axis}: {op.Sizes} {op.DropAxis}", isFloat, s => s.Input(x), op);
        foreach (var element in OtherElements)
            yield return Several($"split {element.Text()}", false, s => s.Input(Carried(element, [2, 5])), new Split(1, [3, 2]));
        yield return Several("split a constant", false, s => s.Constant([2, 4]), new Split(1, [1, 3]));
        foreach (var g in Both("split of which a part is read", s =>
            s.Keep(new Relu(Activation.Relu),
                Parts(s, s.Keep(new Relu(Activation.Relu6), s.Input([1, 2, 6])), new Split(2, [2, 3, 1]))[1])))
            yield return g;
        foreach (var g in Both("split and joined the other way", s =>
            Parts(s, s.Keep(new Relu(Activation.Relu6), s.Input([1, 2, 6])), new Split(2, [2, 4])) is [var a, var b]
                ? s.Keep(new Concatenation(2), b, a) : default))
            yield return g;
    }

    private static ValueId[] Parts(GraphSketch s, ValueId x, Split op)
    {
        var q = s.Builder.Type(x).Quantization;
        return s.Builder.Add(op, [x], [.. op.Sizes.Select(_ => q)], [.. op.Sizes.Select((_, i) => $"part_{i}")], Origin.Of("split"));
    }

    private static Graph Several(string name, bool isFloat, Func<GraphSketch, ValueId> input, Split op)
    {
        var sketch = new GraphSketch(name + (isFloat ? " float" : ""), new Numerics.RandomStream((ulong)name.Length), isFloat);
        return sketch.Build(Parts(sketch, input(sketch), op));
    }

    private static IEnumerable<Graph> Packs()
    {
        foreach (var axis in (int[])[0, 1, 2])
            foreach (var g in Both($"pack axis {axis}", s => s.Keep(new Pack(axis), s.Input([2, 3]), s.Input([2, 3]), s.Constant([2, 3]))))
                yield return g;
        foreach (var g in Both("pack scalars", s => s.Keep(new Pack(0), s.Input([]), s.Input([])))) yield return g;
        foreach (var g in Both("pack with itself", s => s.Input([4]) is var x ? s.Keep(new Pack(1), x, x) : default)) yield return g;
        foreach (var element in OtherElements)
            yield return Sample($"pack {element.Text()}", s =>
                s.Keep(new Pack(1), s.Input(Carried(element, [3])), s.Input(Carried(element, [3]))), isFloat: false);
    }

    private static IEnumerable<Graph> Transposes()
    {
        (Shape X, int[] Permutation)[] forms =
        [
            ([2, 3], [1, 0]), ([2, 3, 4], [2, 0, 1]), ([1, 4, 3, 2], [0, 3, 1, 2]), ([1, 3, 4, 2], [0, 2, 1, 3]), ([5], [0]),
            ([1, 3, 1, 2], [2, 1, 0, 3]),
            ([2, 3, 2, 3, 2], [4, 3, 2, 1, 0]), ([2, 3, 4], [0, 1, 2]),
        ];
        foreach (var (x, permutation) in forms)
            foreach (var g in Moves($"transpose {x} {string.Join(',', permutation)}", x, new Transpose(new(permutation)))) yield return g;
        foreach (var g in OtherMoves("transpose", [3, 4], new Transpose([1, 0]))) yield return g;
        foreach (var g in Both("transpose a constant", s => s.Keep(new Transpose([1, 0]), s.Constant([2, 3])))) yield return g;
        foreach (var g in Both("transpose a column that stays", s => s.Keep(new Transpose([1, 0]), s.Constant([1, 3])))) yield return g;
    }

    private static IEnumerable<Graph> Reversals()
    {
        foreach (var (x, axes) in ((Shape, int[])[])[([4, 5], [0]), ([4, 5], [1]), ([2, 3, 4], [0, 1]), ([2, 3, 4], [0, 2]),
            ([2, 3], [0, 1]), ([6], [0])])
            foreach (var g in Moves($"reverse {x} along {string.Join(',', axes)}", x, new Reverse(new(axes)))) yield return g;
        foreach (var g in OtherMoves("reverse", [3, 4], new Reverse([1]))) yield return g;
    }

    private static IEnumerable<Graph> Repetitions()
    {
        foreach (var (x, to) in ((Shape, Shape)[])
            [([1, 3], [4, 3]), ([3, 1], [2, 3, 5]), ([1], [2, 2]), ([], [2, 3]), ([2, 1, 3, 1], [2, 2, 3, 4]), ([2, 3], [2, 3]),
                ([2, 1], [1, 2, 1])])
            foreach (var g in Moves($"broadcast {x} to {to}", x, new BroadcastTo(to))) yield return g;
        foreach (var g in OtherMoves("broadcast", [3, 1], new BroadcastTo([2, 3, 4]))) yield return g;
    }

    private static IEnumerable<Graph> BlocksToDepth()
    {
        foreach (var (x, block) in ((Shape, int)[])[([1, 4, 4, 2], 2), ([2, 2, 6, 1], 2), ([1, 3, 3, 2], 3), ([1, 2, 3, 2], 1)])
            foreach (var g in Moves($"space to depth {x} {block}", x, new SpaceToDepth(block))) yield return g;
        foreach (var g in OtherMoves("space to depth", [1, 2, 4, 2], new SpaceToDepth(2))) yield return g;
    }

    private static IEnumerable<Graph> DepthToBlocks()
    {
        foreach (var (x, block) in ((Shape, int)[])[([1, 2, 2, 8], 2), ([2, 1, 3, 4], 2), ([1, 1, 1, 18], 3), ([1, 2, 3, 2], 1)])
            foreach (var g in Moves($"depth to space {x} {block}", x, new DepthToSpace(block))) yield return g;
        foreach (var g in OtherMoves("depth to space", [1, 2, 2, 4], new DepthToSpace(2))) yield return g;
    }

    private static IEnumerable<Graph> BlocksToBatch()
    {
        (Shape X, int[] Block, int[] Before, int[] After)[] forms =
        [
            ([1, 4, 4, 2], [2, 2], [0, 0], [0, 0]), ([2, 3, 5, 1], [2, 3], [1, 0], [0, 1]), ([1, 4, 3], [2], [0], [0]),
            ([2, 3, 2], [4], [3], [2]),
            ([1, 2, 2, 3], [1, 1], [0, 0], [0, 0]), ([1, 1, 1, 1], [3, 2], [1, 1], [1, 0]),
        ];
        foreach (var (x, block, before, after) in forms)
            foreach (var g in Moves($"space to batch {x} {string.Join(',', block)}", x,
                new SpaceToBatch(new(block), new(before), new(after))))
                yield return g;
        foreach (var g in OtherMoves("space to batch", [1, 3, 4, 2], new SpaceToBatch([2, 2], [1, 0], [0, 0]))) yield return g;
    }

    private static IEnumerable<Graph> BatchToBlocks()
    {
        (Shape X, int[] Block, int[] Before, int[] After)[] forms =
        [
            ([4, 2, 2, 2], [2, 2], [0, 0], [0, 0]), ([12, 2, 2, 1], [2, 3], [1, 0], [0, 1]), ([2, 3, 3], [2], [0], [2]),
            ([4, 2, 2], [4], [3], [2]),
            ([1, 2, 2, 3], [1, 1], [0, 0], [0, 0]),
        ];
        foreach (var (x, block, before, after) in forms)
            foreach (var g in Moves($"batch to space {x} {string.Join(',', block)}", x,
                new BatchToSpace(new(block), new(before), new(after))))
                yield return g;
        foreach (var g in OtherMoves("batch to space", [4, 2, 2, 2], new BatchToSpace([2, 2], [1, 0], [0, 0]))) yield return g;
    }

    private static IEnumerable<Graph> MirrorPads()
    {
        (Shape X, int[] Before, int[] After)[] forms =
            [([2, 3], [1, 2], [0, 0]), ([1, 2, 3, 2], [0, 0, 2, 0], [0, 1, 1, 1]), ([4], [3], [3]), ([3, 2], [0, 0], [0, 0])];
        foreach (var (x, before, after) in forms)
            foreach (var symmetric in (bool[])[false, true])
                foreach (var g in Moves($"mirror {x} {symmetric} by {string.Join(',', before)}", x,
                    new MirrorPad(new(before), new(after), symmetric)))
                    yield return g;
        foreach (var g in OtherMoves("mirror", [2, 3], new MirrorPad([1, 0], [0, 2], false))) yield return g;
    }
}
