using System.Runtime.InteropServices;

namespace Mote.Training.Execution;

/// <summary>Zeroed memory that begins at a multiple of 64 bytes, as vector kernels like it. Outside the collector's reach: it does not move.</summary>
internal sealed unsafe class NativeBlock<T> : IDisposable
    where T : unmanaged
{
    public const int AlignmentBytes = 64;

    public NativeBlock(long elements)
    {
        Elements = elements;
        Pointer = (T*)NativeMemory.AlignedAlloc((nuint)Math.Max(AlignmentBytes, elements * sizeof(T)), AlignmentBytes);
        NativeMemory.Clear(Pointer, (nuint)(elements * sizeof(T)));
    }

    ~NativeBlock() => Free();

    public long Elements { get; }

    public T* Pointer { get; private set; }

    public Span<T> Span(long first, int count) => first + count <= Elements ? new Span<T>(Pointer + first, count)
        : throw new ArgumentOutOfRangeException(nameof(first), first, $"the block has {Elements} elements");

    /// <summary>Elements until the next multiple of <see cref="AlignmentBytes"/>.</summary>
    public static long Aligned(long elements) => (elements * sizeof(T) + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes / sizeof(T);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
