using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

/// <summary>A network with numbers as training might leave them: none is zero or one any more.</summary>
internal sealed class TrainedNetwork
{
    private readonly Dictionary<string, float[]> _numbers = [];

    private TrainedNetwork(Network network) => Network = network;

    public Network Network { get; }

    public static TrainedNetwork Of(Network network, ulong seed = 17)
    {
        var trained = new TrainedNetwork(network);
        var random = new RandomStream(seed);
        foreach (var value in network.Parameters.Concat(network.Buffers))
        {
            var isVariance = value.Name.EndsWith("variance", StringComparison.Ordinal);
            var isScale = isVariance || value.Name.EndsWith("gamma", StringComparison.Ordinal);
            trained._numbers[value.Name] = [.. value.Initial.Select(x => isScale ? 0.6f + (float)random.NextDouble()
                : x + 0.1f * (float)random.NextNormal())];
        }
        trained.Normalise();
        return trained;
    }

    /// <summary>Running means and variances become those of one batch.</summary>
    private void Normalise()
    {
        const int Batch = 4;
        var norms = Network.Nodes.Where(n => n.Op is FinishBatchNorm).ToArray();
        if (norms.Length == 0) return;
        using var executor = new NetworkExecutor<float>(Network, Batch, threads: 1);
        foreach (var value in Network.Parameters) executor.Write(value.Id, _numbers[value.Name]);
        foreach (var value in Network.Inputs) executor.Write(value.Id, Input(value.Shape.With(0, Batch), seed: 23));
        executor.Run(Batch);
        foreach (var norm in norms)
        {
            _numbers[Network.Values[norm.Inputs[FinishBatchNorm.RunningMean]].Name] = executor.Read(norm.Outputs[FinishBatchNorm.Mean]);
            _numbers[Network.Values[norm.Inputs[FinishBatchNorm.RunningVariance]].Name] =
                [.. executor.Read(norm.Outputs[FinishBatchNorm.InverseDeviation]).Select(d => 1 / (d * d))];
        }
    }

    public static TrainedNetwork AsBuilt(Network network)
    {
        var trained = new TrainedNetwork(network);
        foreach (var value in network.Parameters.Concat(network.Buffers)) trained._numbers[value.Name] = [.. value.Initial];
        return trained;
    }

    public float[] Numbers(int value) => _numbers[Network.Values[value].Name];

    public ExportedModel Export() => GraphExport.ToGraph(Network, Numbers, "exported");

    /// <summary>What the network's form for inference gives, in double precision: single's error in deep networks is not the graph's.</summary>
    public float[] Run(float[] input)
    {
        var inference = Network.ForInference();
        using var executor = new NetworkExecutor<double>(inference, batch: 1, threads: 1);
        foreach (var value in inference.Parameters.Concat(inference.Buffers)) executor.Write(value.Id, _numbers[value.Name]);
        executor.Write(inference.Inputs.Single().Id, input);
        executor.Run(1);
        return [.. inference.Outputs.SelectMany(executor.Read)];
    }

    public static float[] Interpret(Graph graph, float[] input)
    {
        var given = Tensor.From<float>(graph.Type(graph.Inputs[0]), input);
        var taken = new Interpreter(graph).Run(given.Bytes);
        return Tensor.FromBytes(new TensorType(ElementType.Float32, [taken.Length / 4]), taken).Span<float>().ToArray();
    }

    /// <summary>Random, with the noise of a sensor.</summary>
    public static float[] Input(Shape shape, ulong seed = 3)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, shape.Elements).Select(_ => (float)random.NextNormal())];
    }

    /// <summary>Within a share of the largest, or of 0.1: a single output may be what is left of larger terms.</summary>
    public static void AssertClose(float[] expected, float[] actual, float tolerance = 1e-5f)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Max(MathF.Abs);
        Assert.True(largest > 0, "all outputs are zero");
        largest = Math.Max(largest, 0.1f);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= tolerance * largest, $"output {i} is {actual[i]}, {expected[i]} is expected");
    }
}
