using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Training.Networks;

namespace Mote.Compression.Tests;

/// <summary>
/// Layers of which nothing but the sign is used become integer layers that give signs. Where weights are on their grid already, as training
/// leaves them, these are the float graph's signs, every one of them.
/// </summary>
public class SignLayerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Integer_layers_give_the_signs_of_float_layers(ulong seed)
    {
        var random = new RandomStream(seed);
        var network = Network(seed);
        // Norms as after a training, scales of either sign among them.
        var exported = GraphExport.ToGraph(network, v => Numbers(network.Values[v], random), "signs");
        var input = new TensorType(ElementType.Int8, exported.Graph.Type(exported.Graph.Inputs[0]).Shape, new Quantization.PerTensor(1, 0));
        var made = Quantizer.Quantize(exported.Graph, RoundingNetwork.Learned(exported), new QuantizationOptions { InputTypes = [input] });
        Assert.Empty(made.Warnings);
        Assert.DoesNotContain(made.Graph.Nodes, n => n.Op is Select or Compare or Quantize or Dequantize);
        Assert.Equal(new Quantization.PerTensor(1, 0), made.Graph.Type(made.Graph.Outputs[0]).Quantization);
        var (pluses, all) = (0, 0);
        for (var example = 0; example < 50; example++)
        {
            var integers = Enumerable.Range(0, input.Shape.Elements).Select(_ => (sbyte)random.Next(-128, 128)).ToArray();
            var reals = integers.Select(i => (float)i).ToArray();
            var expected = MemoryMarshal.Cast<byte, float>(new Interpreter(exported.Graph).Run(MemoryMarshal.AsBytes(reals.AsSpan()).ToArray())).ToArray();
            var found = MemoryMarshal.Cast<byte, sbyte>(new Interpreter(made.Graph).Run(MemoryMarshal.AsBytes(integers.AsSpan()).ToArray())).ToArray();
            Assert.Equal(expected, found.Select(f => (float)f));
            pluses += found.Count(f => f > 0);
            all += found.Length;
        }
        Assert.InRange(pluses, all / 10, 9 * all / 10);
    }

    /// <summary>Other formats, and signs of what no layer gives, are compared and selected as before.</summary>
    [Fact]
    public void Other_signs_stay_comparisons()
    {
        var layers = new LayerBuilder("sum", seed: 1);
        var x = layers.Input([1, 8]);
        var network = layers.Build(layers.Signs(layers.Sum(layers.Dense(x, 8), x)));
        var graph = GraphExport.ToGraph(network, v => [.. network.Values[v].Initial], "sum").Graph;
        var examples = Calibration.Examples(graph, [Enumerable.Range(0, 8).Select(i => i - 3.5f).ToArray()]);
        var made = Quantizer.Quantize(graph, Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains(made.Graph.Nodes, n => n.Op is Select);
    }

    private static Network Network(ulong seed)
    {
        var layers = new LayerBuilder("signs", seed);
        var x = layers.Input([1, 7, 6, 3]);
        var random = new RandomStream(seed + 10);
        var weights = layers.Network.Parameter("first.weights", [16, 3, 3, 3],
            [.. Enumerable.Range(0, 16 * 27).Select(_ => (float)random.NextNormal())]);
        weights = layers.Network.Add(new QuantizeWeights(7, 0), [weights], "first.rounded");
        x = layers.Network.Add(new Convolve(Steps.One, new Padding(1, 1, 1, 1)), [x, weights], "first");
        x = layers.Signs(layers.BatchNorm(x, Activation.None));
        x = layers.BatchNorm(layers.BinaryConvolution(x, 20, (3, 3), (1, 1)), Activation.None);
        x = layers.Signs(layers.MaxPool(x, (2, 2), (2, 2)), stochastic: true);
        return layers.Build(layers.Signs(layers.BatchNorm(layers.BinaryMatrix(layers.Flatten(x), 30), Activation.None)));
    }

    private static float[] Numbers(NetworkValue value, RandomStream random)
    {
        var name = value.Name[(value.Name.LastIndexOf('.') + 1)..];
        return [.. value.Initial.Select(i => name switch
        {
            "gamma" => (float)(random.NextNormal() + 0.1),
            "beta" => 0.3f * (float)random.NextNormal(),
            "mean" => 0.2f * (float)random.NextNormal(),
            "variance" => 0.5f + (float)random.NextDouble(),
            _ => i,
        })];
    }
}
