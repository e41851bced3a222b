namespace Mote.Core.Types;

/// <summary>What is known of a tensor before it has data.</summary>
public sealed record TensorType(ElementType Element, Shape Shape, Quantization? Quantization = null)
{
    public int Elements => Shape.Elements;

    public int Bytes => Element == ElementType.Int4 ? PackedInt4.Bytes(Shape.Elements) : checked(Shape.Elements * Element.Bytes());

    public bool IsFloat => Element == ElementType.Float32;

    /// <summary>The per-tensor quantization that an integer activation must have.</summary>
    public Quantization.PerTensor PerTensor => Quantization as Quantization.PerTensor
        ?? throw new InvalidOperationException($"{this} has no per-tensor quantization");

    public override string ToString() => Quantization switch
    {
        null => $"{Element.Text()}{Shape}",
        Quantization.PerTensor q => $"{Element.Text()}{Shape} q({q.Scale:R}, {q.ZeroPoint})",
        Quantization.PerAxis q => $"{Element.Text()}{Shape} q(axis {q.Axis}: {q.Scales.Count} scales)",
    };
}
