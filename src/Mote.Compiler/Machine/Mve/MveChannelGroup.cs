namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// Output channels in groups that are narrowed and stored together: blocks of four, one, two or four of them. Saturating narrowing
/// interleaves, so that a block holds every second or fourth channel of its group.
/// </summary>
/// <param name="First">The group's first channel.</param>
/// <param name="Count">Channels that it stores.</param>
/// <param name="Blocks">1, 2 or 4.</param>
internal readonly record struct MveChannelGroup(int First, int Count, int Blocks)
{
    public bool IsWhole => Count == 4 * Blocks;

    /// <summary>The channels of a block, -1 where there is none.</summary>
    public int[] Block(int block)
    {
        var lanes = new int[4];
        // Of four blocks, the second fills the halves between those of the first.
        var offset = Blocks == 4 ? block switch { 0 => 0, 1 => 2, 2 => 1, _ => 3 } : block;
        for (var i = 0; i < 4; i++) lanes[i] = offset + i * Blocks < Count ? First + offset + i * Blocks : -1;
        return lanes;
    }

    /// <param name="channels">How many there are.</param>
    /// <param name="blocks">The most blocks a group may have.</param>
    /// <returns>Whole groups of so many blocks, then what remains in smaller ones.</returns>
    public static IReadOnlyList<MveChannelGroup> Of(int channels, int blocks)
    {
        var groups = new List<MveChannelGroup>();
        for (var c = 0; c < channels;)
        {
            var left = channels - c;
            var size = blocks == 4 && left > 12 ? 4 : blocks >= 2 && left > 4 ? 2 : 1;
            groups.Add(new MveChannelGroup(c, Math.Min(left, 4 * size), size));
            c += groups[^1].Count;
        }
        return groups;
    }
}
