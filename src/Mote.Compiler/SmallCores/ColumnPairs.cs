using System.Buffers.Binary;

namespace Mote.Compiler.SmallCores;

/// <summary>
/// One multiplication for two products: two columns lie in one word, x0 + x1·2^16, and a weight is multiplied by both. A group of such
/// products can be added up while the lower sum stays in 16 bits; then the word is split. As all weights are known, it is known how many
/// may be added: weights too many of a group are left out of it and multiplied one by one.
///
/// Weights are stored as unsigned bytes w + 128, which every core loads fastest; a word per group of columns, 2^15 - 128·Σ(x0 + x1·2^16),
/// takes that back and lets the split round down correctly. With P the words of all groups (mod 2^32) H = Σ (P >> 16) is the upper
/// column's sum and Σ P - H·2^16 the lower's.
/// </summary>
/// <param name="Group">Products added before a split.</param>
/// <param name="Depth">Products of a channel, with zeros up to whole groups.</param>
internal sealed record ColumnPairs(int Group, int Depth)
{
    /// <summary>Columns of a block: two words.</summary>
    public const int Columns = 4;

    /// <summary>What the magnitudes of a group's weights may add up to: 255·128 is below 2^15.</summary>
    private const int Room = 255;

    /// <summary>Instructions for a weight on its own, for one in a group, and for a group; about, on any such core.</summary>
    private const int SingleCost = 17, ProductCost = 6, GroupCost = 7;

    private static readonly int[] s_groups = [2, 3, 4, 5, 6, 8, 12];

    public int Groups => Depth / Group;

    /// <summary>Words of a block: two for each product and two for each group.</summary>
    public int BlockWords => 2 * (Depth + Groups);

    /// <summary>The grouping with the fewest instructions, weights on their own counted.</summary>
    public static ColumnPairs Best(ChannelSums sums) =>
        s_groups.Select(g => new ColumnPairs(g, (sums.Depth + g - 1) / g * g))
            .MinBy(p => (long)p.AllSingles(sums) * SingleCost + (long)sums.Channels * (p.Depth * ProductCost + p.Groups * GroupCost))!;

    /// <summary>
    /// Words of the stream: a channel is [start of the lower sums, of the upper ones, weights, how many follow on their own,
    /// (place of the columns' words in bytes · 2^16 + weight) each, constants of the fit].
    /// </summary>
    public uint[] Stream(ChannelSums sums)
    {
        var words = new List<uint>();
        for (var c = 0; c < sums.Channels; c++)
        {
            var row = sums.Row(c);
            var singles = Singles(row);
            var start = unchecked((uint)sums.Start(c));
            words.Add(unchecked((start << 16) + start - (uint)Groups * 0x8000u));
            words.Add(start);
            var bytes = new byte[(Depth + 3) / 4 * 4];
            for (var k = 0; k < Depth; k++) bytes[k] = (byte)(128 + (k < row.Length && !singles.Contains(k) ? row[k] : 0));
            for (var k = 0; k < bytes.Length; k += 4) words.Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(k)));
            words.Add((uint)singles.Count);
            foreach (var k in singles) words.Add((uint)(8 * (k + k / Group + 1)) << 16 | (byte)row[k]);
            words.AddRange(ThumbRescale.Words(sums.Fit, c));
        }
        return [.. words];
    }

    /// <summary>Weights on their own, of all channels.</summary>
    public int AllSingles(ChannelSums sums) => Enumerable.Range(0, sums.Channels).Sum(c => Singles(sums.Row(c)).Count);

    /// <summary>Whether places of all columns have room in an entry.</summary>
    public bool Fits => 4 * BlockWords < 1 << 16;

    /// <summary>Of each group the largest weights, until the rest fits.</summary>
    public List<int> Singles(ReadOnlySpan<sbyte> row)
    {
        var singles = new List<int>();
        for (var first = 0; first < row.Length; first += Group)
        {
            var group = row[first..Math.Min(first + Group, row.Length)].ToArray();
            var sum = group.Sum(w => Math.Abs((int)w));
            foreach (var (size, k) in group.Select((w, i) => (Math.Abs((int)w), first + i)).OrderByDescending(p => p.Item1))
            {
                if (sum <= Room) break;
                sum -= size;
                singles.Add(k);
            }
        }
        singles.Sort();
        return singles;
    }
}
