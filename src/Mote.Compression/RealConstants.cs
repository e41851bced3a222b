using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>The reals that integer constants stand for.</summary>
internal static class RealConstants
{
    /// <param name="weights">Symmetric, with one scale or one a channel; of eight bits or four.</param>
    /// <param name="axis">Of the channels.</param>
    public static Tensor Weights(Tensor weights, int axis)
    {
        if (weights.Type.IsFloat) return weights;
        var scales = weights.Type.Quantization is Quantization.PerAxis q ? q.Scales : [weights.Type.PerTensor.Scale];
        var inner = weights.Type.Shape.Strides()[axis];
        var codes = weights.Int8();
        var reals = new float[codes.Length];
        for (var i = 0; i < reals.Length; i++) reals[i] = scales[i / inner % scales.Count] * codes[i];
        return Tensor.From<float>(new TensorType(ElementType.Float32, weights.Type.Shape), reals);
    }
}
