using System.Collections.Immutable;
using Mote.Compression;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Training;
using Mote.Training.Execution;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Compression.Tests;

/// <summary>Networks trained with rounding: the integer graph has their very grids, and gives what they give.</summary>
public class RoundingNetworkTests
{
    private static readonly string[] Networks = ["lstm", "gru", "fastgrnn", "crnn", "svdf", "cnn-1d"];

    public static TheoryData<string, NumberFormat, bool> Trainings
    {
        get
        {
            var all = new TheoryData<string, NumberFormat, bool>();
            foreach (var name in Networks)
            foreach (var format in (NumberFormat[])[NumberFormat.Int8, NumberFormat.Int16x8, NumberFormat.Int4])
            foreach (var learn in (bool[])[false, true]) all.Add(name, format, learn);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void What_was_trained_is_what_the_integer_graph_has(string name, NumberFormat format, bool learn) =>
        Check(name, format, learn, _ => new RoundingOptions
        {
            WeightBits = format == NumberFormat.Int4 ? 4 : 8, ActivationBits = format == NumberFormat.Int16x8 ? 16 : 8, LearnSteps = learn,
        });

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(5, true)]
    public void Weights_of_few_bits_are_what_was_trained(int bits, bool oneScale)
    {
        var graph = Check("cnn-1d", NumberFormat.Int8, learn: false, network => new RoundingOptions
        {
            LayerBits = Layers(network).ToImmutableDictionary(n => n, _ => bits), OneScale = oneScale ? [.. Layers(network)] : [],
        });
        var most = Math.Max(1, (1 << (bits - 1)) - 1);
        foreach (var weights in graph.Nodes.Where(n => n.Op is Conv2D or FullyConnected).Select(n => graph[n.Inputs[1]].Data!))
        {
            Assert.All(weights.Int8().ToArray(), code => Assert.InRange(code, -most, most));
            if (bits == 1) Assert.DoesNotContain((sbyte)0, weights.Int8().ToArray());
            if (oneScale) Assert.IsType<Quantization.PerTensor>(weights.Type.Quantization);
        }
    }

    private static IEnumerable<string> Layers(Network network) =>
        network.Nodes.Where(n => n.Op is Convolve or Connect).Select(n => n.Name);

    private static Graph Check(string name, NumberFormat format, bool learn, Func<Network, RoundingOptions> choose)
    {
        var source = new Waves(learn ? 2u : 1u);
        var network = Zoo.Build(name, source.Shape, source.Targets, new ZooOptions { States = 7, Widths = name == "svdf" ? [6] : [] }, seed: 3);
        var folded = Quantizer.Prepare(GraphExport.ToGraph(network, v => [.. network.Values[v].Initial], name).Graph);
        var imported = GraphImport.FromGraph(folded);
        var (rounding, options) = (new RoundingNetwork(imported), choose(imported));
        var input = QuantizationGrid.OfActivation(-3f, 3f, 8);
        var rounded = rounding.Round(rounding.Observe(source, 64, threads: 1), (input.Low, input.High), options);
        var training = new TrainingOptions { Epochs = 2, Batch = 16, LearningRate = 1e-3 };
        using var trainer = new Trainer(rounded, source, null, training, threads: 1);
        while (!trainer.IsDone) trainer.Step();
        var learned = trainer.Result();
        var exported = GraphExport.ToGraph(rounded, v => learned[v], name);
        var type = new TensorType(ElementType.Int8, source.Shape, new Quantization.PerTensor(input.Scale, input.ZeroPoint));
        var model = Quantizer.Quantize(exported.Graph, RoundingNetwork.Learned(exported), new QuantizationOptions { Format = format, InputTypes = [type] });

        Assert.Empty(model.Warnings);
        foreach (var (id, range) in exported.Ranges.Where(r => r.Key != exported.Graph.Inputs[0] && r.Value.Bits == options.ActivationBits))
        {
            var grid = QuantizationGrid.OfActivation(range.Low, range.High, range.Bits);
            Assert.Equal(new Quantization.PerTensor(grid.Scale, grid.ZeroPoint), model.Graph.Type(model.Values[id]).Quantization);
        }
        RequireWeights(exported, model, rounded, learned);
        if (learn) RequireLearned(rounded, learned);
        var (mean, most) = Differences(rounded, learned, model.Graph, source);
        TestContext.Current.SendDiagnosticMessage($"{name} {format}: {mean:F3} steps on average, {most:F0} at most");
        // Sixteen bits resolve what single precision and the tables of the gates do not: these are half a step and two of eight bits. A value
        // that lies between two steps may be rounded the other way, which the small layers behind some networks enlarge.
        var (allowedMean, allowedMost) = format == NumberFormat.Int16x8 ? (128, 512)
            : name is "lstm" or "gru" or "fastgrnn" ? (0.15, 2.01) : (2, 12);
        Assert.True(mean <= allowedMean && most <= allowedMost, $"{mean} steps on average, {most} at most");
        return model.Graph;
    }

    /// <summary>Stored integers times their scales are the weights that the network rounds to.</summary>
    private static void RequireWeights(ExportedModel exported, QuantizedModel model, Network rounded, IReadOnlyDictionary<int, float[]> learned)
    {
        var inference = rounded.ForInference();
        using var executor = Executor(inference, rounded, learned);
        executor.Run(1);
        var trained = inference.Nodes.Where(n => n.Op is QuantizeWeights or QuantizeWithSteps).SelectMany(n => executor.Read(n.Output)).ToHashSet();
        var seen = 0;
        foreach (var node in model.Graph.Nodes)
        foreach (var operand in node.Inputs.Where(i => !i.IsNone && model.Graph[i].Data is { } d && d.Type.Element is ElementType.Int8 or ElementType.Int4 && d.Type.Quantization is not null))
        {
            var data = model.Graph[operand].Data!;
            // A cell's initial states are constants, too.
            if (data.Type.Shape.Rank < 2 || data.Type.Shape[0] == 1 && data.Type.Shape.Rank == 2) continue;
            var (codes, q) = (data.Int8().ToArray(), data.Type.Quantization);
            var scales = q is Quantization.PerAxis a ? a.Scales : [data.Type.PerTensor.Scale];
            var inner = q is Quantization.PerAxis axis ? data.Type.Shape.Strides()[axis.Axis] : codes.Length;
            for (var i = 0; i < codes.Length; i++) Assert.Contains(scales[i / inner % scales.Count] * codes[i], trained);
            seen++;
        }
        Assert.Equal(exported.Steps.Count, seen);
    }

    /// <summary>Steps have moved, and not all alike.</summary>
    private static void RequireLearned(Network rounded, IReadOnlyDictionary<int, float[]> learned)
    {
        var factors = rounded.Parameters.Where(p => p.Name.EndsWith(".steps", StringComparison.Ordinal)).SelectMany(p => learned[p.Id]).ToArray();
        Assert.NotEmpty(factors);
        Assert.True(factors.Count(f => f != 1) > factors.Length / 2);
        Assert.All(factors, f => Assert.InRange(f, 0.5f, 2));
    }

    private static (double Mean, double Most) Differences(Network rounded, IReadOnlyDictionary<int, float[]> learned, Graph graph, Waves source)
    {
        var inference = rounded.ForInference();
        using var executor = Executor(inference, rounded, learned);
        var (input, output) = (graph.Type(graph.Inputs[0]), graph.Type(graph.Outputs[0]));
        var interpreter = new Interpreter(graph);
        var (sum, most, count) = (0.0, 0.0, 0);
        var values = new float[source.Shape.Elements];
        for (var i = 0; i < source.Count; i++)
        {
            source.Read(i, 0, values);
            values.CopyTo(executor[inference.Inputs.Single().Id]);
            executor.Run(1);
            var grid = new QuantizationGrid<float>(input.PerTensor.Scale, input.PerTensor.ZeroPoint, -128, 127);
            interpreter.Reset();
            var answer = Tensor.FromBytes(output, interpreter.Run([.. values.Select(v => (byte)(sbyte)FakeQuantization.Code(v, grid))]));
            var expected = executor[inference.Outputs[0]];
            for (var k = 0; k < expected.Length; k++)
            {
                var code = output.Element == ElementType.Int16 ? answer.Span<short>()[k] : answer.Span<sbyte>()[k];
                var difference = Math.Abs(expected[k] / output.PerTensor.Scale - (code - output.PerTensor.ZeroPoint));
                (sum, most, count) = (sum + difference, Math.Max(most, difference), count + 1);
            }
        }
        return (sum / count, most);
    }

    private static NetworkExecutor<float> Executor(Network inference, Network trained, IReadOnlyDictionary<int, float[]> learned)
    {
        var executor = new NetworkExecutor<float>(inference, 1, threads: 1);
        var byName = trained.Parameters.Concat(trained.Buffers).ToDictionary(v => v.Name, v => learned[v.Id]);
        foreach (var value in inference.Parameters.Concat(inference.Buffers)) executor.Write(value.Id, byName[value.Name]);
        return executor;
    }

    /// <summary>Sequences of waves; the class is how quick they are.</summary>
    private sealed class Waves(uint seed) : IExampleSource
    {
        public int Count => 64;

        public Shape Shape => [1, 12, 6];

        public int Targets => 4;

        public int Label(int example) => example % 4;

        public void Read(int example, ulong noise, Span<float> values)
        {
            var random = new RandomStream(seed * 1000 + (ulong)example);
            var phase = 6 * random.NextDouble();
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(1.5 * Math.Sin(phase + i / 6 * (0.3 + 0.4 * Label(example)) + i % 6) + 0.3 * random.NextNormal());
        }

        public void Aim(int example, ReadOnlySpan<float> values, Span<float> target)
        {
            target.Clear();
            target[Label(example)] = 1;
        }
    }
}
