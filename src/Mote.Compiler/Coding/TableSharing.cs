using Mote.Numerics;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Coding;

/// <summary>Which constants had better share their alphabets' tables: those of layers alike say much the same.</summary>
internal static class TableSharing
{
    /// <summary>Merges groups as long as that saves bytes, the two that save most first.</summary>
    /// <param name="counts">Of each constant, how often each symbol of each alphabet occurs.</param>
    /// <param name="coding">Huffman, range or one of their sparse kin.</param>
    /// <returns>Numbers of constants, each in one group.</returns>
    public static List<List<int>> Groups(IReadOnlyList<long[][]> counts, ConstantCoding coding)
    {
        var groups = counts.Select((c, i) => new Group([i], c, Bytes(c, coding))).ToList();
        var gains = new Dictionary<(Group, Group), (long Gain, Group Merged)>();
        while (true)
        {
            (long Gain, Group A, Group B, Group Merged)? best = null;
            for (var i = 0; i < groups.Count; i++)
                for (var j = i + 1; j < groups.Count; j++)
                {
                    var (a, b) = (groups[i], groups[j]);
                    if (!gains.TryGetValue((a, b), out var merge)) gains[(a, b)] = merge = Merge(a, b, coding);
                    if (merge.Gain > (best?.Gain ?? 0)) best = (merge.Gain, a, b, merge.Merged);
                }
            if (best is not { } found) return [.. groups.Select(g => g.Members)];
            groups[groups.IndexOf(found.A)] = found.Merged;
            groups.Remove(found.B);
        }
    }

    /// <summary>Symbols and tables. Range coding comes as near to the entropy as makes no difference; Huffman's codes do not, where one
    /// symbol is more frequent than all others.</summary>
    public static long Bytes(long[][] counts, ConstantCoding coding) => counts.Sum(c =>
    {
        var symbols = c.Count(count => count > 0);
        return coding is ConstantCoding.Range or ConstantCoding.SparseRange
            ? (Entropy(c) >> 3) + 3 * symbols + 2 + Decoder.TableRecordBytes
            : (HuffmanBits(c) >> 3) + symbols + 24 + Decoder.TableRecordBytes;
    });

    private static long Entropy(long[] counts)
    {
        var (bits, total) = (0L, counts.Sum());
        foreach (var count in counts)
            if (count > 0) bits += count * (BinaryLogarithm.Of((ulong)total) - BinaryLogarithm.Of((ulong)count));
        return bits >> BinaryLogarithm.FractionBits;
    }

    /// <summary>The inner nodes of Huffman's tree: each adds a bit to all below it.</summary>
    private static long HuffmanBits(long[] counts)
    {
        var open = new PriorityQueue<long, long>(counts.Where(c => c > 0).Select(c => (c, c)));
        var bits = 0L;
        while (open.Count > 1)
        {
            var sum = open.Dequeue() + open.Dequeue();
            bits += sum;
            open.Enqueue(sum, sum);
        }
        return bits;
    }

    private static (long Gain, Group Merged) Merge(Group a, Group b, ConstantCoding coding)
    {
        var counts = a.Counts.Zip(b.Counts, (x, y) => x.Zip(y, (i, j) => i + j).ToArray()).ToArray();
        var merged = new Group([.. a.Members, .. b.Members], counts, Bytes(counts, coding));
        return (a.Bytes + b.Bytes - merged.Bytes, merged);
    }

    private sealed class Group(List<int> members, long[][] counts, long bytes)
    {
        public List<int> Members => members;

        public long[][] Counts => counts;

        public long Bytes => bytes;
    }
}
