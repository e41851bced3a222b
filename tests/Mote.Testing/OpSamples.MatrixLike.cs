using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> PoolsL2()
    {
        foreach (var activation in Activations)
            yield return Float($"l2 pool 2x2 {activation}", s => s.Keep(new L2Pool2D(2, 2, new(2, 2), default, activation), s.Input([1, 6, 6, 3])));
        yield return Float("l2 pool 3x3 same", s => s.Keep(new L2Pool2D(3, 3, new(1, 1), new(1, 1, 1, 1)), s.Input([2, 5, 5, 2])));
        yield return Float("l2 pool 3x2 stride 2x1", s => s.Keep(new L2Pool2D(3, 2, new(2, 1), new(0, 1, 0, 1)), s.Input([1, 6, 4, 2])));
    }

    private static IEnumerable<Graph> TransposeConvolutions()
    {
        (string Name, Shape X, Shape W, TransposeConv2D Op)[] forms =
        [
            ("valid", [1, 3, 4, 2], [3, 3, 3, 2], new(5, 6, new(1, 1), 0, 0)),
            ("same stride 2", [1, 3, 4, 2], [3, 3, 3, 2], new(6, 8, new(2, 2), 0, 0)),
            ("same odd", [1, 3, 3, 2], [2, 3, 3, 2], new(5, 5, new(2, 2), 1, 1)),
            ("same 5x4 stride 1x3", [2, 3, 3, 1], [4, 5, 4, 1], new(3, 9, new(1, 3), 2, 0)),
            ("cut at the beginning", [1, 3, 4, 2], [3, 3, 3, 2], new(6, 7, new(2, 2), 1, 1)),
            ("cut off whole pixels", [1, 3, 3, 2], [2, 2, 2, 2], new(4, 5, new(2, 2), 3, 2)),
            ("gaps", [1, 3, 2, 3], [2, 2, 1, 3], new(9, 6, new(3, 3), 0, 0)),
            ("one pixel", [1, 1, 1, 4], [3, 2, 2, 4], new(2, 2, new(1, 1), 0, 0)),
            ("larger than painted", [1, 2, 2, 1], [1, 2, 2, 1], new(7, 5, new(2, 2), 0, 0)),
        ];
        foreach (var (name, x, w, op) in forms)
        {
            foreach (var bias in (bool[])[true, false])
            {
                foreach (var g in Both($"transpose conv {name} bias {bias}", s => s.Input(x) is var input
                    ? s.Node(op, s.Sums(input, w[1] * w[2] * w[3], -5), input, s.Weights(w, 0), bias ? s.Bias(w[0]) : ValueId.None) : default)) yield return g;
                yield return Int8($"transpose conv 16x8 {name} bias {bias}",
                    s => s.Node(op, Sums16(w[1] * w[2] * w[3]), s.Input(Int16(x)), s.Weights(w, 0), Bias16(s, w[0], bias ? 64 : 0)));
            }
        }
        foreach (var activation in Activations)
            foreach (var g in Both($"transpose conv {activation}", s => s.Input([1, 3, 3, 2]) is var input
                ? s.Node(new TransposeConv2D(6, 6, new(2, 2), 0, 0, activation), s.Sums(input, 18, 3), input, s.Weights([2, 3, 3, 2]), s.Bias(2)) : default)) yield return g;
    }

    private static IEnumerable<Graph> BatchedProducts()
    {
        (Shape A, Shape B)[] shapes =
        [
            ([3, 4], [4, 5]), ([2, 3, 4], [2, 4, 5]), ([2, 3, 4], [4, 2]), ([3, 4], [2, 4, 2]), ([2, 1, 3, 4], [1, 3, 4, 2]),
            ([2, 1, 2, 3, 4], [1, 3, 1, 4, 2]), ([1, 1], [1, 1]), ([5, 1, 7], [1, 7, 1]),
        ];
        foreach (var (a, b) in shapes)
            foreach (var (turnA, turnB) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
            {
                var op = new BatchMatMul(turnA, turnB);
                var (x, w) = (Turned(a, turnA), Turned(b, turnB));
                foreach (var g in Both($"batch matmul {a} {b} {turnA} {turnB}", s => s.Node(op, s.Q(0.05f, 9), s.Input(x), s.Input(w, 0.03f, -7)))) yield return g;
                yield return Int8($"batch matmul int16 {a} {b} {turnA} {turnB}",
                    s => s.Node(op, new Quantization.PerTensor(0.0005f, 0), s.Input(Int16(x)), s.Input(Int16(w, 0.00003f))));
            }
        yield return Int8("batch matmul by a constant", s => s.Node(new BatchMatMul(), s.Q(0.05f, 9), s.Input([2, 3, 4]), s.Constant([4, 5])));
        yield return Int8("batch matmul of a constant", s => s.Node(new BatchMatMul(), s.Q(0.05f, 9), s.Constant([2, 3, 4]), s.Input([4, 5])));

        static Shape Turned(Shape shape, bool turn) => turn ? shape.With(-1, shape[-2]).With(-2, shape[-1]) : shape;
    }
}
