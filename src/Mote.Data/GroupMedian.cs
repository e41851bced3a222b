using System.Buffers.Binary;
using System.Collections.Immutable;
using Mote.Core.Types;

namespace Mote.Data;

/// <summary>
/// What is usual for somebody, beside each of his examples: a heart beat means more next to the same patient's median beat. A device
/// computes it while it runs, of what it has seen so far; labels play no part in it.
/// </summary>
public static class GroupMedian
{
    /// <summary>Appends to each example the median of its group's first values, value by value.</summary>
    /// <param name="set">Of 16 bits, [1, n]; every example has a group.</param>
    /// <param name="values">How many; the median of an even number is the mean of the middle two, rounded down.</param>
    /// <param name="rounds">
    /// How often the median is taken anew, of that half of the examples whose slopes differ least from the last median's: where a group has
    /// several kinds of examples, it moves from what lies between them to the most frequent kind.
    /// </param>
    /// <returns>[1, n + values].</returns>
    public static ExampleSet Append(ExampleSet set, int values, int rounds = 0)
    {
        var type = set.Type;
        if (type.Element != ElementType.Int16 || type.Shape.Rank != 2 || values < 1 || values > type.Elements)
            throw new ArgumentException($"no median of {values} values of {type}");
        var medians = set.Examples.Select((e, i) => (e.Group, Place: i)).GroupBy(e => e.Group, e => e.Place)
            .ToDictionary(g => g.Key, g => Usual(set, [.. g], values, rounds));
        var samples = new byte[(long)set.Count * (type.Bytes + 2 * values)];
        for (var i = 0; i < set.Count; i++)
        {
            var to = samples.AsSpan(i * (type.Bytes + 2 * values));
            set.Bytes(i).CopyTo(to);
            medians[set.Examples[i].Group].CopyTo(to[type.Bytes..]);
        }
        return new ExampleSet(type with { Shape = [1, type.Elements + values] }, set.Classes, set.Examples, samples);
    }

    private static byte[] Usual(ExampleSet set, ImmutableArray<int> places, int values, int rounds)
    {
        var median = Median(set, places, values);
        for (var round = 0; round < rounds; round++)
        {
            var last = median;
            median = Median(set, [.. places.OrderBy(p => Distance(set.Bytes(p), last, values)).Take((places.Length + 1) / 2)], values);
        }
        return median;
    }

    /// <summary>The sum of how much slopes differ, so that an offset of the whole does not count.</summary>
    private static long Distance(ReadOnlySpan<byte> example, ReadOnlySpan<byte> median, int values)
    {
        var (sum, before) = (0L, 0);
        for (var v = 0; v < values; v++)
        {
            var now = BinaryPrimitives.ReadInt16LittleEndian(example[(2 * v)..])
                - BinaryPrimitives.ReadInt16LittleEndian(median[(2 * v)..]);
            if (v > 0) sum += Math.Abs(now - before);
            before = now;
        }
        return sum;
    }

    private static byte[] Median(ExampleSet set, ImmutableArray<int> places, int values)
    {
        var bytes = new byte[2 * values];
        var column = new short[places.Length];
        for (var v = 0; v < values; v++)
        {
            for (var i = 0; i < column.Length; i++) column[i] = BinaryPrimitives.ReadInt16LittleEndian(set.Bytes(places[i])[(2 * v)..]);
            Array.Sort(column);
            var middle = (column[(column.Length - 1) / 2] + column[column.Length / 2]) >> 1;
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * v), (short)middle);
        }
        return bytes;
    }
}
