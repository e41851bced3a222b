using System.Buffers;

namespace Mote.Data.Augmentation;

/// <summary>A copy of an example while it is rewritten, in memory that is used again.</summary>
internal readonly ref struct Scratch
{
    private readonly float[] _rented;

    public Scratch(ReadOnlySpan<float> example)
    {
        _rented = ArrayPool<float>.Shared.Rent(example.Length);
        Span = _rented.AsSpan(0, example.Length);
        example.CopyTo(Span);
    }

    public Span<float> Span { get; }

    public void Dispose() => ArrayPool<float>.Shared.Return(_rented);
}
