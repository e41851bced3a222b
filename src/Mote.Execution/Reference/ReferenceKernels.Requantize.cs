using System.Numerics;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Reference;

/// <summary>Between reals and integers, and between integers of different scales and widths.</summary>
internal static partial class ReferenceKernels
{
    private static void QuantizeFloat<T>(KernelCall call)
        where T : unmanaged, IBinaryInteger<T>
    {
        var x = call.In<float>(0);
        var y = call.Out<T>();
        var q = call.Y.PerTensor;
        var (low, high) = call.Y.Element.Range();
        for (var i = 0; i < x.Length; i++)
        {
            var steps = MathF.Round(x[i] / q.Scale, MidpointRounding.AwayFromZero);
            // Beyond +-2^24 the zero point no longer matters; NaN becomes the lower end.
            var whole = float.IsNaN(steps) ? -16777216 : (int)Math.Clamp(steps, -16777216f, 16777216f);
            y[i] = T.CreateTruncating(Math.Clamp(whole + q.ZeroPoint, low, high));
        }
    }

    private static void Requantize(KernelCall call)
    {
        var x = Widened(call);
        var factor = Requantization.Rescale(call.X(0), call.Y);
        var (zeroX, zeroY) = (call.X(0).PerTensor.ZeroPoint, call.Y.PerTensor.ZeroPoint);
        var (low, high) = call.Y.Element.Range();
        var size = call.Y.Element.Bytes();
        var y = call.Out<byte>();
        for (var i = 0; i < x.Length; i++)
        {
            var value = Math.Clamp(unchecked(FixedPoint.Multiply(x[i] - zeroX, factor) + zeroY), low, high);
            for (var b = 0; b < size; b++) y[i * size + b] = (byte)(value >> (8 * b));
        }
    }

    private static void DequantizeInteger(KernelCall call)
    {
        var x = Widened(call);
        var y = call.Out<float>();
        var q = call.X(0).PerTensor;
        for (var i = 0; i < x.Length; i++) y[i] = q.Scale * (x[i] - q.ZeroPoint);
    }

    /// <summary>Weights of eight bits, or of four.</summary>
    private static ReadOnlySpan<sbyte> Int8Weights(KernelCall call) => call.X(1).Element == ElementType.Int4
        ? PackedInt4.Unpack(call.In<byte>(1), call.X(1).Elements) : call.In<sbyte>(1);

    /// <summary>Operand 0, of one of the integer types of at most 32 bits.</summary>
    private static int[] Widened(KernelCall call)
    {
        return call.X(0).Element switch
        {
            ElementType.Int8 => From<sbyte>(call),
            ElementType.UInt8 => From<byte>(call),
            ElementType.Int16 => From<short>(call),
            ElementType.Int32 => From<int>(call),
            ElementType.Float32 or ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64 or ElementType.Bool
                or ElementType.Int4 =>
                throw new InvalidOperationException($"{call.X(0)} is not to be requantized"),
        };

        static int[] From<T>(KernelCall call)
            where T : unmanaged, IBinaryInteger<T>
        {
            var x = call.In<T>(0);
            var wide = new int[x.Length];
            for (var i = 0; i < wide.Length; i++) wide[i] = int.CreateTruncating(x[i]);
            return wide;
        }
    }
}
