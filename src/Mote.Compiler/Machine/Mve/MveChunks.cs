namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// A run of bytes in chunks of sixteen: some written out one after another, then a loop over equal bodies, then what is less than a
/// chunk, its other lanes predicated off.
/// </summary>
/// <param name="First">Chunks before the loop.</param>
/// <param name="Body">Chunks in the loop.</param>
/// <param name="Loops">How often it runs; 0 without a loop.</param>
/// <param name="Tail">Bytes in the last, partial chunk; 0 without one.</param>
internal readonly record struct MveChunks(int First, int Body, int Loops, int Tail)
{
    public int Count => First + Body * Loops + (Tail > 0 ? 1 : 0);

    /// <param name="bytes">The run's length.</param>
    /// <param name="most">Chunks that may stand in a row.</param>
    public static MveChunks Of(int bytes, int most)
    {
        var full = bytes / 16;
        if (full <= most + most / 2) return new MveChunks(full, 0, 0, bytes % 16);
        // At least one chunk before the loop: it begins the sums.
        var loops = (full - 1) / most;
        return new MveChunks(full - loops * most, most, loops, bytes % 16);
    }
}
