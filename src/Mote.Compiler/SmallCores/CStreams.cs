using System.Buffers.Binary;

namespace Mote.Compiler.SmallCores;

/// <summary>The streams of the kernels in C: runtime/rv32 says what is in them.</summary>
internal static class CStreams
{
    /// <summary>Outputs of a row at once.</summary>
    public const int Eight = 8;

    public static int[] Pairs(ColumnPairs pairs, ChannelSums sums)
    {
        var words = new List<int>();
        for (var c = 0; c < sums.Channels; c++)
        {
            var row = sums.Row(c).ToArray();
            var singles = pairs.Singles(row);
            words.Add(unchecked(sums.Start(c) - 0x8000 * (pairs.Groups + singles.Count)));
            words.Add(sums.Start(c));
            words.Add(singles.Count);
            AddBytes(words, Enumerable.Range(0, pairs.Depth).Select(k => k < row.Length && !singles.Contains(k) ? row[k] : (sbyte)0));
            AddSteps(words, sums.Fit, c);
            foreach (var k in singles) words.AddRange([2 * k, row[k]]);
        }
        return [.. words];
    }

    public static int[] Rows(ChannelSums sums)
    {
        var words = new List<int>();
        var steps = ThumbRescale.Words(sums.Fit, 0).Count();
        for (var first = 0; first < sums.Channels; first += Eight)
        {
            var channels = Enumerable.Range(first, Eight).ToArray();
            var products = Enumerable.Range(0, sums.Depth);
            AddBytes(words, products.SelectMany(k => channels.Select(c => c < sums.Channels ? sums.Row(c)[k] : (sbyte)0)));
            words.AddRange(channels.Select(c => c < sums.Channels ? sums.Start(c) : 0));
            foreach (var c in channels)
                if (c < sums.Channels) AddSteps(words, sums.Fit, c);
                else words.AddRange(new int[steps]);
        }
        return [.. words];
    }

    public static int[] Planes(ChannelSums sums)
    {
        var words = new List<int>();
        for (var c = 0; c < sums.Channels; c++)
        {
            words.Add(sums.Start(c));
            AddBytes(words, sums.Row(c).ToArray());
            AddSteps(words, sums.Fit, c);
        }
        return [.. words];
    }

    private static void AddSteps(List<int> words, LayerFit fit, int channel) =>
        words.AddRange(ThumbRescale.Words(fit, channel).Select(w => unchecked((int)w)));

    private static void AddBytes(List<int> words, IEnumerable<sbyte> values)
    {
        foreach (var four in values.Chunk(4))
        {
            var bytes = new byte[4];
            for (var i = 0; i < four.Length; i++) bytes[i] = unchecked((byte)four[i]);
            words.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes));
        }
    }
}
