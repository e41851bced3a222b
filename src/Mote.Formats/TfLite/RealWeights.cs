using System.Buffers.Binary;
using Mote.Core.Types;

namespace Mote.Formats.TfLite;

/// <summary>Constants that are stored narrower than they are computed with.</summary>
internal static class RealWeights
{
    /// <summary>Integers of four bits as the reals they stand for; null where they stand for none.</summary>
    public static Tensor? OfPacked(Tensor data)
    {
        var type = data.Type;
        if (type.Element != ElementType.Int4 || type.Quantization is null) return null;
        var integers = data.Int8();
        var reals = new float[integers.Length];
        for (var i = 0; i < reals.Length; i++)
        {
            reals[i] = type.Quantization switch
            {
                Quantization.PerTensor q => q.Scale * (integers[i] - q.ZeroPoint),
                Quantization.PerAxis q => q.Scales[i / type.Shape.Strides()[q.Axis] % type.Shape[q.Axis]] * integers[i],
            };
        }
        return Tensor.From<float>(new TensorType(ElementType.Float32, type.Shape), reals);
    }

    /// <summary>Reals of 16 bits, little-endian, as reals of 32.</summary>
    public static Tensor OfHalves(Shape shape, ReadOnlySpan<byte> bytes)
    {
        var reals = new float[shape.Elements];
        for (var i = 0; i < reals.Length; i++) reals[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
        return Tensor.From<float>(new TensorType(ElementType.Float32, shape), reals);
    }
}
