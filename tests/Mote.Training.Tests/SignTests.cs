using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Execution;
using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Gradients;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

/// <summary>Activations of one bit: what they give, what gradients pass them, and how they leave and enter graphs.</summary>
public class SignTests
{
    private static readonly float[] s_reals = [-3, -1.0001f, -1, -0.25f, -0f, 0, 1e-30f, 0.5f, 1, 1.0001f, 7];

    [Fact]
    public void Zero_is_plus_and_gradients_pass_from_minus_one_to_one()
    {
        var (y, dx) = (new float[s_reals.Length], new float[s_reals.Length]);
        FakeQuantization.Signs<float>(s_reals, y);
        Assert.Equal([-1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 1], y);
        FakeQuantization.BackwardSigns<float>(s_reals, [.. s_reals.Select((_, i) => i + 1f)], dx);
        Assert.Equal([0, 0, 3, 4, 5, 6, 7, 8, 9, 0, 0], dx);
    }

    /// <summary>1 with the probability (x + 1) / 2; the standard deviation of the mean of 40,000 is at most 0.005.</summary>
    [Theory]
    [InlineData(-0.8f)]
    [InlineData(0f)]
    [InlineData(0.3f)]
    public void Drawn_signs_are_x_in_the_mean(float x)
    {
        const int Count = 40_000;
        var (xs, ys) = (new float[Count], new float[Count]);
        xs.AsSpan().Fill(x);
        FakeQuantization.StochasticSigns<float>(xs, key: 11, first: 5, ys);
        Assert.All(ys, y => Assert.True(y is 1 or -1));
        Assert.InRange(ys.Average(), x - 0.025f, x + 0.025f);
        // The same wherever a chunk begins.
        var half = new float[Count / 2];
        FakeQuantization.StochasticSigns<float>(xs.AsSpan(0, half.Length), key: 11, first: 5 + Count / 2, half);
        Assert.Equal(ys[(Count / 2)..], half);
    }

    [Fact]
    public void What_lies_beyond_one_is_certain()
    {
        var ys = new float[4];
        for (ulong key = 0; key < 200; key++)
        {
            FakeQuantization.StochasticSigns<float>([-1, -5, 1, 3], key, 0, ys);
            Assert.Equal([-1, -1, 1, 1], ys);
        }
    }

    /// <summary>With a straight-through estimator the gradient of y = w·sign(x) is w where |x| is at most 1.</summary>
    [Fact]
    public void The_networks_gradient_is_the_estimators()
    {
        var layers = new LayerBuilder("signs", seed: 1);
        var x = layers.Network.Parameter("x", [1, s_reals.Length], [.. s_reals]);
        var input = layers.Input([1, s_reals.Length]);
        var y = layers.Signs(layers.Network.Add(new Combine(CombineKind.Sum), [input, x], "sum"));
        var whole = Autodiff.Differentiate(layers.Build(y), new Loss.MeanSquaredError());
        using var executor = new NetworkExecutor<double>(whole.Network, 1, threads: 1);
        foreach (var value in whole.Network.Inputs) executor.Write(value.Id, new float[value.Shape.Elements]);
        executor[whole.Weight].Fill(1);
        executor.Run(1);
        var gradient = executor.Read(whole.Gradients.Single().Gradient);
        for (var i = 0; i < s_reals.Length; i++)
            Assert.Equal(Math.Abs(s_reals[i]) <= 1, gradient[i] != 0);
    }

    [Theory]
    [InlineData("binary-cnn")]
    [InlineData("binary-mlp")]
    public void Graphs_keep_signs_both_ways(string name)
    {
        var network = Zoo.Build(name, [1, 12, 12, 1], 5, new ZooOptions { Widths = [8, 16, 16], Stochastic = true }, seed: 4);
        var graph = GraphExport.ToGraph(network, v => [.. network.Values[v].Initial], name).Graph;
        Assert.Contains(graph.Nodes, n => n.Op is Select);
        var again = GraphImport.FromGraph(graph);
        Assert.Equal(graph.Nodes.Count(n => n.Op is Select), again.Nodes.Count(n => n.Op is Binarize { IsStochastic: false }));
        var second = GraphExport.ToGraph(again, v => [.. again.Values[v].Initial], name).Graph;
        var random = new RandomStream(9);
        for (var i = 0; i < 5; i++)
        {
            var input = new byte[graph.Type(graph.Inputs[0]).Bytes];
            var reals = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(input.AsSpan());
            for (var k = 0; k < reals.Length; k++) reals[k] = (float)random.NextNormal();
            Assert.Equal(new Interpreter(graph).Run(input), new Interpreter(second).Run(input));
        }
    }
}
