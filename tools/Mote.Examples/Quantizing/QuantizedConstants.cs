using Mote.Core.Types;

namespace Mote.Examples.Quantizing;

/// <summary>Weights and biases as the 8-bit specification of TFLite stores them.</summary>
public static class QuantizedConstants
{
    /// <summary>Symmetric int8 with one scale for the whole tensor.</summary>
    public static Tensor PerTensor(Tensor weights)
    {
        var scale = default(ValueRange).Including(weights.Span<float>()).Symmetric();
        return Store(weights, new Quantization.PerTensor(scale, 0), _ => scale);
    }

    /// <summary>Symmetric int8 with a scale for each index along an axis.</summary>
    public static Tensor PerAxis(Tensor weights, int axis)
    {
        var stride = weights.Type.Shape.Strides()[axis];
        var channels = weights.Type.Shape[axis];
        var reals = weights.Span<float>();
        var ranges = new ValueRange[channels];
        for (var i = 0; i < reals.Length; i++)
        {
            var channel = i / stride % channels;
            ranges[channel] = ranges[channel].Including([reals[i]]);
        }
        var scales = ranges.Select(r => r.Symmetric()).ToArray();
        return Store(weights, new Quantization.PerAxis(axis, scales.ToEquatableArray()), i => scales[i / stride % channels]);
    }

    /// <summary>int32 in steps of input scale · weight scale, so that it adds to the accumulator as it is.</summary>
    public static Tensor Bias(Tensor bias, Quantization.PerTensor input, TensorType weights)
    {
        var reals = bias.Span<float>();
        var scales = new float[reals.Length];
        var stored = new int[reals.Length];
        for (var i = 0; i < reals.Length; i++)
        {
            scales[i] = input.Scale * (weights.Quantization is Quantization.PerAxis q ? q.Scales[i] : weights.PerTensor.Scale);
            stored[i] = (int)MathF.Round(reals[i] / scales[i]);
        }
        Quantization quantization = weights.Quantization is Quantization.PerAxis
            ? new Quantization.PerAxis(0, scales.ToEquatableArray())
            : new Quantization.PerTensor(scales[0], 0);
        return Tensor.From<int>(new TensorType(ElementType.Int32, bias.Type.Shape, quantization), stored);
    }

    private static Tensor Store(Tensor weights, Quantization quantization, Func<int, float> scale)
    {
        var reals = weights.Span<float>();
        var stored = new sbyte[reals.Length];
        for (var i = 0; i < stored.Length; i++) stored[i] = (sbyte)MathF.Round(reals[i] / scale(i));
        return Tensor.From<sbyte>(new TensorType(ElementType.Int8, weights.Type.Shape, quantization), stored);
    }
}
