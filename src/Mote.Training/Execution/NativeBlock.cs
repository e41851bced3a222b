using System.Buffers;
using System.Runtime.InteropServices;

namespace Mote.Training.Execution;

/// <summary>
/// Zeroed memory that begins at a multiple of 64 bytes, as vector kernels like it. Outside the collector's reach: it does not move. Pages
/// that nobody writes to take no memory.
/// </summary>
internal sealed unsafe class NativeBlock<T> : IDisposable
    where T : unmanaged
{
    public const int AlignmentBytes = 64;
    private byte* _memory;

    public NativeBlock(long elements)
    {
        Elements = elements;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(elements * sizeof(T) + AlignmentBytes));
        Pointer = (T*)(((nuint)_memory + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes);
    }

    ~NativeBlock() => Free();

    public long Elements { get; }

    public T* Pointer { get; private set; }

    public Span<T> Span(long first, int count) => first + count <= Elements ? new Span<T>(Pointer + first, count)
        : throw new ArgumentOutOfRangeException(nameof(first), first, $"the block has {Elements} elements");

    /// <summary>Elements until the next multiple of <see cref="AlignmentBytes"/>.</summary>
    public static long Aligned(long elements) => (elements * sizeof(T) + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes / sizeof(T);

    public Memory<T> Memory => new Owner(this).Memory;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_memory);
        _memory = null;
        Pointer = null;
    }

    /// <summary>Keeps the block alive as long as someone has a part of it.</summary>
    private sealed class Owner(NativeBlock<T> block) : MemoryManager<T>
    {
        public override Span<T> GetSpan() => block.Span(0, checked((int)block.Elements));

        /// <summary>It is where it is.</summary>
        public override MemoryHandle Pin(int elementIndex = 0) => new(block.Pointer + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
