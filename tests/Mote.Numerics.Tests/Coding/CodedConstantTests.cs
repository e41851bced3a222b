using Mote.Numerics.Coding;
using Mote.Testing;

namespace Mote.Numerics.Tests.Coding;

public class CodedConstantTests
{
    // A million in all codings together, behind ./test --all.
    private static int Constants => TestScope.All ? 1_000_000 : 4_000;

    [Fact]
    public void The_smallest_coding_of_random_constants_decodes_to_them_and_is_no_larger_than_they_are()
    {
        var used = new HashSet<ConstantCoding>();
        Parallel.For(0, Constants, i =>
        {
            var values = RandomConstants.Of((ulong)i);
            var best = CodedConstant.Best(values);
            Assert.Equal(values, best.Decode());
            Assert.InRange(best.Bytes, 0, values.Length);
            lock (used) used.Add(best.Coding);
        });
        // Range coding spends next to nothing on zeros itself: without them it is faster, but hardly ever smaller.
        Assert.Superset(ConstantCodings.All.Where(c => c != ConstantCoding.SparseRange).ToHashSet(), used);
    }

    [Fact]
    public void Every_coding_gives_back_what_it_can_hold()
    {
        for (var i = 0; i < Constants / 10; i++)
        {
            var values = RandomConstants.Of((ulong)(5_000_000 + i));
            foreach (var coding in ConstantCodings.All)
            {
                var coded = CodedConstant.Of(coding, values);
                if (coded is null) Assert.True(coding is ConstantCoding.Packed or ConstantCoding.Codebook);
                else Assert.Equal(values, coded.Decode());
            }
        }
    }

    [Theory]
    [InlineData(ConstantCoding.Huffman, 0)]
    [InlineData(ConstantCoding.Range, 0)]
    [InlineData(ConstantCoding.SparseHuffman, 0.92)]
    [InlineData(ConstantCoding.SparseRange, 0.92)]
    public void Long_constants_come_as_near_to_their_entropy_as_theory_says(ConstantCoding coding, double zeros)
    {
        var random = new RandomStream(9);
        foreach (var deviation in new[] { 0.6, 3, 12, 30 })
        {
            var values = Enumerable.Range(0, 60_000).Select(_ => random.NextDouble() < zeros ? (byte)0
                : (byte)Math.Clamp(Math.Round(deviation * random.NextNormal()), -128, 127)).ToArray();
            var shares = values.GroupBy(v => v).Select(g => g.Count() / (double)values.Length).ToArray();
            var entropy = shares.Sum(p => p * -Math.Log2(p)) * values.Length / 8;
            var coded = CodedConstant.Of(coding, values)!;
            var bound = coding switch
            {
                ConstantCoding.Range => 1.005 * entropy,
                // Gallager, 1978.
                ConstantCoding.Huffman => entropy + ((shares.Max() + 0.086) * values.Length / 8),
                ConstantCoding.SparseRange => 1.08 * entropy,
                _ => 1.1 * entropy,
            };
            Assert.InRange(coded.Bytes - coded.Tables.Sum(t => t.Bytes), 0, bound + 8);
        }
    }

    [Fact]
    public void Codes_that_no_limit_binds_are_as_short_as_Huffmans()
    {
        for (var seed = 1ul; seed < 300; seed++)
        {
            var counts = new long[256];
            foreach (var value in RandomConstants.Of(seed)) counts[value]++;
            var heap = new PriorityQueue<long, long>(counts.Where(c => c > 0).Select(c => (c, c)));
            var bits = 0L;
            while (heap.Count > 1)
            {
                var sum = heap.Dequeue() + heap.Dequeue();
                bits += sum;
                heap.Enqueue(sum, sum);
            }
            Assert.Equal(bits, HuffmanCode.Of(counts).Bits(counts));
        }
    }

    [Fact]
    public void Codes_are_canonical_and_no_longer_than_15_bits_whatever_the_counts()
    {
        var counts = new long[256];
        // Fibonacci's numbers make the longest codes there are.
        (counts[3], counts[4]) = (1, 1);
        for (var i = 5; i < 60; i++) counts[i] = counts[i - 1] + counts[i - 2];
        var code = HuffmanCode.Of(counts);
        Assert.Equal(HuffmanCode.MostBits, code.Lengths.Max());
        Assert.Equal(1, code.Lengths.Where(l => l >= 0).Sum(l => Math.Pow(2, -l)));
        // The textbook's example: 45, 13, 12, 16, 9, 5 (Cormen and others).
        var textbook = new long[256];
        new long[] { 45, 13, 12, 16, 9, 5 }.CopyTo(textbook, 'a');
        Assert.Equal([1, 3, 3, 3, 4, 4], HuffmanCode.Of(textbook).Lengths.Skip('a').Take(6));
        Assert.Equal(224, HuffmanCode.Of(textbook).Bits(textbook));
    }

    [Fact]
    public void Four_bit_weights_take_half_a_byte_and_two_values_a_bit()
    {
        var random = new RandomStream(4);
        var int4 = Enumerable.Range(0, 1000).Select(_ => (byte)random.Next(-8, 8)).ToArray();
        Assert.Equal((ConstantCoding.Packed, 500), CodedConstant.Best(int4) is var packed ? (packed.Coding, packed.Bytes) : default);
        var binary = Enumerable.Range(0, 1000).Select(_ => (byte)(random.Next(0, 2) * 2 - 1)).ToArray();
        Assert.Equal((ConstantCoding.Codebook, 127), CodedConstant.Best(binary) is var signs ? (signs.Coding, signs.Bytes) : default);
        var ternary = Enumerable.Range(0, 6000).Select(_ => (byte)random.Next(-1, 2)).ToArray();
        Assert.InRange(CodedConstant.Best(ternary).Bytes * 8, 1.58 * 6000, 1.62 * 6000);
    }

    [Fact]
    public void No_changed_byte_goes_unnoticed()
    {
        for (var i = 0; i < (TestScope.All ? 3000 : 60); i++)
        {
            var values = RandomConstants.Of((ulong)(8_000_000 + i));
            foreach (var coding in ConstantCodings.All)
                if (CodedConstant.Of(coding, values) is { } coded)
                    foreach (var mutant in Mutants.Of(coded, new RandomStream((ulong)i)))
                        Assert.True(mutant.Decode() is not { } decoded || decoded.AsSpan().SequenceEqual(values), $"{coding} of constant {i}");
        }
    }

    [Fact]
    public void Equal_values_are_coded_equally()
    {
        var values = RandomConstants.Of(77);
        Assert.Equal(CodedConstant.Best(values).Stream.ToArray(), CodedConstant.Best(values).Stream.ToArray());
        Assert.Equal(CodedConstant.Best(values).Tables.ToArray(), CodedConstant.Best(values).Tables.ToArray());
    }
}
