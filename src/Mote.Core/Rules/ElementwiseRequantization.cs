using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Core.Rules;

/// <summary>As <see cref="Requantization"/>, for elementwise operators; which quotient is rounded to single precision is the reference's
/// choice.</summary>
public static class ElementwiseRequantization
{
    /// <summary>As <see cref="Requantization.Add"/>, in single precision; 16-bit operands leave room for 15 bits.</summary>
    public static AddParameters Sub(TensorType a, TensorType b, TensorType y)
    {
        var leftShift = y.Element == ElementType.Int16 ? 15 : 20;
        var twiceLarger = 2 * Math.Max(a.PerTensor.Scale, b.PerTensor.Scale);
        return new AddParameters(
            leftShift,
            Single(a.PerTensor.Scale / twiceLarger),
            Single(b.PerTensor.Scale / twiceLarger),
            Single(twiceLarger / ((1 << leftShift) * y.PerTensor.Scale)));
    }

    /// <summary>Operands are brought to twice the larger scale, subtracted, squared, and brought to the output's scale.</summary>
    public static AddParameters SquaredDifference(TensorType a, TensorType b, TensorType y)
    {
        var leftShift = y.Element == ElementType.Int16 ? 0 : 7;
        var twiceLarger = 2 * (double)Math.Max(a.PerTensor.Scale, b.PerTensor.Scale);
        return new AddParameters(
            leftShift,
            QuantizedMultiplier.FromReal(a.PerTensor.Scale / twiceLarger),
            QuantizedMultiplier.FromReal(b.PerTensor.Scale / twiceLarger),
            QuantizedMultiplier.FromReal(twiceLarger * twiceLarger / ((1 << (2 * leftShift)) * y.PerTensor.Scale)));
    }

    /// <summary>The sum of operands of one scale, as <see cref="Requantization.Add"/> would: twice the scale, then the output's.</summary>
    public static QuantizedMultiplier AddN(TensorType x, TensorType y)
    {
        const int leftShift = 20;
        return QuantizedMultiplier.FromReal(2 * (double)x.PerTensor.Scale / ((1 << leftShift) * (double)y.PerTensor.Scale));
    }

    public static QuantizedMultiplier Abs(TensorType x, TensorType y) => Single(x.PerTensor.Scale / y.PerTensor.Scale);

    public static QuantizedMultiplier Rsqrt(TensorType x, TensorType y) =>
        QuantizedMultiplier.FromReal(1.0 / (MathF.Sqrt(x.PerTensor.Scale) * y.PerTensor.Scale));

    /// <summary>Factors for values not below zero and below; the second's sign apart.</summary>
    public static (QuantizedMultiplier Identity, QuantizedMultiplier Alpha, bool IsNegative) LeakyRelu(
        float alpha, TensorType x, TensorType y)
    {
        var slope = x.PerTensor.Scale * alpha / y.PerTensor.Scale;
        return (Single(x.PerTensor.Scale / y.PerTensor.Scale), Single(MathF.Abs(slope)), slope < 0);
    }

    public static (QuantizedMultiplier Identity, QuantizedMultiplier Alpha) PRelu(TensorType x, TensorType alpha, TensorType y) =>
        (Requantization.Rescale(x, y), Requantization.Mul(x, alpha, y));

    /// <summary>The factor of a quotient, in single precision.</summary>
    public static QuantizedMultiplier Div(TensorType a, TensorType b, TensorType y) =>
        Single(a.PerTensor.Scale / (b.PerTensor.Scale * y.PerTensor.Scale));

    /// <summary>Brings an operand of a comparison to reals with <see cref="ComparisonBits"/> fraction bits.</summary>
    public static QuantizedMultiplier Comparison(TensorType x) => QuantizedMultiplier.FromReal(x.PerTensor.Scale);

    public const int ComparisonBits = 8;

    /// <summary>
    /// 8-bit operands are compared in fixed point, as the reference does, where both scales are below one; otherwise, and 16-bit ones
    /// always, as floats.
    /// </summary>
    public static bool ComparesInFixedPoint(TensorType a, TensorType b) =>
        a.Element == ElementType.Int8 && a.PerTensor.Scale < 1 && b.PerTensor.Scale < 1;

    /// <summary>The factor that brings differences of logits to Q5.26, the smallest that counts, and the way back.</summary>
    public static (QuantizedMultiplier Factor, int SmallestDifference, QuantizedMultiplier Reverse) LogSoftmax(TensorType x)
    {
        var (factor, smallest) = Requantization.Softmax(1, x);
        return (factor, smallest, QuantizedMultiplier.FromReal(Math.ScaleB(1, 31 - factor.Shift) / factor.Multiplier));
    }

    /// <summary>The plain integers that an activation leaves.</summary>
    public static (int Min, int Max) Clamp(Activation activation) => activation switch
    {
        Activation.None => (int.MinValue, int.MaxValue),
        Activation.Relu => (0, int.MaxValue),
        Activation.Relu6 => (0, 6),
        Activation.ReluN1To1 => (-1, 1),
    };

    private static QuantizedMultiplier Single(float real) => QuantizedMultiplier.FromReal(Math.Min(real, float.MaxValue));
}
