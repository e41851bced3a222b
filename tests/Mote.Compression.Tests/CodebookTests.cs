using Mote.Compression.Sharing;
using Mote.Numerics;

namespace Mote.Compression.Tests;

public class CodebookTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void There_are_as_many_values_as_an_index_has(int bits)
    {
        var random = new RandomStream(4);
        var weights = Enumerable.Range(0, 3000).Select(i => i % 3 == 0 ? 0 : (float)random.NextNormal()).ToArray();
        var shared = Codebook.Share(weights, bits);
        Assert.InRange(shared.Distinct().Count(), 2, 1 << bits);
        Assert.Equal(weights.Select(w => w == 0), shared.Select(s => s == 0));
        // A weight's value is the nearest that there is.
        var values = shared.Where(s => s != 0).Distinct().ToArray();
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] != 0) Assert.Equal(values.Min(v => Math.Abs(v - weights[i])), Math.Abs(shared[i] - weights[i]));
        // And a value the mean of its weights.
        foreach (var group in weights.Zip(shared).Where(p => p.Second != 0).GroupBy(p => p.Second))
            Assert.Equal(group.Key, group.Average(p => (double)p.First), 1e-4);
    }

    [Fact]
    public void Few_different_weights_stay_as_they_are()
    {
        float[] weights = [-1, 0, 2, 2, -1, 0.5f, 0];
        Assert.Equal(weights, Codebook.Share(weights, 3));
        Assert.Equal(new float[3], Codebook.Share(new float[3], 2));
    }
}
