using System.Buffers.Binary;
using Mote.Core.Types;

namespace Mote.Workflows;

/// <summary>The reals that stored tensors stand for, and back.</summary>
internal static class RealValues
{
    /// <summary>Quantized integers times their scale; integers without quantization as they are. Row-major.</summary>
    public static double[] Of(TensorType type, ReadOnlySpan<byte> bytes)
    {
        var values = Comparison.Numbers(type.Element, bytes);
        return type.Quantization switch
        {
            null => values,
            Quantization.PerTensor q => [.. values.Select(v => q.Scale * (v - q.ZeroPoint))],
            Quantization.PerAxis q => PerAxis(values, q, type.Shape.Strides()[q.Axis]),
        };
    }

    private static double[] PerAxis(double[] values, Quantization.PerAxis q, int stride)
    {
        for (var i = 0; i < values.Length; i++) values[i] *= q.Scales[i / stride % q.Scales.Count];
        return values;
    }

    /// <summary>The nearest that a type can store; null for types that inputs are not converted to.</summary>
    public static byte[]? Store(TensorType type, double[] reals)
    {
        var bytes = new byte[type.Bytes];
        if (type.Element == ElementType.Float32)
        {
            for (var i = 0; i < reals.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), (float)reals[i]);
            return bytes;
        }
        if (type.Quantization is not Quantization.PerTensor q
            || type.Element is not (ElementType.Int8 or ElementType.Int16 or ElementType.UInt8)) return null;
        var (width, (min, max)) = (type.Element.Bytes(), type.Element.Range());
        for (var i = 0; i < reals.Length; i++)
        {
            var stored = Math.Clamp(Math.Round(reals[i] / q.Scale, MidpointRounding.AwayFromZero) + q.ZeroPoint, min, max);
            for (var b = 0; b < width; b++) bytes[width * i + b] = (byte)((int)stored >> (8 * b));
        }
        return bytes;
    }
}
