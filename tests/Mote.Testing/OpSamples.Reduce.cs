using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static (Shape X, int[] Axes)[] ReducedForms =>
    [
        ([1, 6, 6, 4], [1, 2]), ([2, 5, 3], [1]), ([2, 3, 4], [2]), ([2, 3, 4], [0, 2]), ([4, 6], [0, 1]), ([12], [0]),
        ([2, 3, 2, 3, 2], [0, 2, 4]), ([3, 1, 2], [1]),
    ];

    private static IEnumerable<Graph> Reductions()
    {
        foreach (var (x, axes) in ReducedForms)
            foreach (var keep in (bool[])[false, true])
            {
                var name = $"{x} over {string.Join(',', axes)} keep {keep}";
                foreach (var kind in (ReduceKind[])[ReduceKind.Sum, ReduceKind.Min, ReduceKind.Max])
                    foreach (var g in Both($"reduce {kind} {name}", s => s.Keep(new Reduce(kind, new(axes), keep), s.Input(x))))
                        yield return g;
                yield return Int8($"reduce Sum {name} rescaled", s =>
                    s.Node(new Reduce(ReduceKind.Sum, new(axes), keep), s.Q(0.2f, 7), s.Input(x, 0.05f, -40)));
                yield return Sample($"reduce Sum {name} i16", s => s.Node(new Reduce(ReduceKind.Sum, new(axes), keep),
                    new Quantization.PerTensor(0.004f, 0), s.Input(Carried(ElementType.Int16, x))), isFloat: false);
                foreach (var kind in (ReduceKind[])[ReduceKind.All, ReduceKind.Any])
                    yield return Sample($"reduce {kind} {name}", s =>
                        s.Keep(new Reduce(kind, new(axes), keep), s.Input(Carried(ElementType.Bool, x))), isFloat: false);
            }
    }

    private static IEnumerable<Graph> ArgReductions()
    {
        foreach (var kind in Enum.GetValues<ArgKind>())
            foreach (var (x, axis) in ((Shape, int)[])[([1, 10], 1), ([3, 5], 0), ([2, 3, 4], 2), ([2, 3, 4], 1), ([7], 0)])
                foreach (var g in Both($"arg {kind} {x} along {axis}", s => s.Node(new ArgReduce(kind, axis), null, s.Input(x))))
                    yield return g;
    }

    private static IEnumerable<Graph> RunningSums()
    {
        foreach (var (x, axis) in ((Shape, int)[])[([3, 5, 2], 1), ([3, 5, 2], 0), ([3, 5, 2], 2), ([40], 0)])
            foreach (var exclusive in (bool[])[false, true])
                foreach (var reverse in (bool[])[false, true])
                    foreach (var g in Both($"running sum {x} along {axis} {exclusive} {reverse}", s =>
                        s.Node(new CumSum(axis, exclusive, reverse), s.Q(0.15f, 4), s.Input(x, 0.05f, -30)))) yield return g;
    }
}
