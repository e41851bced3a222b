using System.Collections.Immutable;
using Mote.Compiler;
using Mote.Compression;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Compression.Tests;

/// <summary>The fake-quantized graph and the integer graph agree to the last bit, layer by layer.</summary>
public class AgreementTests
{
    private static readonly ulong RandomGraphs = TestScope.All ? 10_000u : 1_000u;

    public static TheoryData<NumberFormat> Formats => [NumberFormat.Int8, NumberFormat.Int16x8, NumberFormat.Int4];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_graphs_agree_in_every_layer(NumberFormat format)
    {
        var (graphs, elements) = (0, 0L);
        foreach (var (seed, graph) in FloatSamples.Random(RandomGraphs))
        {
            graphs++;
            elements += Check(graph, seed, new QuantizationOptions { Format = format, PerTensorWeights = seed % 3 == 0 });
        }
        TestContext.Current.SendDiagnosticMessage($"{format}: {graphs} graphs, {elements} elements");
        Assert.True(graphs > 80);
    }

    [Fact]
    public void Layers_of_different_formats_agree()
    {
        foreach (var (seed, graph) in FloatSamples.Random(RandomGraphs))
        {
            var random = new RandomStream(seed);
            var layers = graph.Nodes.SelectMany(n => n.Origin.Layers).Distinct().Where(_ => random.Next(0, 2) == 0)
                .ToImmutableDictionary(l => l, _ => (NumberFormat)random.Next(0, 4));
            Check(graph, seed, new QuantizationOptions { Layers = layers });
        }
    }

    /// <summary>Every operator's float samples: integer, or float with a warning, and in any case a graph that compiles.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Samples_of_every_operator_agree(NumberFormat format)
    {
        var stored = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (graph, examples, ranges) in FloatSamples.Operators())
        {
            var model = Quantizer.Quantize(graph, ranges, new QuantizationOptions { Format = format });
            RequireAgreement(model, examples);
            ModelCompiler.Compile(model.Graph, new CompileOptions());
            for (var i = 0; i < graph.Nodes.Length; i++)
                if (model.Formats[i] != NumberFormat.Float) stored.Add(graph.Nodes[i].Op.Name());
                else Assert.Contains(model.Warnings, w => w.Where == graph.Nodes[i].Origin.ToString());
        }
        TestContext.Current.SendDiagnosticMessage($"{format}: {string.Join(", ", stored)}");
        Assert.Superset(new HashSet<string>(["Add", "Concatenation", "Conv2D", "DepthwiseConv2D", "FastGrnn", "FullyConnected", "Gru", "Lstm", "Softmax", "Svdf", "Unary"]), stored);
    }

    [Fact]
    public void Real_quotients_of_scales_do_not_agree_always()
    {
        // Otherwise the comparison would see nothing.
        var graph = FloatSamples.Network();
        var examples = FloatSamples.Examples(graph, 1, 50);
        var model = Quantizer.Quantize(graph, Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken));
        var real = FakeQuantizedRun.Compare(model, examples, RescalingArithmetic.Real, TestContext.Current.CancellationToken);
        Assert.True(real.Sum(l => l.Differing) > 0);
        // By a step where they round, and few of them.
        Assert.True(real[0].LargestDifference <= 1 && real[0].Differing < real[0].Elements / 200, real[0].ToString());
        RequireAgreement(model, examples);
    }

    private static long Check(Graph graph, ulong seed, QuantizationOptions options)
    {
        var examples = FloatSamples.Examples(graph, seed);
        var ranges = Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken);
        return RequireAgreement(Quantizer.Quantize(graph, ranges, options), examples);
    }

    internal static long RequireAgreement(QuantizedModel model, IReadOnlyList<byte[]> examples)
    {
        var layers = FakeQuantizedRun.Compare(model, examples, cancellation: TestContext.Current.CancellationToken);
        foreach (var layer in layers)
            Assert.True(layer.Differing == 0, $"{model.Graph.Name}: {layer}");
        return layers.Sum(l => l.Elements);
    }
}
