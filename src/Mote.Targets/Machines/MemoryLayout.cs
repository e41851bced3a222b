namespace Mote.Targets.Machines;

/// <summary>A range of addresses.</summary>
/// <param name="Origin">First address.</param>
/// <param name="Bytes">Size in bytes.</param>
public sealed record MemoryRegion(uint Origin, uint Bytes)
{
    public uint End => Origin + Bytes;

    public bool Contains(MemoryRegion other) => other.Origin >= Origin && other.End <= End;
}

/// <summary>Where a program lies.</summary>
/// <param name="Vectors">
/// The KiB the core starts from, with the vector table and nothing else. May be the start of <paramref name="Flash"/>.
/// </param>
/// <param name="Flash">Code and constants.</param>
/// <param name="Ram">Variables, the stack and the harness's buffers.</param>
public sealed record MemoryLayout(MemoryRegion Vectors, MemoryRegion Flash, MemoryRegion Ram)
{
    /// <summary>Bytes of RAM the stack has; more than any kernel needs, as an overflow is to be measured rather than suffered.</summary>
    public const uint StackBytes = 64 * 1024;

    /// <summary>Bytes of RAM the harness collects its output in.</summary>
    public const uint BufferBytes = 96 * 1024;

    /// <summary>The stack is at the very start of RAM: an overflow runs into addresses where nothing is, and faults.</summary>
    public MemoryRegion Stack => new(Ram.Origin, StackBytes);

    /// <summary>What a model's .data and .bss may take.</summary>
    public MemoryRegion Variables => new(Stack.End, Ram.Bytes - StackBytes - BufferBytes);

    public MemoryRegion Buffers => new(Variables.End, BufferBytes);

    /// <summary>What a model's code and constants may take.</summary>
    public MemoryRegion Code =>
        Flash.Contains(Vectors) ? new(Vectors.End, Flash.End - Vectors.End) : Flash;
}
