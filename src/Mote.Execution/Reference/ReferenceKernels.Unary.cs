using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void ApplyUnary(Unary op, KernelCall call)
    {
        switch (call.Y.Element)
        {
            case ElementType.Float32:
                var function = Function(op.Kind);
                Map(call.In<float>(0), call.Out<float>(), x => function(x));
                break;
            case ElementType.Bool:
                Map(call.In<byte>(0), call.Out<byte>(), x => (byte)(x == 0 ? 1 : 0));
                break;
            case ElementType.Int32:
                Map<int, int>(call.In<int>(0), call.Out<int>(), x => unchecked(
                    op.Kind == UnaryKind.Square ? x * x : op.Kind == UnaryKind.Neg || x < 0 ? -x : x));
                break;
            case ElementType.Int16 when call.Y.Quantization is null:
                Map(call.In<short>(0), call.Out<short>(), x => (short)(x < 0 ? -x : x));
                break;
            case ElementType.Int16:
                var wide = OfStored(op.Kind, call.X(0), call.Y);
                Map(call.In<short>(0), call.Out<short>(), x => (short)wide(x));
                break;
            default:
                var stored = OfStored(op.Kind, call.X(0), call.Y);
                Map(call.In<sbyte>(0), call.Out<sbyte>(), x => (sbyte)stored(x));
                break;
        }
    }

    private static void Map<TX, TY>(ReadOnlySpan<TX> x, Span<TY> y, Func<TX, TY> function)
    {
        for (var i = 0; i < x.Length; i++) y[i] = function(x[i]);
    }

    /// <summary>The function of a real.</summary>
    private static Func<float, float> Function(UnaryKind kind) => kind switch
    {
        UnaryKind.Abs => MathF.Abs,
        UnaryKind.Neg => x => -x,
        UnaryKind.Sqrt => FloatFunctions.Sqrt,
        UnaryKind.Rsqrt => FloatFunctions.Rsqrt,
        UnaryKind.Square => x => x * x,
        UnaryKind.Exp => FloatMath.Exp,
        UnaryKind.Log => FloatFunctions.Log,
        UnaryKind.Sin => FloatFunctions.Sin,
        UnaryKind.Cos => FloatFunctions.Cos,
        UnaryKind.Ceil => FloatFunctions.Ceil,
        UnaryKind.Floor => FloatFunctions.Floor,
        UnaryKind.Round => FloatFunctions.Round,
        UnaryKind.Logistic => FloatFunctions.Logistic,
        UnaryKind.Tanh => FloatFunctions.Tanh,
        UnaryKind.Elu => FloatFunctions.Elu,
        UnaryKind.HardSwish => FloatFunctions.HardSwish,
        UnaryKind.Gelu => FloatFunctions.Gelu,
        UnaryKind.GeluTanh => FloatFunctions.GeluTanh,
        UnaryKind.Not => throw new InvalidOperationException("truth values have no reals"),
    };

    /// <summary>The function of a stored integer, int8 or int16.</summary>
    private static Func<int, int> OfStored(UnaryKind kind, TensorType x, TensorType y)
    {
        var (low, high) = y.Element.Range();
        var (zeroX, zeroY) = (x.PerTensor.ZeroPoint, y.PerTensor.ZeroPoint);
        var exact = UnaryForms.Of(kind, x, y) switch
        {
            UnaryForm.Abs => AbsOf(ElementwiseRequantization.Abs(x, y)),
            UnaryForm.Rsqrt => RsqrtOf(ElementwiseRequantization.Rsqrt(x, y), high - zeroY),
            UnaryForm.Sigmoid => x.Element == ElementType.Int8 ? Sigmoid8Of(kind, x) : Sigmoid16Of(kind, x),
            UnaryForm.HardSwish => HardSwishOf(x, y),
            UnaryForm.Elu => EluOf(x.PerTensor.Scale, 1 / y.PerTensor.Scale, zeroY),
            UnaryForm.Float => RealOf(Function(kind), x.PerTensor.Scale, y.PerTensor.Scale),
        };
        return stored => Math.Clamp(exact(stored - zeroX) + zeroY, low, high);
    }

    private static Func<int, int> AbsOf(QuantizedMultiplier factor) => x => FixedPoint.Multiply(Math.Abs(x), factor);

    /// <summary>The reference stops at values below zero; here they count as zero, whose inverse root is the largest value.</summary>
    private static Func<int, int> RsqrtOf(QuantizedMultiplier factor, int largest) => x =>
    {
        const int bits = 20;
        if (x <= 0) return largest;
        var inverse = FixedPoint.Multiply(1, Shifted(FixedPointFunctions.InverseSqrt(x), bits));
        return FixedPoint.Multiply(inverse, Shifted(factor, -bits));
    };

    /// <summary>A factor times 2^bits; what is shifted out altogether is nothing.</summary>
    private static QuantizedMultiplier Shifted(QuantizedMultiplier factor, int bits) =>
        factor.Shift + bits < -31 ? default : factor with { Shift = factor.Shift + bits };

    /// <summary>x as a real, its function, and that in steps of the output: half steps away from zero; NaN is the lower end.</summary>
    private static Func<int, int> RealOf(Func<float, float> function, float scaleX, float scaleY) => x =>
    {
        var steps = MathF.Round(function(scaleX * x) / scaleY, MidpointRounding.AwayFromZero);
        return float.IsNaN(steps) ? -16777216 : (int)Math.Clamp(steps, -16777216f, 16777216f);
    };

    private static Func<int, int> EluOf(float scaleX, float inverseY, int zeroY) => x =>
    {
        var real = scaleX * x;
        var steps = MathF.Round((real < 0 ? FloatMath.Exp(real) - 1 : real) * inverseY, MidpointRounding.AwayFromZero);
        // The reference adds the zero point as a float.
        return (int)Math.Clamp(steps + zeroY, -16777216f, 16777216f) - zeroY;
    };

    private static Func<int, int> HardSwishOf(TensorType x, TensorType y)
    {
        var (output, reluish) = UnaryForms.HardSwish(x, y);
        var zeroY = y.PerTensor.ZeroPoint;
        return value =>
        {
            var fine = value << 7;
            var scaled = RoundedHighMultiply16(fine, output.Multiplier);
            // -1 to 1 for -3 to 3, saturated on the last bit of the shift only.
            var ratio = reluish.Shift > 0 ? ToInt16((long)fine << Math.Min(reluish.Shift - 1, 31)) : fine;
            ratio = RoundedHighMultiply16(ratio, reluish.Multiplier);
            if (reluish.Shift > 0) ratio = ToInt16(ratio * 2L);
            if (reluish.Shift < 0) ratio = FixedPoint.RoundingDivideByPowerOfTwo(ratio, -reluish.Shift);
            ratio = (ratio + 32768) >> 1;
            // Towards zero, which cancels the bias of the two roundings before.
            // The reference adds the zero point in 16 bits.
            return (short)(FixedPoint.RoundingDivideByPowerOfTwo(ratio * scaled / 32768, -output.Shift) + zeroY) - zeroY;
        };

        static int RoundedHighMultiply16(int a, int b) => a == short.MinValue && b == short.MinValue
            ? short.MaxValue : (a * b + (1 << 14)) >> 15;
        static int ToInt16(long value) => (int)Math.Clamp(value, short.MinValue, short.MaxValue);
    }

    private static void ApplyLeakyRelu(LeakyRelu op, KernelCall call)
    {
        if (call.Y.IsFloat)
        {
            Map(call.In<float>(0), call.Out<float>(), x => x > 0 ? x : x * op.Alpha);
            return;
        }
        var (low, high) = call.Y.Element.Range();
        var (zeroX, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var (identity, alpha, isNegative) = ElementwiseRequantization.LeakyRelu(op.Alpha, call.X(0), call.Y);
        if (call.Y.Element == ElementType.Int8) Map(call.In<sbyte>(0), call.Out<sbyte>(), x => (sbyte)Stored(x));
        else Map(call.In<short>(0), call.Out<short>(), x => (short)Stored(x));

        int Stored(int x)
        {
            var value = x - zeroX;
            var scaled = FixedPoint.Multiply(value, value >= 0 ? identity : alpha);
            return Math.Clamp((value < 0 && isNegative ? -scaled : scaled) + zeroY, low, high);
        }
    }
}
