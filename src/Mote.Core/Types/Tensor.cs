using System.Runtime.InteropServices;

namespace Mote.Core.Types;

/// <summary>Immutable data, little-endian and dense, row-major. Equal by type and content.</summary>
public sealed class Tensor : IEquatable<Tensor>
{
    private readonly byte[] _bytes;

    private Tensor(TensorType type, byte[] bytes)
    {
        if (bytes.Length != type.Bytes) throw new ArgumentException($"{type} takes {type.Bytes} bytes, not {bytes.Length}");
        Type = type;
        _bytes = bytes;
    }

    public TensorType Type { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The elements; T must have the size of the element type, which must not be packed.</summary>
    public ReadOnlySpan<T> Span<T>()
        where T : unmanaged
    {
        if (Marshal.SizeOf<T>() != Type.Element.Bytes() || Type.Element == ElementType.Int4)
            throw new InvalidOperationException($"{Type} does not hold {typeof(T).Name}");
        return MemoryMarshal.Cast<byte, T>(_bytes);
    }

    /// <summary>Copies the bytes.</summary>
    public static Tensor FromBytes(TensorType type, ReadOnlySpan<byte> bytes) => new(type, bytes.ToArray());

    public static Tensor From<T>(TensorType type, ReadOnlySpan<T> elements)
        where T : unmanaged => new(type, MemoryMarshal.AsBytes(elements).ToArray());

    public bool Equals(Tensor? other) => other is not null && Type == other.Type && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as Tensor);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Type);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }
}
