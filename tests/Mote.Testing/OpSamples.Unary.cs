using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static (float X, int ZeroX, float Y, int ZeroY)[] UnaryScales =>
        [(0.05f, -128, 0.03f, -128), (0.02f, 7, 0.01f, -20), (0.3f, 0, 0.2f, 0)];

    private static IEnumerable<Graph> Unaries()
    {
        foreach (var kind in Enum.GetValues<UnaryKind>())
        {
            if (kind == UnaryKind.Not) continue;
            yield return Float($"unary {kind}", s => s.Node(new Unary(kind), null, s.Input([3, 40])));
            yield return Float($"unary {kind} of wide values", s =>
            {
                var x = s.Input([2, 30]);
                var cube = s.Node(new Mul(), null, s.Node(new Mul(), null, x, x), x);
                return s.Node(new Unary(kind), null, s.Node(new Mul(), null, cube, cube));
            });
            foreach (var (x, zeroX, y, zeroY) in UnaryScales)
            {
                yield return Int8($"unary {kind} from {x} {zeroX} to {y} {zeroY}",
                    s => s.Node(new Unary(kind), new Quantization.PerTensor(y, zeroY), s.Input([16, 16], x, zeroX)));
                yield return Int8($"unary {kind} 16 bits from {x} {zeroX} to {y} {zeroY}",
                    s => s.Node(new Unary(kind), new Quantization.PerTensor(y / 128, zeroY), s.Input(Int16([7, 40], x / 128, zeroX))));
            }
        }
        foreach (var kind in (UnaryKind[])[UnaryKind.Logistic, UnaryKind.Tanh])
        {
            var to8 = kind == UnaryKind.Tanh ? new Quantization.PerTensor(1f / 128, 0) : new Quantization.PerTensor(1f / 256, -128);
            foreach (var (scale, zero) in ((float, int)[])[(0.05f, 3), (0.2f, -128), (0.004f, 127)])
                yield return Int8($"unary {kind} canonical from {scale}", s => s.Node(new Unary(kind), to8, s.Input([256], scale, zero)));
            foreach (var scale in (float[])[1f / 4096, 1f / 2048, 0.0003f, 0.01f, 1.9f])
                yield return Int8($"unary {kind} 16 bits canonical from {scale}",
                    s => s.Node(new Unary(kind), new Quantization.PerTensor(1f / 32768, 0), s.Input(Int16([500], scale, 0))));
        }
        yield return Int8("unary Abs of plain 16 bits", s => s.Node(new Unary(UnaryKind.Abs), null, s.Input(new TensorType(ElementType.Int16, [90]))));
        yield return Int8("unary Not", s => s.Node(new Unary(UnaryKind.Not), null, s.Input(Plain(ElementType.Bool, [2, 9]))));
        yield return Float("unary Sqrt of a scalar", s => s.Node(new Unary(UnaryKind.Sqrt), null, s.Input([])));
    }

    private static IEnumerable<Graph> LeakyRelus()
    {
        foreach (var alpha in (float[])[0.1f, -0.3f, 2, 0])
        {
            foreach (var g in Both($"leaky {alpha}", s => s.Node(new LeakyRelu(alpha), s.Q(0.07f, 9), s.Input([2, 128])))) yield return g;
            foreach (var zero in (int[])[0, -300])
                yield return Int8($"leaky {alpha} 16 bits {zero}",
                    s => s.Node(new LeakyRelu(alpha), new Quantization.PerTensor(0.0007f, zero), s.Input(Int16([3, 50], 0.0005f, zero))));
        }
    }

    /// <summary>All but the type that only constants have.</summary>
    private static IEnumerable<ElementType> Unpacked => Enum.GetValues<ElementType>().Where(e => e != ElementType.Int4);

    private static IEnumerable<Graph> Casts()
    {
        foreach (var from in Unpacked.Where(t => t != ElementType.UInt64))
            foreach (var to in Unpacked.Where(t => t != ElementType.UInt64))
                yield return Int8($"cast {from.Text()} to {to.Text()}", s => s.Node(new Cast(to), null, s.Input(Plain(from, [3, 33]))));
        yield return Float("cast large reals", s =>
        {
            var x = s.Node(new Unary(UnaryKind.Square), null, s.Node(new Unary(UnaryKind.Square), null, s.Input([50])));
            var large = s.Node(new Mul(), null, x, s.Constant(Tensor.From<float>(new TensorType(ElementType.Float32, []), [1e9f])));
            return s.Node(new Cast(ElementType.Int8), null, large);
        });
    }

    private static IEnumerable<Graph> Zeros()
    {
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Int8, ElementType.Int32, ElementType.Int64])
            yield return Int8($"zeros {type.Text()}", s => s.Node(new ZerosLike(), null, s.Input(Plain(type, [2, 5]))));
    }

    private static IEnumerable<Graph> LogSoftmaxes()
    {
        foreach (var (name, shape, scale) in ((string, Shape, float)[])
            [("two", [1, 2], 0.1f), ("rows", [5, 12], 0.2f), ("steep", [4, 10], 1.5f), ("one class", [3, 1], 0.1f), ("many classes", [1, 600], 0.0001f)])
            foreach (var g in Both($"log-softmax {name}", s => s.Node(new LogSoftmax(), s.Q(16f / 256, 127), s.Input(shape, scale, 12)))) yield return g;
    }

    private static IEnumerable<Graph> Normalizations()
    {
        foreach (var (shape, zero) in ((Shape, int)[])[([1, 8], -128), ([2, 3, 4, 5], 3), ([6, 1], 0), ([3000], 127)])
            foreach (var g in Both($"normalize {shape} {zero}", s => s.Node(new L2Normalization(), s.Q(1f / 128, 0), s.Input(shape, 0.05f, zero)))) yield return g;
    }

    private static TensorType Plain(ElementType element, Shape shape) => new(element, shape);
}
