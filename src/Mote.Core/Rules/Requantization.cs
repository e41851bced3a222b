using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Core.Rules;

/// <summary>
/// The integers that scales turn into, operator by operator, as the TFLite reference computes them (which product is rounded to
/// single precision included). Interpreter and compiler both take them from here and nowhere else.
/// </summary>
public static class Requantization
{
    /// <summary>One factor input·weight/output per output channel. Double precision, as the reference's convolutions do.</summary>
    public static QuantizedMultiplier[] Convolution(TensorType x, TensorType w, TensorType y, int channels)
    {
        var scales = WeightScales(w, channels);
        var factors = new QuantizedMultiplier[channels];
        for (var c = 0; c < channels; c++)
            factors[c] = QuantizedMultiplier.FromReal((double)x.PerTensor.Scale * scales[c] / y.PerTensor.Scale);
        return factors;
    }

    /// <summary>As <see cref="Convolution"/>, but with a single weight scale the reference rounds input·weight to
    /// single precision.</summary>
    public static QuantizedMultiplier[] FullyConnected(TensorType x, TensorType w, TensorType y, int channels)
    {
        if (w.Quantization is not Quantization.PerTensor q) return Convolution(x, w, y, channels);
        var product = Math.Min(x.PerTensor.Scale * q.Scale, float.MaxValue);
        return [.. Enumerable.Repeat(QuantizedMultiplier.FromReal((double)product / y.PerTensor.Scale), channels)];
    }

    private static float[] WeightScales(TensorType w, int channels) => w.Quantization switch
    {
        Quantization.PerTensor q => [.. Enumerable.Repeat(q.Scale, channels)],
        Quantization.PerAxis q => [.. q.Scales],
        null => throw new InvalidOperationException("integer weights without a scale"),
    };

    /// <summary>
    /// Both operands are shifted left by <see cref="AddParameters.LeftShift"/> bits and brought to twice the larger scale, added,
    /// and brought to the output's scale.
    /// </summary>
    public static AddParameters Add(TensorType a, TensorType b, TensorType y)
    {
        var leftShift = y.Element == ElementType.Int16 ? 15 : 20;
        var twiceLarger = 2 * (double)Math.Max(a.PerTensor.Scale, b.PerTensor.Scale);
        return new AddParameters(
            leftShift,
            QuantizedMultiplier.FromReal(a.PerTensor.Scale / twiceLarger),
            QuantizedMultiplier.FromReal(b.PerTensor.Scale / twiceLarger),
            QuantizedMultiplier.FromReal(twiceLarger / ((1 << leftShift) * (double)y.PerTensor.Scale)));
    }

    public static QuantizedMultiplier Mul(TensorType a, TensorType b, TensorType y) =>
        QuantizedMultiplier.FromReal((double)a.PerTensor.Scale * b.PerTensor.Scale / y.PerTensor.Scale);

    /// <summary>From one quantized type to another.</summary>
    public static QuantizedMultiplier Rescale(TensorType x, TensorType y) =>
        QuantizedMultiplier.FromReal((double)x.PerTensor.Scale / y.PerTensor.Scale);

    /// <summary>As <see cref="Rescale"/>, with the quotient rounded to single precision, as the reference's RELU does.</summary>
    public static QuantizedMultiplier Relu(TensorType x, TensorType y) =>
        QuantizedMultiplier.FromReal(Math.Min(x.PerTensor.Scale / y.PerTensor.Scale, float.MaxValue));

    /// <summary>The rescaling of a sum over <paramref name="count"/> elements to their mean.</summary>
    public static QuantizedMultiplier Mean(TensorType x, TensorType y, int count)
    {
        var rescale = Rescale(x, y);
        var shift = Math.Min(Math.Min(63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)count), 32), 31 + rescale.Shift);
        return new QuantizedMultiplier((int)(((long)rescale.Multiplier << shift) / count), rescale.Shift - shift);
    }

    /// <summary>The factor that brings differences of int8 logits to Q5.26, and the smallest difference whose exponential counts.</summary>
    public static (QuantizedMultiplier Factor, int SmallestDifference) Softmax(float beta, TensorType x)
    {
        const int integerBits = 5;
        var real = Math.Min((double)beta * x.PerTensor.Scale * (1 << (31 - integerBits)), (1L << 31) - 1.0);
        var factor = QuantizedMultiplier.FromReal(real);
        var radius = Math.Floor(((1 << integerBits) - 1) * (double)(1L << (31 - integerBits)) / Math.ScaleB(1, factor.Shift));
        return (factor, -(int)Math.Min(radius, int.MaxValue));
    }

    /// <summary>The stored integers an activation clamps to.</summary>
    public static (int Min, int Max) Clamp(Activation activation, TensorType y)
    {
        var (min, max) = y.Element.Range();
        return activation switch
        {
            Activation.None => (min, max),
            Activation.Relu => (Math.Max(min, Stored(0)), max),
            Activation.Relu6 => (Math.Max(min, Stored(0)), Math.Min(max, Stored(6))),
            Activation.ReluN1To1 => (Math.Max(min, Stored(-1)), Math.Min(max, Stored(1))),
        };

        int Stored(float real) => (int)Math.Clamp(
            y.PerTensor.ZeroPoint + (double)MathF.Round(real / y.PerTensor.Scale, MidpointRounding.AwayFromZero),
            int.MinValue, int.MaxValue);
    }

    /// <summary>The integers without a scale that an activation clamps to.</summary>
    public static (int Min, int Max) PlainClamp(Activation activation) => activation switch
    {
        Activation.None => (int.MinValue, int.MaxValue),
        Activation.Relu => (0, int.MaxValue),
        Activation.Relu6 => (0, 6),
        Activation.ReluN1To1 => (-1, 1),
    };

    /// <summary>The factor that brings differences of int16 logits of -10 to -65535, the range of the table of exponentials.</summary>
    public static QuantizedMultiplier SoftmaxInt16(float beta, TensorType x) =>
        QuantizedMultiplier.FromReal((double)x.PerTensor.Scale * beta / (10.0 / 65535.0));

    /// <summary>The reals that a clamp standing alone leaves: as <see cref="Clamp(Activation)"/>, but the reference's RELU passes
    /// infinity.</summary>
    public static (float Min, float Max) Relu(Activation kind) => kind == Activation.Relu ? (0, float.PositiveInfinity) : Clamp(kind);

    /// <summary>The reals a float activation at an operator's end clamps to; None keeps results finite, as the reference does.</summary>
    public static (float Min, float Max) Clamp(Activation activation) => activation switch
    {
        Activation.None => (float.MinValue, float.MaxValue),
        Activation.Relu => (0, float.MaxValue),
        Activation.Relu6 => (0, 6),
        Activation.ReluN1To1 => (-1, 1),
    };
}

/// <summary>See <see cref="Requantization.Add"/>.</summary>
public readonly record struct AddParameters(int LeftShift, QuantizedMultiplier A, QuantizedMultiplier B, QuantizedMultiplier Output);
