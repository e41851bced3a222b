using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Testing;

/// <summary>int16 activations, beside int8 weights where there are any.</summary>
public static partial class OpSamples
{
    private static TensorType Int16(Shape shape, float scale = 0.0004f, int zeroPoint = 0) =>
        new(ElementType.Int16, shape, new Quantization.PerTensor(scale, zeroPoint));

    /// <summary>Quantization that lets most sums over <paramref name="taps"/> products fall inside int16.</summary>
    private static Quantization.PerTensor Sums16(int taps) => new Quantization.PerTensor(0.0004f * 0.01f * 60 * MathF.Sqrt(taps), 0);

    private static ValueId WideBias(GraphSketch s, int count) => s.Constant(Tensor.From<long>(new TensorType(ElementType.Int64, [count]),
        [.. Enumerable.Range(0, count).Select(_ => (long)s.Random.Next(-1_000_000, 1_000_000))]));

    private static ValueId Bias16(GraphSketch s, int count, int bits) => bits switch
    {
        0 => ValueId.None,
        32 => s.Constant(new TensorType(ElementType.Int32, [count]), 1_000_000),
        _ => WideBias(s, count),
    };

    private static IEnumerable<Graph> ConvolutionsInt16()
    {
        foreach (var bits in (int[])[0, 32, 64])
        {
            foreach (var activation in Activations)
                yield return Int8($"conv 16x8 {bits} {activation}", s => Make(s, [1, 6, 5, 3], [4, 3, 3, 3], new(1, 1), new(1, 1, 1, 1), bits, activation));
            yield return Int8($"conv 16x8 {bits} pointwise", s => Make(s, [1, 4, 4, 8], [5, 1, 1, 8], new(1, 1), default, bits));
            yield return Int8($"conv 16x8 {bits} two groups", s => Make(s, [1, 5, 5, 6], [4, 3, 3, 3], new(2, 1), default, bits));
            yield return Int8($"conv 16x8 {bits} dilated", s => Make(s, [2, 7, 7, 2], [3, 3, 3, 2], new(1, 1, 2, 2), new(2, 2, 2, 2), bits, perChannel: false));
        }
        yield return Int8("conv 16x8 computed bias", s =>
        {
            var bias = s.Input(new TensorType(ElementType.Int64, [3]));
            return s.Node(new Conv2D(Steps.One, default), Sums16(18), s.Input(Int16([1, 3, 3, 2])), s.Weights([3, 3, 3, 2], 0), bias);
        });

        static ValueId Make(GraphSketch s, Shape x, Shape w, Steps steps, Padding padding, int bits,
            Activation activation = Activation.None, bool perChannel = true) =>
            s.Node(new Conv2D(steps, padding, activation), Sums16(w[1] * w[2] * w[3]), s.Input(Int16(x)), s.Weights(w, perChannel ? 0 : null), Bias16(s, w[0], bits));
    }

    private static IEnumerable<Graph> DepthwiseConvolutionsInt16()
    {
        foreach (var bits in (int[])[0, 32, 64])
        {
            foreach (var activation in Activations)
                yield return Int8($"depthwise 16x8 {bits} {activation}", s => Make(s, [1, 6, 5, 4], [1, 3, 3, 4], new(1, 1), new(1, 1, 1, 1), bits, activation));
            yield return Int8($"depthwise 16x8 {bits} multiplier 2", s => Make(s, [1, 5, 5, 3], [1, 3, 3, 6], new(1, 1), new(1, 1, 1, 1), bits));
            yield return Int8($"depthwise 16x8 {bits} dilated", s => Make(s, [2, 9, 9, 2], [1, 2, 3, 2], new(1, 1, 3, 2), new(1, 0, 2, 1), bits));
        }

        static ValueId Make(GraphSketch s, Shape x, Shape w, Steps steps, Padding padding, int bits, Activation activation = Activation.None) =>
            s.Node(new DepthwiseConv2D(steps, padding, activation), Sums16(w[1] * w[2]), s.Input(Int16(x)), s.Weights(w, 3), Bias16(s, w[3], bits));
    }

    private static IEnumerable<Graph> MatricesInt16()
    {
        foreach (var bits in (int[])[0, 32, 64])
        {
            foreach (var activation in Activations)
                yield return Int8($"matrix 16x8 {bits} {activation}", s => Make(s, [1, 12], 12, 5, bits, activation));
            yield return Int8($"matrix 16x8 {bits} rows", s => Make(s, [4, 6], 6, 3, bits));
            yield return Int8($"matrix 16x8 {bits} a scale a row", s => Make(s, [2, 9], 9, 4, bits, perChannel: true));
            yield return Int8($"matrix 16x8 {bits} keep dims", s => Make(s, [2, 3, 5], 5, 4, bits, keepDims: true));
        }

        static ValueId Make(GraphSketch s, Shape x, int columns, int rows, int bits, Activation activation = Activation.None,
            bool perChannel = false, bool keepDims = false) =>
            s.Node(new FullyConnected(activation, keepDims), Sums16(columns), s.Input(Int16(x)), s.Weights([rows, columns], perChannel ? 0 : null), Bias16(s, rows, bits));
    }

    private static IEnumerable<Graph> PoolsInt16(string kind, MakePool make)
    {
        foreach (var activation in Activations)
            yield return Int8($"{kind} pool int16 {activation}", s => s.Keep(make(2, 2, new(2, 2), default, activation), s.Input(Int16([1, 6, 6, 3]))));
        yield return Int8($"{kind} pool int16 3x3 same", s => s.Keep(make(3, 3, new(1, 1), new(1, 1, 1, 1), Activation.None), s.Input(Int16([2, 5, 5, 2], 0.01f, 77))));
    }

    private static IEnumerable<Graph> BinariesInt16(string name, Func<Activation, Op> make, bool symmetric)
    {
        var zero = symmetric ? 0 : 1;
        foreach (var activation in Activations)
            yield return Int8($"{name} int16 {activation}", s =>
                s.Node(make(activation), s.Q(0.0009f, 0), s.Input(Int16([1, 3, 4, 5])), s.Input(Int16([1, 3, 4, 5], 0.0007f))));
        foreach (var (a, b) in ((Shape, Shape)[])[([2, 3], []), ([1, 3, 2, 4], [4]), ([2, 3, 2, 2], [2, 1, 1, 2]), ([3, 1], [1, 4])])
        {
            yield return Int8($"{name} int16 {a} {b}", s =>
                s.Node(make(Activation.None), s.Q(0.002f, -300 * zero), s.Input(Int16(a, 0.001f, 500 * zero)), s.Input(Int16(b, 0.0003f, -9 * zero))));
            yield return Int8($"{name} int32 {a} {b}", s => s.Node(make(Activation.None), null, Plain(s, a), Plain(s, b)));
        }
        yield return Int8($"{name} int32", s => s.Node(make(Activation.None), null, Plain(s, [7]), s.Constant(Tensor.From<int>(
            new TensorType(ElementType.Int32, [7]), [int.MaxValue, int.MinValue, -1, 0, 1, 65536, -65537]))));
        if (symmetric)
            foreach (var activation in Activations)
                yield return Int8($"{name} int32 {activation}", s => s.Node(make(activation), null, Plain(s, [7]), Plain(s, [7])));

        static ValueId Plain(GraphSketch s, Shape shape) => s.Input(new TensorType(ElementType.Int32, shape));
    }

    private static IEnumerable<Graph> ClampsInt16()
    {
        foreach (var kind in Activations.Where(a => a != Activation.None))
            yield return Int8($"clamp int16 {kind}", s => s.Keep(new Relu(kind), s.Input(Int16([1, 3, 3, 4]))));
        yield return Int8("clamp int16 Relu rescales", s => s.Node(new Relu(Activation.Relu), s.Q(0.0003f, 0), s.Input(Int16([256], 0.0007f))));
        yield return Int8("clamp int16 Relu6 off zero", s => s.Keep(new Relu(Activation.Relu6), s.Input(Int16([256], 0.0007f, -4000))));
    }

    private static IEnumerable<Graph> QuantizationsBetweenIntegers()
    {
        (ElementType Type, float Scale, int Zero)[] types =
        [
            (ElementType.Int8, 0.05f, -3), (ElementType.UInt8, 0.05f, 125), (ElementType.Int16, 0.0004f, 17), (ElementType.Int32, 0.00001f, 100),
        ];
        foreach (var from in types)
        foreach (var to in types)
        {
            if ((from.Type, to.Type) is (ElementType.UInt8, not ElementType.Int8) or (ElementType.Int32, ElementType.UInt8 or ElementType.Int32)
                or (ElementType.Int16, ElementType.UInt8)) continue;
            foreach (var shrink in (float[])[1, 0.3f])
                yield return Int8($"requantize {from.Type} {to.Type} {shrink}", s => s.Node(new Quantize(to.Type),
                    new Quantization.PerTensor(to.Scale * shrink, to.Zero), s.Input(new TensorType(from.Type, [64], new Quantization.PerTensor(from.Scale, from.Zero)))));
        }
        yield return Float("quantize to int16", s => s.Node(new Quantize(ElementType.Int16), new Quantization.PerTensor(0.0001f, 20), s.Input([2, 30])));
    }

    private static IEnumerable<Graph> DequantizationsInt16()
    {
        yield return Int8("dequantize int16", s => s.Node(new Dequantize(), null, s.Input(Int16([16, 16], 0.00031f, -700))));
        yield return Int8("dequantize uint8", s => s.Node(new Dequantize(), null,
            s.Input(new TensorType(ElementType.UInt8, [16, 16], new Quantization.PerTensor(0.031f, 128)))));
    }

    private static IEnumerable<Graph> SoftmaxesInt16()
    {
        foreach (var (name, shape, scale, beta) in ((string, Shape, float, float)[])
            [("two", [1, 2], 0.001f, 1), ("rows", [5, 12], 0.0003f, 1), ("steep", [4, 10], 0.01f, 2), ("one class", [3, 1], 0.1f, 1),
             ("many classes", [1, 600], 0.00001f, 1), ("out of range", [2, 9], 3f, 10)])
            yield return Int8($"softmax int16 {name}", s => s.Node(new Softmax(beta), s.Q(1f / 32768, 0), s.Input(Int16(shape, scale))));
        foreach (var (shape, scale) in ((Shape, float)[])[([1, 2], 0.1f), ([5, 12], 0.2f), ([4, 10], 1.5f), ([1, 600], 0.0001f), ([3, 1], 0.1f)])
            yield return Int8($"softmax int8 to int16 {shape}", s => s.Node(new Softmax(), s.Q(1f / 65536, -32768), s.Input(shape, scale, 12)));
    }

    private static IEnumerable<Graph> MeansInt16()
    {
        foreach (var (x, axes) in ((Shape, int[])[])[([1, 4, 5, 3], [1, 2]), ([2, 3, 4], [2]), ([2, 3, 4], [0, 2]), ([7], [0])])
            yield return Int8($"mean int16 {x} over {string.Join(',', axes)}",
                s => s.Node(new Mean(new(axes), true), s.Q(0.0003f, -40), s.Input(Int16(x, 0.0005f, 33))));
    }

    private static IEnumerable<Graph> PadsOfOtherTypes()
    {
        foreach (var (shape, before, after) in ((Shape, int[], int[])[])[([1, 3, 4, 2], [0, 1, 2, 0], [0, 0, 1, 0]), ([5], [2], [1]), ([2, 3], [0, 0], [0, 2])])
            foreach (var value in (int?[])[null, 0, -1, 30000, -258])
            {
                yield return Int8($"pad int16 {shape} with {value}", s => s.Keep(new Pad(new(before), new(after), value), s.Input(Int16(shape))));
                yield return Int8($"pad int32 {shape} with {value}", s =>
                    s.Keep(new Pad(new(before), new(after), value * 65537), s.Input(new TensorType(ElementType.Int32, shape))));
            }
    }

    private static IEnumerable<Graph> PadsWithReals()
    {
        foreach (var value in (float[])[1.5f, -0f, -3e30f])
            yield return Float($"pad with {value}",
                s => s.Keep(new Pad([0, 1, 0], [2, 0, 1], BitConverter.SingleToInt32Bits(value)), s.Input([1, 2, 3])));
        yield return Int8("pad five dimensions", s => s.Keep(new Pad([0, 1, 0, 1, 0], [1, 0, 0, 1, 0]), s.Input([1, 2, 2, 3, 2])));
    }

    private static IEnumerable<Graph> ConcatenationsOfOtherTypes()
    {
        foreach (var type in (ElementType[])[ElementType.Int32, ElementType.Int64, ElementType.Bool])
            yield return Int8($"concatenation {type}", s => s.Keep(new Concatenation(1),
                s.Input(new TensorType(type, [2, 3])), s.Input(new TensorType(type, [2, 1])), s.Input(new TensorType(type, [2, 5]))));
        yield return Int8("concatenation with constants", s => s.Keep(new Concatenation(0),
            s.Constant(new TensorType(ElementType.Int32, [5])), s.Input(new TensorType(ElementType.Int32, [3])),
            s.Constant(new TensorType(ElementType.Int32, [4])), s.Constant(new TensorType(ElementType.Int32, [2]))));
        yield return Int8("concatenation int16", s => s.Keep(new Concatenation(0), s.Input(Int16([2, 3])), s.Input(Int16([1, 3]))));
    }

    private static IEnumerable<Graph> ReshapesOfOtherTypes()
    {
        foreach (var type in (ElementType[])[ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.UInt32, ElementType.Bool])
            yield return Int8($"reshape {type}", s => s.Keep(new Reshape([6]), s.Input(new TensorType(type, [2, 3]))));
    }
}
