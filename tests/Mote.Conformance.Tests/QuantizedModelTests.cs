using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Integer graphs made of float ones, as generated C on this computer: the interpreter's bytes.</summary>
public class QuantizedModelTests
{
    private const int Examples = 3;

    private static readonly ulong RandomGraphs = TestScope.All ? 4_000u : 300u;

    public static TheoryData<NumberFormat> Formats => [NumberFormat.Int8, NumberFormat.Int16x8, NumberFormat.Int4];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Quantized_graphs_compile_to_what_the_interpreter_computes(NumberFormat format)
    {
        using var batch = new HostBatch { ResetsBetweenExamples = true };
        var random = new RandomStream(7);
        var graphs = OpSamples.All.Where(g => !g.Nodes.Any(n => n.Op is If or While))
            .Concat(Enumerable.Range(1, (int)RandomGraphs).Select(seed => GraphGenerator.Create((ulong)seed)))
            .Where(g => g.Inputs.Length > 0 && g.Inputs.All(i => g.Type(i).IsFloat))
            // In a short run each format has every third one.
            .Where((_, i) => TestScope.All || i % 3 == (int)format % 3);
        var count = 0;
        foreach (var graph in graphs)
        {
            byte[][] examples = [.. Enumerable.Range(0, Examples).Select(_ => RandomTensors.Inputs(graph, random))];
            if (Ranges(graph, examples) is not { } ranges) continue;
            var model = Quantizer.Quantize(graph, ranges, new QuantizationOptions { Format = format, FloatOutputs = count % 5 == 0 });
            batch.Add(model.Graph, OptimizeGoal.Balanced, optimize: count % 2 == 0,
                [.. examples.SelectMany(e => QuantizedInputs.Of(graph, model.Graph, e))], Examples);
            count++;
        }
        Assert.True(count > 50, $"{count} graphs");
        Assert.Empty(batch.Run());
    }

    /// <summary>Null where a value is not finite.</summary>
    private static ActivationRanges? Ranges(Graph graph, byte[][] examples)
    {
        try
        {
            return Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken);
        }
        catch (MoteException e) when (e.Diagnostics[0].Code == "MOTE0704")
        {
            return null;
        }
    }
}
