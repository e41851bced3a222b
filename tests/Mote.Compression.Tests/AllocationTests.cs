using Mote.Compression.Allocation;
using Mote.Compression.Pruning;
using Mote.Numerics;
using Mote.Training;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Compression.Tests;

/// <summary>Which layers suffer, and how bytes are divided between them.</summary>
public class AllocationTests
{
    /// <summary>Against all combinations: nothing as small has less damage than what a price chooses.</summary>
    [Fact]
    public void Nothing_as_small_does_less_damage()
    {
        var random = new RandomStream(5);
        for (var round = 0; round < 200; round++)
        {
            var layers = Enumerable.Range(0, 4).Select(l => new LayerSensitivity($"l{l}", 100 + (int)(900 * random.NextDouble()),
                [.. Enumerable.Range(0, 6).Select(c => new ChoiceCost(new LayerChoice(0, c + 2), random.NextDouble(), 1 + 7 * random.NextDouble()))])).ToArray();
            var all = Combinations(layers).ToArray();
            var (least, most) = (all.Min(c => c.Bytes), all.Max(c => c.Bytes));
            var bytes = least + (most - least) * random.NextDouble();
            var chosen = BitAllocation.Of(layers, l => l.Weights, bytes)!;
            var cost = layers.Select(l => l.Choices.Single(c => c.Choice == chosen[l.Layer])).ToArray();
            var (damage, taken) = (cost.Sum(c => c.Damage), layers.Zip(cost).Sum(p => p.Second.BitsPerWeight * p.First.Weights / 8));
            Assert.True(taken <= bytes + 1e-9);
            Assert.DoesNotContain(all, c => c.Bytes <= taken - 1e-9 && c.Damage < damage - 1e-9);
        }
    }

    private static IEnumerable<(double Damage, double Bytes)> Combinations(ReadOnlyMemory<LayerSensitivity> layers)
    {
        if (layers.IsEmpty) return [(0, 0)];
        var first = layers.Span[0];
        var rest = Combinations(layers[1..]).ToArray();
        return first.Choices.SelectMany(c => rest.Select(r => (c.Damage + r.Damage, c.BitsPerWeight * first.Weights / 8 + r.Bytes)));
    }

    [Fact]
    public void Nothing_is_chosen_where_nothing_fits()
    {
        LayerSensitivity[] layers = [new("l", 80, [new ChoiceCost(new LayerChoice(0, 2), 1, 1.5)])];
        Assert.Null(BitAllocation.Of(layers, l => l.Weights, 14.9));
        Assert.Equal(new LayerChoice(0, 2), BitAllocation.Of(layers, l => l.Weights, 15)!["l"]);
    }

    [Fact]
    public void Fewer_bits_and_more_zeros_do_more_damage_and_take_less()
    {
        var network = Zoo.Build("cnn-1d", [1, 64, 3], 4, new ZooOptions(), 7);
        var source = new Noise();
        var scan = SensitivityScan.Of(network.ForInference(), source, 1, TestContext.Current.CancellationToken);
        Assert.Equal(LayerWeights.Of(network.ForInference()).Select(l => l.Layer), scan.Select(s => s.Layer));
        foreach (var layer in scan)
        {
            double Damage(double sparsity, int bits) => layer.Choices.Single(c => c.Choice == new LayerChoice(sparsity, bits)).Damage;
            double Size(double sparsity, int bits) => layer.Choices.Single(c => c.Choice == new LayerChoice(sparsity, bits)).BitsPerWeight;
            Assert.True(Damage(0, 8) < Damage(0, 2), layer.Layer);
            Assert.True(Size(0, 2) < Size(0, 4) && Size(0, 4) < Size(0, 8), layer.Layer);
            if (layer.Choices.Any(c => c.Choice.Sparsity > 0)) Assert.True(Size(0.9, 4) < Size(0, 4) && Damage(0.95, 8) > Damage(0, 8), layer.Layer);
        }
        var again = SensitivityScan.Of(network.ForInference(), source, 3, TestContext.Current.CancellationToken);
        Assert.Equal(scan.SelectMany(s => s.Choices), again.SelectMany(s => s.Choices));
    }

    private sealed class Noise : IExampleSource
    {
        public int Count => 64;

        public Mote.Core.Types.Shape Shape => [1, 64, 3];

        public int Targets => 4;

        public int Label(int example) => example % 4;

        public void Read(int example, ulong noise, Span<float> values)
        {
            var random = new RandomStream((ulong)example + 1);
            foreach (ref var v in values) v = (float)random.NextNormal();
        }

        public void Aim(int example, ReadOnlySpan<float> values, Span<float> target)
        {
            target.Clear();
            target[Label(example)] = 1;
        }
    }
}
