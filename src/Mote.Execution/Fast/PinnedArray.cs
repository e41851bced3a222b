namespace Mote.Execution.Fast;

/// <summary>
/// An array that the garbage collector does not move, at a multiple of 64 bytes, with as many bytes readable behind its end. Whoever
/// uses the pointer keeps the object alive meanwhile.
/// </summary>
internal sealed unsafe class PinnedArray<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private readonly byte[] _bytes;
    private readonly int _start;

    public PinnedArray(int length)
    {
        _bytes = GC.AllocateArray<byte>(checked(length * sizeof(T) + 2 * Alignment), pinned: true);
        var address = (nuint)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
        _start = (int)((Alignment - address % Alignment) % Alignment);
        Pointer = (T*)(address + (nuint)_start);
        Length = length;
    }

    public PinnedArray(ReadOnlySpan<T> elements)
        : this(elements.Length) => elements.CopyTo(Span);

    public T* Pointer { get; }

    public int Length { get; }

    public Span<T> Span => new(Pointer, Length);

    /// <summary>Part of it, in bytes.</summary>
    public Memory<byte> Bytes(int offset, int length) => _bytes.AsMemory(_start + offset, length);
}
