using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> Reshapes()
    {
        foreach (var (from, to) in ((Shape, Shape)[])[([1, 3, 4, 2], [1, 24]), ([24], [2, 3, 4]), ([1, 1, 1], []), ([], [1]), ([2, 3], [2, 3])])
            foreach (var g in Both($"reshape {from} to {to}", s => s.Keep(new Reshape(to), s.Input(from)))) yield return g;
    }

    private static IEnumerable<Graph> Pads()
    {
        (Shape X, int[] Before, int[] After)[] forms =
        [
            ([1, 3, 4, 2], [0, 1, 2, 0], [0, 0, 1, 0]), ([1, 3, 4, 2], [0, 0, 0, 1], [0, 0, 0, 2]), ([2, 2], [1, 0], [0, 3]),
            ([5], [2], [1]), ([], [], []), ([1, 2, 2, 1], [1, 0, 0, 0], [1, 0, 0, 0]), ([2, 3], [0, 0], [0, 0]),
        ];
        foreach (var (x, before, after) in forms)
        {
            foreach (var g in Both($"pad {x} by {string.Join(',', before)} {string.Join(',', after)}",
                s => s.Keep(new Pad(new(before), new(after)), s.Input(x, zeroPoint: -17)))) yield return g;
            foreach (var value in (int[])[-128, 5, 127])
                yield return Int8($"pad {x} by {string.Join(',', before)} {string.Join(',', after)} with {value}",
                    s => s.Keep(new Pad(new(before), new(after), value), s.Input(x, zeroPoint: -17)));
        }
        yield return Int8("pad with the zero point", s => s.Keep(new Pad([0, 1, 1, 0], [0, 1, 1, 0], -128), s.Input([1, 3, 3, 2], zeroPoint: -128)));
    }

    private static IEnumerable<Graph> Concatenations()
    {
        foreach (var axis in (int[])[0, 1, 2, 3])
            foreach (var g in Both($"concatenation axis {axis}", s =>
                s.Keep(new Concatenation(axis), s.Input([2, 2, 3, 2]), s.Input(Shape.Create([2, 2, 3, 2]).With(axis, 4))))) yield return g;
        foreach (var g in Both("concatenation of three", s => s.Keep(new Concatenation(1), s.Input([1, 2]), s.Constant([1, 3]), s.Input([1, 1])))) yield return g;
        foreach (var g in Both("concatenation of one", s => s.Keep(new Concatenation(0), s.Input([3])))) yield return g;
        foreach (var g in Both("concatenation with itself", s => s.Input([1, 2, 3]) is var x ? s.Keep(new Concatenation(2), x, x) : default)) yield return g;
    }

    private static IEnumerable<Graph> Means()
    {
        (Shape X, int[] Axes)[] forms =
            [([1, 4, 5, 3], [1, 2]), ([2, 3, 4], [2]), ([2, 3, 4], [0]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [0, 1, 2]), ([7], [0]), ([2, 3], [])];
        foreach (var (x, axes) in forms)
            foreach (var keep in (bool[])[false, true])
            {
                foreach (var g in Both($"mean {x} over {string.Join(',', axes)} keep {keep}", s => s.Keep(new Mean(new(axes), keep), s.Input(x)))) yield return g;
                foreach (var zero in (int[])[-128, 127])
                    yield return Int8($"mean {x} over {string.Join(',', axes)} keep {keep} to zero point {zero}",
                        s => s.Node(new Mean(new(axes), keep), s.Q(0.03f, zero), s.Input(x, 0.05f, -zero / 2)));
            }
    }
}
