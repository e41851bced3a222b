namespace Mote.Compiler.Planning;

/// <summary>A block as the solvers see it.</summary>
/// <param name="Index">Its place among the caller's blocks.</param>
/// <param name="Block">The caller's block, larger than zero bytes.</param>
/// <param name="First">The first section it is alive in.</param>
/// <param name="Last">The last section it is alive in.</param>
/// <param name="Room">Its size rounded up to the least alignment of the problem: what it takes from the blocks above it.</param>
internal readonly record struct Piece(int Index, MemoryBlock Block, int First, int Last, long Room)
{
    public long Bytes => Block.Bytes;

    public int Sections => Last - First + 1;

    public long Lifetime => (long)Block.LastStep - Block.FirstStep + 1;

    public bool IsAliveWith(in Piece other) => First <= other.Last && other.First <= Last;

    public long AlignUp(long offset) => (offset + Block.Alignment - 1) & -(long)Block.Alignment;
}
