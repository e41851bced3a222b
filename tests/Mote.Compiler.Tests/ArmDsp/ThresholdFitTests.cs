using Mote.Compiler.ArmDsp;
using Mote.Numerics;

namespace Mote.Compiler.Tests.ArmDsp;

/// <summary>The two or three instructions against the definition, over sums around every threshold and over all where they are few.</summary>
public class ThresholdFitTests
{
    private const int Channels = 8, Layers = 40;

    [Fact]
    public void Outputs_that_begin_at_the_zero_point_take_two_instructions()
    {
        var random = new RandomStream(1);
        var fitted = 0;
        for (var i = 0; i < Layers; i++)
        {
            var channels = Layer(random, zeroPoint: -128, spread: 5, reach: 1 << 22);
            if (ThresholdFit.Of(channels) is not { } fit) continue;
            if (fit is { SignBits: null, Shift: not null }) fitted++;
            AssertEqual(channels, fit);
        }
        Assert.InRange(fitted, Layers * 8 / 10, Layers);
    }

    [Fact]
    public void Signed_outputs_take_one_more()
    {
        var random = new RandomStream(2);
        var (fitted, common) = (0, 0);
        for (var i = 0; i < Layers; i++)
        {
            var channels = Layer(random, zeroPoint: random.Next(0, 201) - 100, spread: 3, reach: 1 << 20);
            if (ThresholdFit.Of(channels) is not { } fit) continue;
            fitted++;
            if (fit.Shift is not null) common++;
            AssertEqual(channels, fit);
        }
        Assert.InRange(fitted, Layers * 8 / 10, Layers);
        Assert.InRange(common, Layers * 8 / 10, Layers);
    }

    /// <summary>Scales out of proportion, factors of zero and powers of two, clamps, sums near ±2^23, biases that are taken out.</summary>
    [Fact]
    public void Whatever_is_fitted_is_equal()
    {
        var random = new RandomStream(3);
        var fitted = 0;
        for (var i = 0; i < 2 * Layers; i++)
        {
            var channels = Enumerable.Range(0, 1 + random.Next(0, 3)).Select(_ => Wild(random)).ToArray();
            if (ThresholdFit.Of(channels) is not { } fit) continue;
            fitted++;
            AssertEqual(channels, fit);
        }
        Assert.InRange(fitted, Layers / 2, 2 * Layers);
    }

    [Fact]
    public void Sums_that_wrap_are_refused()
    {
        var factor = new QuantizedMultiplier(1 << 30, 9);
        Assert.Null(ThresholdFit.Of([new RescaledChannel(factor, 0, -128, 127, -(1 << 23), (1 << 23) - 1)]));
        Assert.Null(ThresholdFit.Of([new RescaledChannel(new QuantizedMultiplier(1 << 30, -9), 0, -128, 127, 0, 1 << 23)]));
    }

    private static RescaledChannel[] Layer(RandomStream random, int zeroPoint, int spread, int reach)
    {
        var least = 4 + random.Next(0, 5);
        return [.. Enumerable.Range(0, Channels).Select(_ => new RescaledChannel(
            new QuantizedMultiplier((1 << 30) + random.Next(0, 1 << 30), -least - random.Next(0, spread)),
            zeroPoint, -128, 127, -1 - random.Next(0, reach), 1 + random.Next(0, reach)))];
    }

    private static RescaledChannel Wild(RandomStream random)
    {
        var multiplier = random.Next(0, 6) switch
        {
            0 => 1 << 30,
            1 => int.MaxValue,
            2 => 0,
            _ => (1 << 30) + random.Next(0, 1 << 30),
        };
        var (from, to) = (random.Next(0, 1 << 24) - (1 << 23), random.Next(0, 1 << 24) - (1 << 23));
        if (random.Next(0, 2) == 0) (from, to) = (from >> 12, to >> 12);
        var low = random.Next(0, 3) == 0 ? random.Next(0, 100) - 128 : -128;
        return new RescaledChannel(new QuantizedMultiplier(multiplier, 6 - random.Next(0, 24)), random.Next(0, 256) - 128, low,
            random.Next(0, 3) == 0 ? 127 - random.Next(0, 20) : 127, Math.Min(from, to), Math.Max(from, to),
            random.Next(0, 4) == 0 ? random.Next(0, 1 << 26) - (1 << 25) : 0);
    }

    private static void AssertEqual(RescaledChannel[] channels, ThresholdFit fit)
    {
        for (var c = 0; c < channels.Length; c++)
        {
            var channel = channels[c];
            foreach (var a in Sums(channel))
                Assert.True(channel.At(a) == Math.Clamp(fit.At(c, a), channel.Low, channel.High),
                    $"{channel} at {a}: {channel.At(a)}, fitted {fit.At(c, a)}");
        }
    }

    /// <summary>All sums of a small range; of a large one the ends, around zero, and around each threshold.</summary>
    private static IEnumerable<int> Sums(RescaledChannel channel)
    {
        if (channel.To - channel.From < 100_000) return Enumerable.Range(channel.From, channel.To - channel.From + 1);
        int[] middles = [channel.From, channel.To, 0, -channel.Offset, .. channel.Thresholds()];
        return middles.SelectMany(m => Enumerable.Range(-3, 7).Select(d => (long)m + d)).Where(a => a >= channel.From && a <= channel.To)
            .Select(a => (int)a).Concat(Enumerable.Range(0, 5_000).Select(i => (int)(channel.From + (channel.To - (long)channel.From) * i / 5_000)));
    }
}
