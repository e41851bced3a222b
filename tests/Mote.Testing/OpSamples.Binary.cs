using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static (Shape A, Shape B)[] PairShapes =>
    [
        ([2, 3, 7], [2, 3, 7]), ([2, 3], []), ([], [4]), ([], []), ([1, 3, 2, 4], [4]), ([1, 3, 2, 4], [1, 3, 2, 1]), ([3, 1], [1, 4]),
        ([2, 1, 3, 1, 2], [1, 4, 1, 2, 1]), ([2, 1, 3, 1, 2, 1, 2, 1], [1, 2, 1, 2, 1, 2, 1, 2]),
    ];

    private static IEnumerable<Graph> Pairings()
    {
        foreach (var kind in Enum.GetValues<BinaryKind>())
        {
            ElementType[] types = kind switch
            {
                BinaryKind.Sub or BinaryKind.SquaredDifference => [ElementType.Float32, ElementType.Int8, ElementType.Int16, ElementType.Int32],
                BinaryKind.Minimum or BinaryKind.Maximum =>
                    [ElementType.Float32, ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64],
                BinaryKind.Div => [ElementType.Float32, ElementType.Int8, ElementType.Int16, ElementType.Int32],
                BinaryKind.FloorDiv or BinaryKind.FloorMod => [ElementType.Float32, ElementType.Int32],
                BinaryKind.And or BinaryKind.Or => [ElementType.Bool],
            };
            var keeps = kind is BinaryKind.Minimum or BinaryKind.Maximum;
            foreach (var type in types)
                foreach (var (a, b) in PairShapes.Take(kind == BinaryKind.Sub ? PairShapes.Length : 3))
                    yield return Int8($"{kind} {type.Text()} {a} {b}", s => s.Node(new Binary(kind), Scaled(type, [], 0.09f, -5).Quantization,
                        s.Input(keeps ? Scaled(type, a, 0.09f, -5) : Scaled(type, a, 0.05f, 3)),
                        s.Input(keeps ? Scaled(type, b, 0.09f, -5) : Scaled(type, b, 0.07f, -20))));
        }
        foreach (var activation in Activations)
            foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Int8, ElementType.Int16, ElementType.Int32])
                yield return Int8($"Sub {type.Text()} {activation}", s => s.Node(new Binary(BinaryKind.Sub, activation), Scaled(type, [], 0.09f, -5).Quantization,
                    s.Input(Scaled(type, [1, 60], 0.05f, 3)), s.Input(Scaled(type, [1, 60], 0.07f, -20))));
        foreach (var g in Both("Sub with itself", s => s.Input([5]) is var x ? s.Node(new Binary(BinaryKind.Sub), s.Q(0.2f, 0), x, x) : default)) yield return g;
        foreach (var g in Both("Sub from a constant", s => s.Node(new Binary(BinaryKind.Sub), s.Q(0.2f, 0), s.Constant([3]), s.Input([2, 2, 3])))) yield return g;
        foreach (var type in (ElementType[])[ElementType.Int8, ElementType.Int16, ElementType.Int32])
            yield return Int8($"Div clamped {type.Text()}", s => s.Node(new Binary(BinaryKind.Div, Activation.Relu6), Scaled(type, [], 0.09f, -5).Quantization,
                s.Input(Scaled(type, [1, 60], 0.05f, 3)), s.Input(Scaled(type, [1, 60], 0.03f, -20))));
        yield return Int8("Div i32 of all kinds", s => s.Node(new Binary(BinaryKind.Div, Activation.ReluN1To1), null,
            s.Input(Plain(ElementType.Int32, [7, 1])),
            s.Constant(Tensor.From<int>(Plain(ElementType.Int32, [1, 6]), [0, -1, 1, 3, -1000, int.MinValue]))));
        yield return Int8("Div i32 of the least", s => s.Node(new Binary(BinaryKind.Div), null,
            s.Constant(Tensor.From<int>(Plain(ElementType.Int32, [1]), [int.MinValue])),
            s.Constant(Tensor.From<int>(Plain(ElementType.Int32, [6]), [0, -1, 1, 3, -1000, int.MinValue]))));
        yield return Float("Div clamped", s => s.Node(new Binary(BinaryKind.Div, Activation.Relu6), null, s.Input([40]), s.Input([40])));
    }

    private static IEnumerable<Graph> Comparisons()
    {
        foreach (var kind in Enum.GetValues<ComparisonKind>())
            foreach (var type in (ElementType[])
                [ElementType.Float32, ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.Bool])
            {
                if (type == ElementType.Bool && kind is not (ComparisonKind.Equal or ComparisonKind.NotEqual)) continue;
                foreach (var (a, b) in PairShapes.Take(kind == ComparisonKind.Less ? PairShapes.Length : 1))
                    yield return Int8($"{kind} {type.Text()} {a} {b}",
                        s => s.Node(new Compare(kind), null, s.Input(Scaled(type, a, 0.05f, 3)), s.Input(Scaled(type, b, 0.035f, 1))));
                yield return Int8($"{kind} {type.Text()} at scales above one",
                    s => s.Node(new Compare(kind), null, s.Input(Scaled(type, [90], 300, 3)), s.Input(Scaled(type, [90], 300, 4))));
                yield return Int8($"{kind} {type.Text()} with itself",
                    s => s.Input(Scaled(type, [9], 0.05f, 3)) is var x ? s.Node(new Compare(kind), null, x, x) : default);
            }
    }

    private static IEnumerable<Graph> Selections()
    {
        foreach (var type in Unpacked)
            foreach (var (a, b) in PairShapes.Take(type == ElementType.Int16 ? PairShapes.Length : 2))
                yield return Int8($"select {type.Text()} {a} {b}", s => s.Node(new Select(), Scaled(type, [], 0.05f, 3).Quantization,
                    s.Input(Plain(ElementType.Bool, b)), s.Input(Scaled(type, a, 0.05f, 3)), s.Input(Scaled(type, b, 0.05f, 3))));
        yield return Int8("select by a scalar", s => s.Node(new Select(), null,
            s.Input(Plain(ElementType.Bool, [])), s.Input(Plain(ElementType.Int32, [4])), s.Input(Plain(ElementType.Int32, [3, 4]))));
    }

    private static IEnumerable<Graph> PRelus()
    {
        foreach (var (a, b) in PairShapes)
        {
            foreach (var g in Both($"prelu {a} {b}", s => s.Node(new PRelu(), s.Q(0.03f, -9), s.Input(a), s.Input(b, 0.01f, 5)))) yield return g;
            yield return Int8($"prelu 16 bits {a} {b}", s => s.Node(new PRelu(), new Quantization.PerTensor(0.0004f, 0),
                s.Input(Int16(a, 0.0003f, 0)), s.Constant(Scaled(ElementType.Int8, b, 0.01f, 5))));
        }
    }

    private static IEnumerable<Graph> Sums()
    {
        foreach (var count in (int[])[1, 2, 3, 8])
            foreach (var g in Both($"sum of {count}", s => s.Node(new AddN(), s.Q(0.12f, -11), [.. Enumerable.Range(0, count).Select(_ => s.Input([2, 30]))])))
                yield return g;
        foreach (var g in Both("sum with itself", s => s.Input([7]) is var x ? s.Node(new AddN(), s.Q(0.1f, 3), x, s.Input([7]), x) : default)) yield return g;
    }

    /// <summary>Quantized where the type is, plain otherwise; 16 bits in finer steps.</summary>
    private static TensorType Scaled(ElementType type, Shape shape, float scale, int zeroPoint) => type switch
    {
        ElementType.Int8 => new TensorType(type, shape, new Quantization.PerTensor(scale, zeroPoint)),
        ElementType.Int16 => new TensorType(type, shape, new Quantization.PerTensor(scale / 128, 0)),
        ElementType.Float32 or ElementType.Int32 or ElementType.Int64 or ElementType.UInt8 or ElementType.UInt32
            or ElementType.UInt64 or ElementType.Bool
            or ElementType.Int4 => new TensorType(type, shape),
    };
}
