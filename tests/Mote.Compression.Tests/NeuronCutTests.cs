using System.Collections.Immutable;
using Mote.Compression.Pruning;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Training;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Compression.Tests;

/// <summary>A network without some neurons computes what it does where all that belongs to them is zero.</summary>
public class NeuronCutTests
{
    private static readonly ZooOptions Small = new() { States = 9, Width = 0.25f };

    public static TheoryData<string, NeuronCriterion> Cuts
    {
        get
        {
            var all = new TheoryData<string, NeuronCriterion>();
            foreach (var name in (string[])["ds-cnn", "resnet8", "mobilenet-v2", "crnn", "lstm", "gru", "fastgrnn", "lenet-5", "cnn-1d", "autoencoder", "mlp"])
            foreach (var criterion in Enum.GetValues<NeuronCriterion>()) all.Add(name, criterion);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void The_rest_computes_what_it_did(string name, NeuronCriterion criterion)
    {
        var network = Made(name);
        var source = new Noise(network);
        Loss loss = name == "autoencoder" ? new Loss.MeanSquaredError() : new Loss.SoftmaxCrossEntropy();
        var scores = NeuronScores.Of(network, criterion, source, loss, threads: 1);
        var removed = NeuronChoice.Least(network, scores, 0.5);
        Assert.NotEmpty(removed);
        var cut = NeuronCut.Apply(network, removed);
        Assert.True(cut.ParameterCount < 0.9 * network.ParameterCount, $"{cut.ParameterCount} of {network.ParameterCount} parameters");
        Assert.Equal(Answers(Without(network, removed), source), Answers(cut, source), (a, b) => Math.Abs(a - b) < 2e-4 * (1 + Math.Abs(a)));
        // It can be trained on, and cut again.
        using var trainer = new Trainer(cut, source, null, new TrainingOptions { Epochs = 1, Batch = 8, Loss = loss }, 1);
        trainer.Step();
        NeuronCut.Apply(cut, NeuronChoice.Least(cut, NeuronScores.Of(cut, criterion, source, loss, 1), 0.7));
    }

    /// <summary>The sum of a residual block keeps its channels together through every layer that has them.</summary>
    [Fact]
    public void Residual_channels_go_together()
    {
        var b = new LayerBuilder("residual", 1);
        var x = b.BatchNorm(b.Convolution(b.Input([1, 8, 8, 3]), 6, (3, 3), (1, 1)));
        x = b.Sum(x, b.BatchNorm(b.Convolution(x, 6, (3, 3), (1, 1))));
        var network = b.Build(b.Dense(b.GlobalAverage(x), 4));
        var scores = NeuronScores.Of(network, NeuronCriterion.Magnitude, new Noise(network), new Loss.SoftmaxCrossEntropy(), 1);
        Assert.Equal(6, scores.Count);
        var cut = NeuronCut.Apply(network, scores.Keys.Order().Take(2).ToImmutableHashSet());
        Assert.Equal([[4, 3, 3, 3], [4, 3, 3, 4], [4, 4]], cut.Parameters.Where(p => p.Shape.Rank > 1).Select(p => p.Shape));
    }

    [Fact]
    public void A_network_that_rounds_is_refused()
    {
        var builder = new NetworkBuilder("rounds");
        var w = builder.Parameter("w", [2, 3], [1, 2, 3, 4, 5, 6]);
        var network = builder.Build([builder.Add(new Connect(), [builder.Input("x", [1, 3]), builder.Add(new QuantizeWeights(8, 0), [w], "q")], "y")]);
        Assert.Equal("MOTE0613", Assert.Throws<MoteException>(() => NeuronCut.Apply(network, ImmutableHashSet<int>.Empty)).Diagnostics[0].Code);
    }

    private static Network Made(string name)
    {
        Shape shape = name switch
        {
            "ds-cnn" or "crnn" => [1, 25, 10, 1],
            "resnet8" or "mobilenet-v2" => [1, 32, 32, 3],
            "lenet-5" => [1, 28, 28, 1],
            "autoencoder" or "mlp" => [1, 40],
            _ => [1, 32, 3],
        };
        var network = Zoo.Build(name, shape, name == "autoencoder" ? 40 : 5, Small, 3);
        // Norms and biases begin all alike.
        var random = new RandomStream(8);
        return network.With(network.Parameters.Concat(network.Buffers).Where(v => v.Shape.Rank == 1).ToDictionary(
            v => v.Id, v => v.Initial.Select(n => n + (float)(0.2 * random.NextDouble())).ToArray()));
    }

    private static Network Without(Network network, ImmutableHashSet<int> removed)
    {
        var groups = new NeuronGroups(network);
        return network.With(network.Parameters.Concat(network.Buffers).ToDictionary(v => v.Id, v =>
        {
            var numbers = v.Initial.ToArray();
            foreach (var (axis, along) in groups.StoredAxes(v.Id))
                for (var i = 0; i < numbers.Length; i++)
                    if (removed.Contains(along[i / v.Shape.Strides()[axis] % along.Length])) numbers[i] = 0;
            return numbers;
        }));
    }

    private static float[] Answers(Network network, IExampleSource source)
    {
        using var predictor = new NetworkPredictor(network, 8, 1);
        return predictor.Predict(source);
    }

    private sealed class Noise(Network network) : IExampleSource
    {
        public int Count => 24;

        public Shape Shape { get; } = network.Inputs.Single().Shape;

        public int Targets { get; } = network.Values[network.Outputs[0]].Shape.Elements;

        public int Label(int example) => Targets == 40 ? -1 : example % Targets;

        public void Read(int example, ulong noise, Span<float> values)
        {
            var random = new RandomStream((ulong)example + 1);
            foreach (ref var v in values) v = (float)random.NextNormal();
        }

        public void Aim(int example, ReadOnlySpan<float> values, Span<float> target)
        {
            if (Targets == 40) values.CopyTo(target);
            else
            {
                target.Clear();
                target[Label(example)] = 1;
            }
        }
    }
}
