using Mote.Compiler;
using Mote.Compression;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Compression.Tests;

/// <summary>The fake-quantized graph and the integer graph agree to the last bit, layer by layer.</summary>
public class AgreementTests
{
    private static readonly ulong RandomGraphs = TestScope.All ? 10_000u : 1_000u;

    private static readonly NumberFormat[] Formats = [NumberFormat.Int8, NumberFormat.Int16x8, NumberFormat.Int4];

    [Theory]
    [MemberData(nameof(FormatNames))]
    public void Random_graphs_agree_in_every_layer(NumberFormat format)
    {
        var (graphs, elements) = (0, 0L);
        for (var seed = 1ul; seed <= RandomGraphs; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            if (graph.Inputs.Any(i => !graph.Type(i).IsFloat)) continue;
            graphs++;
            elements += Check(graph, seed, new QuantizationOptions { Format = format, PerTensorWeights = seed % 3 == 0 });
        }
        TestContext.Current.SendDiagnosticMessage($"{format}: {graphs} graphs, {elements} elements");
        Assert.True(graphs > 80);
    }

    public static TheoryData<NumberFormat> FormatNames => [.. Formats];

    [Fact]
    public void Layers_of_different_formats_agree()
    {
        for (var seed = 1ul; seed <= RandomGraphs; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            if (graph.Inputs.Any(i => !graph.Type(i).IsFloat)) continue;
            var random = new RandomStream(seed);
            var layers = graph.Nodes.SelectMany(n => n.Origin.Layers).Distinct().Where(_ => random.Next(0, 2) == 0)
                .ToDictionary(l => l, _ => (NumberFormat)random.Next(0, 4));
            Check(graph, seed, new QuantizationOptions { Layers = System.Collections.Immutable.ImmutableDictionary.CreateRange(layers) });
        }
    }

    /// <summary>Every operator's float samples: integer, or float with a warning, and in any case a graph that compiles.</summary>
    [Theory]
    [MemberData(nameof(FormatNames))]
    public void Samples_of_every_operator_agree(NumberFormat format)
    {
        var stored = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var graph in OpSamples.All.Where(g => g.Inputs.Any(i => g.Type(i).IsFloat)))
        {
            if (graph.Nodes.Any(n => n.Op is If or While)) continue;
            var examples = Examples(graph, 1);
            if (!IsFinite(graph, examples)) continue;
            var model = Quantizer.Quantize(graph, Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken),
                new QuantizationOptions { Format = format });
            RequireAgreement(model, examples, graph.Name);
            ModelCompiler.Compile(model.Graph, new CompileOptions());
            for (var i = 0; i < graph.Nodes.Length; i++)
                if (model.Formats[i] != NumberFormat.Float) stored.Add(graph.Nodes[i].Op.Name());
                else Assert.Contains(model.Warnings, w => w.Where == graph.Nodes[i].Origin.ToString());
        }
        TestContext.Current.SendDiagnosticMessage($"{format}: {string.Join(", ", stored)}");
    }

    private static long Check(Graph graph, ulong seed, QuantizationOptions options)
    {
        var examples = Examples(graph, seed);
        var ranges = Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken);
        var model = Quantizer.Quantize(graph, ranges, options);
        return RequireAgreement(model, examples, graph.Name);
    }

    private static long RequireAgreement(QuantizedModel model, IReadOnlyList<byte[]> examples, string name)
    {
        var layers = FakeQuantizedRun.Compare(model, examples, cancellation: TestContext.Current.CancellationToken);
        foreach (var layer in layers)
            Assert.True(layer.Differing == 0, $"{name}: {layer}");
        return layers.Sum(l => l.Elements);
    }

    private static byte[][] Examples(Graph graph, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, 4).Select(_ => RandomTensors.Inputs(graph, random))];
    }

    private static bool IsFinite(Graph graph, byte[][] examples)
    {
        try
        {
            Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken);
            return true;
        }
        catch (Core.Diagnostics.MoteException e) when (e.Diagnostics[0].Code == "MOTE0704")
        {
            return false;
        }
    }
}
