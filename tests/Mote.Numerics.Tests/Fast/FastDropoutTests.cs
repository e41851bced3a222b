using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

public sealed unsafe class FastDropoutTests
{
    [Fact]
    public void What_is_dropped_depends_on_key_and_number_alone()
    {
        const int Count = 1003;
        using var x = new Floats(Count, new Random(1));
        using var y = new Floats(Count);
        ulong key = Dropout.Key(5, 77, 2);
        Dropout.Apply(Count, 0.3, key, 0, x.P, y.P);
        using var parts = new Floats(Count);
        Dropout.Apply(100, 0.3, key, 0, x.P, parts.P);
        Dropout.Apply(Count - 100, 0.3, key, 100, x.P + 100, parts.P + 100);
        Assert.Equal(y.Copy(), parts.Copy());
        for (int i = 0; i < Count; i++)
            Assert.Equal(Dropout.Keeps(key, Dropout.Threshold(0.3), (uint)i) ? x.P[i] / 0.7f : 0, y.P[i], 1e-6f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_share_that_is_dropped_is_the_rate_and_neighbours_are_independent(double rate)
    {
        const int Count = 400_000;
        ulong key = Dropout.Key(1, 2, 3), next = Dropout.Key(1, 3, 3);
        uint threshold = Dropout.Threshold(rate);
        int kept = 0, both = 0, again = 0;
        for (uint i = 0; i < Count; i++)
        {
            bool keeps = Dropout.Keeps(key, threshold, i);
            kept += keeps ? 1 : 0;
            both += keeps && Dropout.Keeps(key, threshold, i + 1) ? 1 : 0;
            again += keeps && Dropout.Keeps(next, threshold, i) ? 1 : 0;
        }

        double tolerance = 4 * Math.Sqrt(0.25 / Count);
        Assert.Equal(1 - rate, kept / (double)Count, tolerance);
        Assert.Equal((1 - rate) * (1 - rate), both / (double)Count, tolerance);
        Assert.Equal((1 - rate) * (1 - rate), again / (double)Count, tolerance);
    }
}
