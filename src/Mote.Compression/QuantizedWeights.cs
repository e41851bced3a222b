using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compression;

/// <summary>Constant weights and biases as integers (TFLite 8-bit quantization specification: symmetric, -127 to 127).</summary>
internal static class QuantizedWeights
{
    /// <summary>The largest stored weight: int8 without -128, four bits without -8, so that every weight has its opposite.</summary>
    public static int Largest(ElementType element) => element == ElementType.Int4 ? 7 : 127;

    /// <param name="reals">Weights.</param>
    /// <param name="axis">Of the output channels.</param>
    /// <param name="element">int8 or int4.</param>
    /// <param name="scales">One, or one a channel.</param>
    public static Tensor Store(Tensor reals, int axis, ElementType element, EquatableArray<float> scales)
    {
        var values = reals.Span<float>();
        var inner = reals.Type.Shape.Strides()[axis];
        var largest = Largest(element);
        var codes = new sbyte[values.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var grid = new QuantizationGrid<float>(scales[i / inner % scales.Count], 0, -largest, largest);
            codes[i] = (sbyte)FakeQuantization.Code(values[i], grid);
        }
        Quantization q = scales.Count == 1 && reals.Type.Shape[axis] != 1 ? new Quantization.PerTensor(scales[0], 0)
            : new Quantization.PerAxis(axis, scales);
        var type = new TensorType(element, reals.Type.Shape, q);
        return element == ElementType.Int4 ? Tensor.FromBytes(type, PackedInt4.Pack(codes)) : Tensor.From<sbyte>(type, codes);
    }

    /// <summary>Scales that reach the largest weight, or that make the mean squared error least; one, or one a channel.</summary>
    public static float[] Scales(Tensor reals, int axis, int largest, bool perTensor, bool leastError)
    {
        var values = reals.Span<float>();
        var channels = perTensor ? 1 : reals.Type.Shape[axis];
        var inner = perTensor ? values.Length : reals.Type.Shape.Strides()[axis];
        var scales = new float[channels];
        FakeQuantization.Magnitudes(values, inner, scales);
        for (var c = 0; c < channels; c++)
        {
            var magnitude = scales[c];
            scales[c] = QuantizationGrid.Symmetric(magnitude, largest).Scale;
            if (leastError && magnitude > 0) scales[c] = LeastError(Channel(values, c, channels, inner), magnitude, largest);
        }
        return scales;
    }

    /// <summary>
    /// Larger scales where a bias would not fit into sums otherwise: int32 beside int8 (a quarter of it, the rest is for products),
    /// 46 bits beside int16 (<see cref="FixedPoint.MultiplyWide"/> is exact up to 47).
    /// </summary>
    public static void MakeRoom(Span<float> scales, ReadOnlySpan<float> bias, TensorType x)
    {
        var most = x.Element == ElementType.Int16 ? Math.ScaleB(1, 46) : Math.ScaleB(1, 29);
        for (var c = 0; c < bias.Length; c++)
        {
            ref var scale = ref scales[scales.Length == 1 ? 0 : c];
            scale = Math.Max(scale, (float)Math.Min(Math.Abs(bias[c]) / (x.PerTensor.Scale * most), float.MaxValue));
        }
    }

    /// <summary>A bias at the scale of what the weights read times their own: int32, or int64 beside int16.</summary>
    public static Tensor Bias(Tensor reals, TensorType x, TensorType weights)
    {
        var scales = weights.Quantization is Quantization.PerAxis a ? a.Scales : [weights.PerTensor.Scale];
        var values = reals.Span<float>();
        var (codes, products) = (new long[values.Length], new float[scales.Count]);
        for (var c = 0; c < products.Length; c++)
            products[c] = (float)Math.Clamp((double)x.PerTensor.Scale * scales[c], float.Epsilon, float.MaxValue);
        for (var c = 0; c < codes.Length; c++)
            codes[c] = BiasCode(values[c], x, scales[scales.Count == 1 ? 0 : c]);
        Quantization q = weights.Quantization is Quantization.PerAxis ? new Quantization.PerAxis(0, new(products))
            : new Quantization.PerTensor(products[0], 0);
        return x.Element == ElementType.Int16
            ? Tensor.From<long>(new TensorType(ElementType.Int64, [values.Length], q), codes)
            : Tensor.From<int>(new TensorType(ElementType.Int32, [values.Length], q), [.. codes.Select(v => (int)v)]);
    }

    public static long BiasCode(float bias, TensorType x, float weightScale)
    {
        var code = Math.Round(bias / ((double)x.PerTensor.Scale * weightScale), MidpointRounding.AwayFromZero);
        return x.Element == ElementType.Int16 ? (long)Math.Clamp(code, -Math.ScaleB(1, 62), Math.ScaleB(1, 62))
            : (long)Math.Clamp(code, int.MinValue, int.MaxValue);
    }

    /// <summary>Per-tensor symmetric weights as int16, for filters over time.</summary>
    /// <param name="reals">Weights.</param>
    /// <param name="perSum">So many products with int16 are added to one sum, which fits 30 bits.</param>
    /// <param name="bias">Added to the sums; empty if there is none.</param>
    /// <param name="state">What the weights are multiplied with.</param>
    public static Tensor StoreInt16(Tensor reals, int perSum, ReadOnlySpan<float> bias, TensorType state)
    {
        var values = reals.Span<float>();
        var (magnitude, largestSum) = (0f, 0.0);
        for (var at = 0; at < values.Length; at += perSum)
        {
            var sum = 0.0;
            foreach (var value in values.Slice(at, perSum))
            {
                magnitude = Math.Max(magnitude, Math.Abs(value));
                sum += Math.Abs(value);
            }
            largestSum = Math.Max(largestSum, sum);
        }
        var scale = Math.Max(QuantizationGrid.Symmetric(magnitude, short.MaxValue).Scale, (float)(largestSum * short.MaxValue / (1 << 30)));
        MakeRoom(new Span<float>(ref scale), bias, state with { Element = ElementType.Int8 });
        var grid = new QuantizationGrid<float>(scale, 0, -short.MaxValue, short.MaxValue);
        var codes = new short[values.Length];
        for (var i = 0; i < codes.Length; i++) codes[i] = (short)FakeQuantization.Code(values[i], grid);
        return Tensor.From<short>(new TensorType(ElementType.Int16, reals.Type.Shape, new Quantization.PerTensor(scale, 0)), codes);
    }

    private static float[] Channel(ReadOnlySpan<float> values, int channel, int channels, int inner)
    {
        var found = new List<float>(values.Length / channels);
        for (var at = channel * inner; at < values.Length; at += channels * inner)
            foreach (var value in values.Slice(at, inner)) found.Add(value);
        return [.. found];
    }

    /// <summary>
    /// The best of 71 scales, from the one that reaches the largest weight down to 3/10 of it; the largest of equal ones.
    /// </summary>
    private static float LeastError(float[] weights, float magnitude, int largest)
    {
        var (best, least) = (0f, double.PositiveInfinity);
        for (var percent = 100; percent >= 30; percent--)
        {
            var grid = QuantizationGrid.Symmetric(magnitude * percent / 100, largest);
            var error = 0.0;
            foreach (var weight in weights)
            {
                double difference = weight - grid.Scale * FakeQuantization.Code(weight, grid);
                error += difference * difference;
            }
            if (error < least) (best, least) = (grid.Scale, error);
        }
        return best;
    }
}
