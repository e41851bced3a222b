using Mote.Compression;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Compression.Tests;

/// <summary>Whether the scales that are chosen are good ones: noise in decibels, over every operator's float samples.</summary>
public class NoiseTests
{
    /// <summary>Functions that multiply errors, or whose results are far apart: no choice of scales is good.</summary>
    private static bool IsHopeless(Graph graph) => graph.Name.Contains("wide values", StringComparison.Ordinal)
        || graph.Nodes.Any(n => n.Op is If or While or DetectionPostProcess or TreeEnsemble or ArgReduce or Compare or Cast
            // What hardly varies becomes as large as what does.
            or Standardize
            || n.Op is Binary { Kind: BinaryKind.Div or BinaryKind.FloorDiv or BinaryKind.FloorMod })
        // Probabilities far below 1/256.
        || (graph.Nodes.Any(n => n.Op is Softmax) && graph.Name.Contains("many classes", StringComparison.Ordinal));

    [Theory]
    [InlineData(NumberFormat.Int8, 14)]
    [InlineData(NumberFormat.Int16x8, 15)]
    [InlineData(NumberFormat.Int4, 14)]
    public void Every_operator_keeps_its_meaning(NumberFormat format, double least)
    {
        foreach (var (graph, examples, ranges) in FloatSamples.Operators().Where(s => !IsHopeless(s.Graph)))
        {
            var model = Quantizer.Quantize(graph, ranges, new QuantizationOptions { Format = format });
            var noise = NoiseReport.Measure(model, examples, TestContext.Current.CancellationToken);
            Assert.True(noise.OutputDecibels is null || noise.OutputDecibels >= least, $"{graph.Name}: {noise.OutputDecibels:F1} dB");
        }
    }
}
