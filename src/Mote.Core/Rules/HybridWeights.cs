using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>
/// Int8 weights beside float activations (dynamic-range models). They stand for the reals scale · w and are multiplied as such:
/// Σ x·(scale·w) = scale · Σ x·w, the sum in single precision over the integers converted exactly, then one multiplication by the
/// output channel's scale. Activations are never rounded; see docs/architecture.md for what TensorFlow Lite does instead.
/// </summary>
public static class HybridWeights
{
    /// <summary>Whether an operand is int8 weights beside float activations.</summary>
    public static bool Are(TensorType x, TensorType weights) => x.IsFloat && weights.Element == ElementType.Int8;

    /// <summary>One scale for all output channels, or one each.</summary>
    public static float[] Scales(TensorType weights) => weights.Quantization switch
    {
        Quantization.PerTensor q => [q.Scale],
        Quantization.PerAxis q => [.. q.Scales],
        null => throw new InvalidOperationException("integer weights without a scale"),
    };
}
