using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void ApplyBinary(Binary op, KernelCall call)
    {
        var (x0, x1, y) = (call.X(0), call.X(1), call.Y);
        switch (y.Element)
        {
            case ElementType.Float32:
                var real = Function(op);
                Combine<float, float>(call, (a, b) => real(a, b));
                break;
            case ElementType.Bool:
                if (op.Kind == BinaryKind.And) Combine<byte, byte>(call, (a, b) => (byte)(a != 0 && b != 0 ? 1 : 0));
                else Combine<byte, byte>(call, (a, b) => (byte)(a != 0 || b != 0 ? 1 : 0));
                break;
            case ElementType.Int8 when op.Kind is BinaryKind.Sub or BinaryKind.SquaredDifference:
                var int8 = OfStored(op, x0, x1, y);
                Combine<sbyte, sbyte>(call, (a, b) => (sbyte)int8(a, b));
                break;
            case ElementType.Int16 when op.Kind is BinaryKind.Sub or BinaryKind.SquaredDifference:
                var int16 = OfStored(op, x0, x1, y);
                Combine<short, short>(call, (a, b) => (short)int16(a, b));
                break;
            case ElementType.Int8:
                Combine(call, Extremum<sbyte>(op.Kind));
                break;
            case ElementType.Int16:
                Combine(call, Extremum<short>(op.Kind));
                break;
            case ElementType.Int64:
                Combine(call, Extremum<long>(op.Kind));
                break;
            default:
                Combine(call, OfInt32(op));
                break;
        }
    }

    /// <summary>Applies a function to each pair of elements that meet.</summary>
    private static void Combine<TX, TY>(KernelCall call, Func<TX, TX, TY> function)
        where TX : unmanaged
        where TY : unmanaged
    {
        var a = call.In<TX>(0);
        var b = call.In<TX>(1);
        var y = call.Out<TY>();
        var pairs = new OperandPairs(call);
        for (var i = 0; i < y.Length; i++)
        {
            var (ia, ib) = pairs.At(i);
            y[i] = function(a[ia], b[ib]);
        }
    }

    private static Func<float, float, float> Function(Binary op)
    {
        var (low, high) = Requantization.Clamp(op.Activation);
        return op.Kind switch
        {
            BinaryKind.Sub => (a, b) => Clamp(a - b, low, high),
            BinaryKind.Div => (a, b) => Clamp(a / b, low, high),
            BinaryKind.Minimum => (a, b) => a < b ? a : b,
            BinaryKind.Maximum => (a, b) => a > b ? a : b,
            BinaryKind.SquaredDifference => (a, b) => (a - b) * (a - b),
            BinaryKind.FloorDiv => FloatFunctions.FloorDiv,
            BinaryKind.FloorMod => FloatFunctions.FloorMod,
            BinaryKind.And or BinaryKind.Or => throw new InvalidOperationException("truth values have no reals"),
        };
    }

    private static Func<T, T, T> Extremum<T>(BinaryKind kind)
        where T : IComparable<T> =>
        kind == BinaryKind.Minimum ? (a, b) => a.CompareTo(b) < 0 ? a : b : (a, b) => a.CompareTo(b) > 0 ? a : b;

    /// <summary>Differences and squares wrap modulo 2^32.</summary>
    private static Func<int, int, int> OfInt32(Binary op)
    {
        if (op.Kind is BinaryKind.Minimum or BinaryKind.Maximum) return Extremum<int>(op.Kind);
        if (op.Kind == BinaryKind.SquaredDifference) return (a, b) => unchecked((a - b) * (a - b));
        var (low, high) = ElementwiseRequantization.Clamp(op.Activation);
        if (op.Kind == BinaryKind.Div) return (a, b) => Math.Clamp(Quotient(a, b), low, high);
        return (a, b) => Math.Clamp(unchecked(a - b), low, high);

        // Of the least integer and -1 there is none that fits: it wraps.
        static int Quotient(int a, int b) => b == 0 ? 0 : b == -1 ? unchecked(-a) : a / b;
    }

    /// <summary>Sub and SquaredDifference of int8 or int16.</summary>
    private static Func<int, int, int> OfStored(Binary op, TensorType x0, TensorType x1, TensorType y)
    {
        var squares = op.Kind == BinaryKind.SquaredDifference;
        var p = squares ? ElementwiseRequantization.SquaredDifference(x0, x1, y) : ElementwiseRequantization.Sub(x0, x1, y);
        var (low, high) = Requantization.Clamp(op.Activation, y);
        var (zeroA, zeroB, zeroY) = (x0.PerTensor.ZeroPoint, x1.PerTensor.ZeroPoint, y.PerTensor.ZeroPoint);
        return (a, b) =>
        {
            var difference = unchecked(
                FixedPoint.Multiply((a - zeroA) << p.LeftShift, p.A) - FixedPoint.Multiply((b - zeroB) << p.LeftShift, p.B));
            if (squares) difference = unchecked(difference * difference);
            return Math.Clamp(unchecked(FixedPoint.Multiply(difference, p.Output) + zeroY), low, high);
        };
    }

    private static void Compare(Compare op, KernelCall call)
    {
        switch (call.X(0).Element)
        {
            case ElementType.Float32:
                Combine(call, Comparison<float>(op.Kind));
                break;
            case ElementType.Int32:
                Combine(call, Comparison<int>(op.Kind));
                break;
            case ElementType.Int64:
                Combine(call, Comparison<long>(op.Kind));
                break;
            case ElementType.Bool:
                var truth = Comparison<int>(op.Kind);
                Combine<byte, byte>(call, (a, b) => truth(a != 0 ? 1 : 0, b != 0 ? 1 : 0));
                break;
            case ElementType.Int16:
                var wide = CompareStored(op.Kind, call.X(0), call.X(1));
                Combine<short, byte>(call, (a, b) => wide(a, b));
                break;
            default:
                var stored = CompareStored(op.Kind, call.X(0), call.X(1));
                Combine<sbyte, byte>(call, (a, b) => stored(a, b));
                break;
        }
    }

    /// <summary>By operators, not by order: NaN is unequal to all and neither greater nor less.</summary>
    private static Func<T, T, byte> Comparison<T>(ComparisonKind kind)
        where T : System.Numerics.IComparisonOperators<T, T, bool> => kind switch
        {
            ComparisonKind.Equal => (a, b) => (byte)(a == b ? 1 : 0),
            ComparisonKind.NotEqual => (a, b) => (byte)(a != b ? 1 : 0),
            ComparisonKind.Greater => (a, b) => (byte)(a > b ? 1 : 0),
            ComparisonKind.GreaterEqual => (a, b) => (byte)(a >= b ? 1 : 0),
            ComparisonKind.Less => (a, b) => (byte)(a < b ? 1 : 0),
            ComparisonKind.LessEqual => (a, b) => (byte)(a <= b ? 1 : 0),
        };

    private static Func<int, int, byte> CompareStored(ComparisonKind kind, TensorType x0, TensorType x1)
    {
        var (zeroA, zeroB) = (x0.PerTensor.ZeroPoint, x1.PerTensor.ZeroPoint);
        if (!ElementwiseRequantization.ComparesInFixedPoint(x0, x1))
        {
            var (scaleA, scaleB, reals) = (x0.PerTensor.Scale, x1.PerTensor.Scale, Comparison<float>(kind));
            return (a, b) => reals(scaleA * (a - zeroA), scaleB * (b - zeroB));
        }
        var (factorA, factorB) = (ElementwiseRequantization.Comparison(x0), ElementwiseRequantization.Comparison(x1));
        var integers = Comparison<int>(kind);
        const int bits = ElementwiseRequantization.ComparisonBits;
        return (a, b) => integers(FixedPoint.Multiply((a - zeroA) << bits, factorA), FixedPoint.Multiply((b - zeroB) << bits, factorB));
    }
}
