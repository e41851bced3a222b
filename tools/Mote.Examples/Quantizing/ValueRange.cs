using Mote.Core.Types;

namespace Mote.Examples.Quantizing;

/// <summary>The smallest and the largest real seen, zero included: padding and clamps need a zero that is exact.</summary>
public readonly record struct ValueRange(float Min, float Max)
{
    public ValueRange Including(ReadOnlySpan<float> values)
    {
        var (min, max) = (Min, Max);
        foreach (var value in values) (min, max) = (MathF.Min(min, value), MathF.Max(max, value));
        return new ValueRange(min, max);
    }

    /// <summary>The 256 steps of an int8 spread over the range (asymmetric, for activations).</summary>
    public Quantization.PerTensor Asymmetric()
    {
        var scale = Max > Min ? (Max - Min) / 255 : 1;
        var zeroPoint = (int)MathF.Round(sbyte.MinValue - Min / scale);
        return new Quantization.PerTensor(scale, Math.Clamp(zeroPoint, sbyte.MinValue, sbyte.MaxValue));
    }

    /// <summary>The scale that brings the larger end to 127 (symmetric, for weights; the specification keeps -128 unused).</summary>
    public float Symmetric()
    {
        var largest = MathF.Max(-Min, Max);
        return largest > 0 ? largest / sbyte.MaxValue : 1;
    }
}
