using System.Buffers.Binary;

namespace Mote.Compiler.SmallCores;

/// <summary>
/// One multiplication for two products: two columns lie in one word, x0 + x1·2^16, and a weight is multiplied by both. A group of such
/// products can be added up while the lower sum stays in 16 bits; then the word is split. As all weights are known, it is known how many
/// may be added: a channel where some group leaves the range is computed in several passes with some weights in each.
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

    private static readonly int[] s_groups = [16, 8, 4];

    public int Groups => Depth / Group;

    /// <summary>Words of a block: two for each product and two for each group.</summary>
    public int BlockWords => 2 * (Depth + Groups);

    /// <summary>The grouping with the fewest instructions, all channels and their passes counted.</summary>
    public static ColumnPairs Best(ChannelSums sums) =>
        s_groups.Select(g => new ColumnPairs(g, (sums.Depth + g - 1) / g * g))
            .MinBy(p => Enumerable.Range(0, sums.Channels).Sum(c => p.Passes(sums.Row(c))) * (long)(p.Depth * 6 + p.Groups * 7))!;

    /// <summary>
    /// Words of the stream: a channel is [start of the lower sums, of the upper ones, (weights, whether more follow) a pass, limit, offset,
    /// parts of the factor].
    /// </summary>
    public uint[] Stream(ChannelSums sums)
    {
        var words = new List<uint>();
        for (var c = 0; c < sums.Channels; c++)
        {
            var passes = PassesOf(sums.Row(c));
            var start = unchecked((uint)sums.Start(c));
            words.Add(unchecked((start << 16) + start - (uint)(passes.Count * Groups) * 0x8000u));
            words.Add(start);
            for (var i = 0; i < passes.Count; i++)
            {
                for (var k = 0; k < Depth; k += 4) words.Add(BinaryPrimitives.ReadUInt32LittleEndian(passes[i].AsSpan(k)));
                words.Add(i + 1 < passes.Count ? 1u : 0u);
            }
            AddFit(words, sums.Fit.Channels[c]);
        }
        return [.. words];
    }

    public static void AddFit(List<uint> words, StepFit fit)
    {
        words.Add((uint)fit.Half);
        words.Add(unchecked((uint)fit.Offset));
        foreach (var part in fit.Parts.AsEnumerable().Reverse().Skip(1)) words.Add((uint)part);
        words.Add((uint)fit.Parts[^1]);
    }

    /// <summary>Passes over the columns, summed over the channels.</summary>
    public int AllPasses(ChannelSums sums) => Enumerable.Range(0, sums.Channels).Sum(c => Passes(sums.Row(c)));

    private int Passes(ReadOnlySpan<sbyte> row)
    {
        var most = 1;
        for (var first = 0; first < row.Length; first += Group)
        {
            var (passes, used) = (1, 0);
            foreach (var w in row[first..Math.Min(first + Group, row.Length)])
            {
                var size = Math.Abs((int)w);
                if (used + size > Room) (passes, used) = (passes + 1, 0);
                used += size;
            }
            most = Math.Max(most, passes);
        }
        return most;
    }

    private List<byte[]> PassesOf(ReadOnlySpan<sbyte> row)
    {
        var passes = new List<byte[]>();
        for (var i = Passes(row); i > 0; i--)
        {
            var none = new byte[Depth];
            Array.Fill(none, (byte)128);
            passes.Add(none);
        }
        for (var first = 0; first < row.Length; first += Group)
        {
            var (pass, used) = (0, 0);
            for (var k = first; k < Math.Min(first + Group, row.Length); k++)
            {
                var size = Math.Abs((int)row[k]);
                if (used + size > Room) (pass, used) = (pass + 1, 0);
                used += size;
                passes[pass][k] = (byte)(row[k] + 128);
            }
        }
        return passes;
    }
}
