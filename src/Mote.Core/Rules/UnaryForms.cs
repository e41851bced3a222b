using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Core.Rules;

/// <summary>How a quantized unary operator is computed.</summary>
public enum UnaryForm
{
    /// <summary>Dequantized, computed in float, quantized: what the reference has no integers for, or not for these scales.</summary>
    Float,

    /// <summary>|x - zero| rescaled.</summary>
    Abs,

    /// <summary>Newton steps in fixed point.</summary>
    Rsqrt,

    /// <summary>A fixed-point function: exponentials for int8, a table with interpolation for int16.</summary>
    Sigmoid,

    /// <summary>16-bit fixed point.</summary>
    HardSwish,

    /// <summary>In float, but multiplied by the inverse of the output's scale instead of divided by it.</summary>
    Elu,
}

/// <summary>Which form the reference's integers take, and for which quantizations it has them.</summary>
public static class UnaryForms
{
    public static UnaryForm Of(UnaryKind kind, TensorType x, TensorType y)
    {
        var int8 = x.Element == ElementType.Int8;
        return kind switch
        {
            UnaryKind.Abs => UnaryForm.Abs,
            UnaryKind.Rsqrt => int8 || (x.PerTensor.ZeroPoint == 0 && y.PerTensor.ZeroPoint == 0) ? UnaryForm.Rsqrt : UnaryForm.Float,
            UnaryKind.Logistic => (int8 ? y.PerTensor is { Scale: 1f / 256, ZeroPoint: -128 } : IsFraction(x, y))
                ? UnaryForm.Sigmoid : UnaryForm.Float,
            UnaryKind.Tanh => (int8 ? y.PerTensor is { Scale: 1f / 128, ZeroPoint: 0 } : IsFraction(x, y))
                ? UnaryForm.Sigmoid : UnaryForm.Float,
            UnaryKind.HardSwish => int8 && HardSwish(x, y).Output.Shift <= 0 ? UnaryForm.HardSwish : UnaryForm.Float,
            UnaryKind.Elu => int8 ? UnaryForm.Elu : UnaryForm.Float,
            UnaryKind.Neg or UnaryKind.Sqrt or UnaryKind.Square or UnaryKind.Exp or UnaryKind.Log or UnaryKind.Sin or UnaryKind.Cos
                or UnaryKind.Ceil or UnaryKind.Floor or UnaryKind.Round or UnaryKind.Not or UnaryKind.Gelu
                or UnaryKind.GeluTanh => UnaryForm.Float,
        };
    }

    /// <summary>The factor that brings int8 to Q4.27, and from which size on a sigmoid is at its end.</summary>
    public static (QuantizedMultiplier Factor, int Radius) Sigmoid8(TensorType x)
    {
        const int integerBits = 4;
        var factor = QuantizedMultiplier.FromReal((double)x.PerTensor.Scale * (1 << (31 - integerBits)));
        var radius = Math.Floor(((1 << integerBits) - 1) * (double)(1L << (31 - integerBits)) / Math.ScaleB(1, factor.Shift));
        return (factor, (int)Math.Min(radius, int.MaxValue));
    }

    /// <summary>
    /// The factor Multiplier / 2^Shift that brings int16 to steps of 1/12288, where the table's 256 points are 1/24 (logistic) or
    /// 1/48 (tanh) apart. At scales of a power of two that the table is made for, it is exact.
    /// </summary>
    public static (int Multiplier, int Shift) Sigmoid16(UnaryKind kind, TensorType x)
    {
        var left = 12 + (int)Math.Round(Math.Log2(x.PerTensor.Scale));
        if (IsPowerOfTwo(x.PerTensor.Scale) && (left == 0 || (left == 1 && kind == UnaryKind.Tanh))) return (3 << left, 0);
        var real = (double)x.PerTensor.Scale * 4096 * 3;
        var shift = 0;
        for (; real <= 32767 / 2.0 && shift <= 30; real *= 2) shift++;
        return ((int)real, shift);
    }

    /// <summary>Factors in Q0.15: to the output's scale, and to the scale on which 3 is 2^15; both from a 128th of the input's.</summary>
    public static (QuantizedMultiplier Output, QuantizedMultiplier Reluish) HardSwish(TensorType x, TensorType y)
    {
        var fine = 1f / 128 * x.PerTensor.Scale;
        return (Half(fine / y.PerTensor.Scale), Half(fine / (3f / 32768)));

        static QuantizedMultiplier Half(float real)
        {
            var full = QuantizedMultiplier.FromReal(Math.Min(real, float.MaxValue));
            return full with { Multiplier = full.Multiplier >= int.MaxValue - 32768 ? short.MaxValue : (full.Multiplier + 32768) >> 16 };
        }
    }

    /// <summary>Zero points of 0, the output in 2^-15, the input's steps not beyond what the table's factor holds.</summary>
    private static bool IsFraction(TensorType x, TensorType y) =>
        x.PerTensor.ZeroPoint == 0 && y.PerTensor.ZeroPoint == 0 && x.PerTensor.Scale * 12288 < 32768
        && IsPowerOfTwo(y.PerTensor.Scale) && Math.Round(Math.Log2(y.PerTensor.Scale)) == -15;

    /// <summary>Nearly: within a thousandth in the exponent, as the reference asks.</summary>
    private static bool IsPowerOfTwo(float scale) => Math.Abs(Math.Log2(scale) - Math.Round(Math.Log2(scale))) < 1e-3;
}
