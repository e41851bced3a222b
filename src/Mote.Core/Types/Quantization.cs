namespace Mote.Core.Types;

/// <summary>How stored integers stand for reals. Absent (null) on real-valued tensors and plain integers.</summary>
[Closed]
public abstract record Quantization
{
    private protected Quantization()
    {
    }

    /// <summary>real = Scale · (q - ZeroPoint)</summary>
    public sealed record PerTensor(float Scale, int ZeroPoint) : Quantization;

    /// <summary>real = Scales[c] · q, with c the index along Axis; the zero point is 0.</summary>
    public sealed record PerAxis(int Axis, EquatableArray<float> Scales) : Quantization;
}
