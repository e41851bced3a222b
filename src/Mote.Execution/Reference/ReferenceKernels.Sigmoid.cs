using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    /// <summary>Logistic or tanh of int8 in Q4.27; steps of 1/256 above -128, or of 1/128.</summary>
    private static Func<int, int> Sigmoid8Of(UnaryKind kind, TensorType x)
    {
        var (factor, radius) = UnaryForms.Sigmoid8(x);
        return kind == UnaryKind.Logistic
            ? value => value <= -radius ? 0 : value >= radius ? 255
                : FixedPoint.RoundingDivideByPowerOfTwo(FixedPointFunctions.Logistic(FixedPoint.Multiply(value, factor)), 23)
            : value => value <= -radius ? -128 : value >= radius ? 127
                : FixedPoint.RoundingDivideByPowerOfTwo(FixedPointFunctions.Tanh(FixedPoint.Multiply(value, factor)), 24);
    }

    /// <summary>Logistic or tanh of int16 in steps of 2^-15, interpolated in <see cref="SigmoidTable"/>.</summary>
    private static Func<int, int> Sigmoid16Of(UnaryKind kind, TensorType x)
    {
        var (multiplier, shift) = UnaryForms.Sigmoid16(kind, x);
        var half = shift > 0 ? 1L << (shift - 1) : 0;
        return kind == UnaryKind.Logistic ? value => SigmoidTable.Logistic(At(value)) : value => SigmoidTable.Tanh(At(value));

        int At(int value) => (int)(((long)value * multiplier + half) >> shift);
    }
}
