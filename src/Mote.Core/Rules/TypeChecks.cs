using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>What every tensor type must satisfy, whatever operator makes it. Rules and kernels rely on it.</summary>
internal static class TypeChecks
{
    /// <summary>What is wrong with a type; null if nothing is.</summary>
    public static string? Problem(TensorType type)
    {
        var elements = type.Shape.UncheckedElements;
        if (type.Shape.Any(d => d <= 0)) return $"{type.Shape} has a dimension that is not positive";
        if (elements * type.Element.Bytes() > int.MaxValue) return $"{type.Element.Text()}{type.Shape} takes more than 2 GiB";
        return type.Quantization switch
        {
            null => null,
            Quantization.PerTensor q => PerTensor(type, q),
            Quantization.PerAxis q => PerAxis(type, q),
        };
    }

    private static string? PerTensor(TensorType type, Quantization.PerTensor q)
    {
        if (Trouble(q.Scale) is { } trouble) return trouble;
        if (type.IsFloat) return "a float tensor has no quantization";
        var (min, max) = type.Element is ElementType.Bool or ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64
            ? (0, 0) : type.Element.Range();
        return q.ZeroPoint >= min && q.ZeroPoint <= max ? null
            : $"the zero point {q.ZeroPoint} is not one of {type.Element.Text()}, which holds {min} to {max}";
    }

    private static string? PerAxis(TensorType type, Quantization.PerAxis q)
    {
        if (type.IsFloat) return "a float tensor has no quantization";
        if (q.Axis < 0 || q.Axis >= type.Shape.Rank || type.Shape[q.Axis] != q.Scales.Count)
            return $"{q.Scales.Count} scales along axis {q.Axis} do not fit {type.Shape}";
        return q.Scales.Select(Trouble).FirstOrDefault(t => t is not null);
    }

    private static string? Trouble(float scale) =>
        float.IsFinite(scale) && scale > 0 ? null : $"the scale {scale} is not positive and finite";
}
