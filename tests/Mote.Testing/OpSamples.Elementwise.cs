using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

public static partial class OpSamples
{
    private static IEnumerable<Graph> Matrices()
    {
        foreach (var activation in Activations)
            foreach (var g in Both($"matrix {activation}", s => Multiply(s, [1, 12], 12, 5, activation))) yield return g;
        (string, Func<GraphSketch, ValueId>)[] forms =
        [
            ("rows", s => Multiply(s, [4, 6], 6, 3)),
            ("image", s => Multiply(s, [1, 3, 3, 2], 18, 4)),
            ("image by pixels", s => Multiply(s, [1, 3, 3, 4], 4, 2)),
            ("keep dims", s => Multiply(s, [2, 3, 5], 5, 4, keepDims: true)),
            ("no bias", s => Multiply(s, [1, 9], 9, 4, bias: false)),
            ("a scale a row", s => Multiply(s, [1, 9], 9, 4, perChannel: true)),
            ("one by one", s => Multiply(s, [1, 1], 1, 1)),
            ("zero points -128", s => Multiply(s, [1, 9], 9, 4, zeroX: -128, zeroY: -128)),
            ("zero points 127", s => Multiply(s, [1, 9], 9, 4, zeroX: 127, zeroY: 127)),
        ];
        foreach (var (name, make) in forms)
            foreach (var g in Both("matrix " + name, make)) yield return g;
        yield return Int8("matrix weights with a zero point", s =>
        {
            var x = s.Input([2, 7]);
            var w = s.Constant(new TensorType(ElementType.Int8, [3, 7], new Quantization.PerTensor(0.01f, -11)));
            return s.Node(new FullyConnected(), s.Sums(x, 7, 4), x, w, s.Bias(3));
        });
    }

    private static ValueId Multiply(GraphSketch s, Shape x, int columns, int rows, Activation activation = Activation.None,
        bool keepDims = false, bool bias = true, bool perChannel = false, int zeroX = 3, int zeroY = -5)
    {
        var input = s.Input(x, zeroPoint: zeroX);
        var weights = s.Weights([rows, columns], perChannel ? 0 : null);
        return s.Node(new FullyConnected(activation, keepDims), s.Sums(input, columns, zeroY),
            input, weights, bias ? s.Bias(rows) : ValueId.None);
    }

    private static IEnumerable<Graph> Binaries(string name, Func<Activation, Op> make)
    {
        foreach (var activation in Activations)
            foreach (var g in Both($"{name} {activation}", s =>
                s.Node(make(activation), s.Q(0.09f, -5), s.Input([1, 3, 4, 5]), s.Input([1, 3, 4, 5], 0.07f, -20)))) yield return g;
        (string, Shape, Shape)[] shapes =
        [
            ("scalar", [2, 3], []), ("scalar first", [], [4]), ("channels", [1, 3, 2, 4], [4]), ("channels of an image", [1, 3, 2, 4], [1, 1, 1, 4]),
            ("pixels", [1, 3, 2, 4], [1, 3, 2, 1]), ("rows", [2, 3, 2, 2], [2, 1, 1, 2]), ("both ways", [3, 1], [1, 4]),
            ("outer in four dimensions", [2, 1, 3, 1], [1, 4, 1, 2]), ("inner rank first", [3, 4], [2, 1, 3, 4]), ("one element", [1], [1]),
        ];
        foreach (var (form, a, b) in shapes)
            foreach (var g in Both($"{name} {form}", s => s.Node(make(Activation.None), s.Q(0.1f, 7), s.Input(a), s.Input(b, 0.02f, 11))))
                yield return g;
        foreach (var g in Both($"{name} with itself", s => s.Input([5]) is var x ? s.Node(make(Activation.None), s.Q(0.2f, 0), x, x) : default)) yield return g;
        foreach (var g in Both($"{name} a constant", s => s.Node(make(Activation.None), s.Q(0.2f, 0), s.Input([1, 2, 2, 3]), s.Constant([3])))) yield return g;
        foreach (var (a, b, y) in ((int, int, int)[])[(-128, -128, -128), (127, 127, 127), (-128, 127, 0)])
            yield return Int8($"{name} zero points {a} {b} {y}",
                s => s.Node(make(Activation.None), s.Q(0.1f, y), s.Input([1, 40], zeroPoint: a), s.Input([1, 40], 0.03f, b)));
    }

    private static IEnumerable<Graph> Clamps()
    {
        foreach (var kind in Activations.Where(a => a != Activation.None))
        {
            foreach (var g in Both($"clamp {kind}", s => s.Keep(new Relu(kind), s.Input([1, 3, 3, 4])))) yield return g;
            foreach (var zero in (int[])[-128, 127])
                yield return Int8($"clamp {kind} zero point {zero}", s => s.Keep(new Relu(kind), s.Input([1, 64], zeroPoint: zero)));
        }
        yield return Int8("clamp Relu rescales", s => s.Node(new Relu(Activation.Relu), s.Q(0.021f, -128), s.Input([256], 0.05f, 4)));
    }

    private static IEnumerable<Graph> Quantizations()
    {
        foreach (var (scale, zero) in ((float, int)[])[(0.02f, -3), (0.5f, -128), (0.01f, 127)])
        {
            yield return Float($"quantize {scale} {zero}",
                s => s.Node(new Quantize(ElementType.Int8), new Quantization.PerTensor(scale, zero), s.Input([2, 30])));
            yield return Int8($"requantize {scale} {zero}",
                s => s.Node(new Quantize(ElementType.Int8), new Quantization.PerTensor(scale, zero), s.Input([16, 16], 0.05f, 9)));
        }
        yield return Float("quantize a scalar", s => s.Node(new Quantize(ElementType.Int8), new Quantization.PerTensor(0.02f, 0), s.Input([])));
    }

    private static IEnumerable<Graph> Dequantizations()
    {
        foreach (var zero in (int[])[-128, 0, 127])
            yield return Int8($"dequantize {zero}", s => s.Node(new Dequantize(), null, s.Input([16, 16], 0.031f, zero)));
        yield return Int8("dequantize a scalar", s => s.Node(new Dequantize(), null, s.Input([])));
    }

    private static IEnumerable<Graph> Lookups()
    {
        var table = new TensorType(ElementType.Int8, [256]);
        yield return Int8("lookup", s => s.Node(new Lookup(), s.Q(0.1f, 5), s.Input([1, 3, 3, 4]), s.Constant(table)));
        yield return Int8("lookup of a scalar", s => s.Node(new Lookup(), s.Q(0.1f, -128), s.Input([]), s.Constant(table)));
    }

    private static IEnumerable<Graph> Softmaxes()
    {
        foreach (var (name, shape, scale, beta) in ((string, Shape, float, float)[])
            [("two", [1, 2], 0.1f, 1), ("rows", [5, 12], 0.2f, 1), ("beta", [3, 7], 0.05f, 0.5f), ("steep", [4, 10], 1.5f, 2),
             ("one class", [3, 1], 0.1f, 1), ("image", [1, 2, 3, 4], 0.3f, 1), ("many classes", [1, 600], 0.0001f, 1)])
            foreach (var g in Both($"softmax {name}", s => s.Node(new Softmax(beta), s.Q(1f / 256, -128), s.Input(shape, scale, 12)))) yield return g;
    }
}
