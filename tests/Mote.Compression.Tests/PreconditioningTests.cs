using System.Runtime.InteropServices;
using Mote.Compression;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Testing;

namespace Mote.Compression.Tests;

/// <summary>What is done to float graphs before they are quantized.</summary>
public class PreconditioningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Equalised_channels_compute_the_same_function()
    {
        var pairs = 0;
        foreach (var (seed, graph) in FloatSamples.Random(600).Append((0ul, FloatSamples.Network())))
        {
            var (equal, found) = CrossLayerEqualisation.Run(graph);
            pairs += found.Length;
            foreach (var example in FloatSamples.Examples(graph, seed))
                Assert.Null(Agreement.Difference(ElementType.Float32, new Interpreter(graph).Run(example), new Interpreter(equal).Run(example)));
        }
        Assert.True(pairs > 20, $"{pairs} pairs");
    }

    [Fact]
    public void Equalised_channels_are_equally_wide_on_both_sides()
    {
        var (equal, pairs) = CrossLayerEqualisation.Run(FloatSamples.Network());
        Assert.Equal([("conv", "depthwise"), ("depthwise", "pointwise"), ("pointwise", "dense")], pairs);
        var (pointwise, dense) = (Weights(equal, 2), Weights(equal, 5));
        for (var c = 0; c < 12; c++)
        {
            var made = pointwise.AsSpan(8 * c, 8).ToArray().Max(MathF.Abs);
            var read = Enumerable.Range(0, 5).Max(row => Math.Abs(dense[12 * row + c]));
            Assert.Equal(1, made / read, 0.01);
        }
    }

    [Fact]
    public void Equalised_channels_help_where_weights_share_one_scale()
    {
        var graph = FloatSamples.Network(unevenness: 10);
        var examples = FloatSamples.Examples(graph, 8, 32);
        var options = new QuantizationOptions { PerTensorWeights = true };
        var (before, after) = (Decibels(graph), Decibels(CrossLayerEqualisation.Run(graph).Graph));
        Assert.True(after > before + 6, $"{before:F1} dB, then {after:F1} dB");

        double Decibels(Graph g) => NoiseReport.Measure(
            Quantizer.Quantize(g, Calibration.Run(g, examples, cancellation: Token), options), examples, Token).OutputDecibels!.Value;
    }

    [Fact]
    public void Corrected_biases_leave_no_mean_error()
    {
        var graph = FloatSamples.Network(unevenness: 10);
        var examples = FloatSamples.Examples(graph, 9, 32);
        var ranges = Calibration.Run(graph, examples, cancellation: Token);
        var options = new QuantizationOptions { PerTensorWeights = true };
        var plain = Quantizer.Quantize(graph, ranges, options);
        var corrected = Quantizer.Quantize(BiasCorrection.Run(plain, examples, Token), ranges, options);
        // Numbers of values stay, so that the ranges still hold.
        Assert.Equal(graph.Values.Select(v => (v.Name, v.Type)), corrected.Source.Values.Select(v => (v.Name, v.Type)));
        // The dense layer's sums, which nothing clamps.
        var (before, after) = (MeanErrors(plain), MeanErrors(corrected));
        Assert.True(after.Max() < before.Max() / 4, $"{before.Max()}, then {after.Max()}");

        double[] MeanErrors(QuantizedModel model)
        {
            var value = graph.Nodes[5].Output;
            var (stored, type) = (model.Values[value], model.Graph.Type(model.Values[value]));
            var errors = new double[5];
            foreach (var example in examples)
            {
                float[] real = [];
                new Interpreter(graph).Run(example, (n, _, data) => real = n == 5 ? MemoryMarshal.Cast<byte, float>(data).ToArray() : real);
                sbyte[] found = [];
                new Interpreter(model.Graph).Run(QuantizedInputs.Of(graph, model.Graph, example), (n, _, data) =>
                    found = model.Graph.Nodes[n].Output == stored ? MemoryMarshal.Cast<byte, sbyte>(data).ToArray() : found);
                for (var c = 0; c < 5; c++)
                    errors[c] += (real[c] - type.PerTensor.Scale * (found[c] - type.PerTensor.ZeroPoint)) / examples.Length;
            }
            return [.. errors.Select(Math.Abs)];
        }
    }

    [Fact]
    public void Repair_goes_as_far_as_it_must()
    {
        var graph = FloatSamples.Network(unevenness: 12);
        var examples = FloatSamples.Examples(graph, 10, 64);
        int[] labels = [.. examples.Select(e => Largest(MemoryMarshal.Cast<byte, float>(new Interpreter(graph).Run(e)).ToArray()))];
        var options = new QuantizationOptions { PerTensorWeights = true, Format = NumberFormat.Int4 };
        var repair = new Repair(graph, examples, new CalibrationOptions(), options, Accuracy);
        var easy = repair.Run(0, cancellation: Token);
        Assert.True(easy.Met);
        Assert.Equal("plain", Assert.Single(easy.Steps).Name);

        var steps = new List<RepairStep>();
        var hard = new Repair(graph, examples, new CalibrationOptions(), options, Accuracy).Run(0.95, steps.Add, Token);
        Assert.True(hard.Met, string.Join("; ", hard.Steps));
        Assert.Equal(hard.Steps, steps);
        Assert.True(easy.Accuracy < 0.95 && hard.Accuracy >= 0.95 && hard.Accuracy == Accuracy(hard.Model.Graph));
        Assert.Equal("equalised channels", hard.Steps[1].Name);
        var impossible = new Repair(graph, [.. examples.Take(8)], new CalibrationOptions(), options, _ => 0).Run(1, cancellation: Token);
        Assert.False(impossible.Met);
        Assert.Contains(impossible.Steps, s => s.Name.StartsWith("16-bit activations in ", StringComparison.Ordinal));

        double Accuracy(Graph integer)
        {
            var interpreter = new Interpreter(integer);
            var type = integer.Type(integer.Outputs[0]);
            return examples.Where((e, i) => Largest(Codes(interpreter.Run(QuantizedInputs.Of(graph, integer, e)), type)) == labels[i]).Count()
                / (double)examples.Length;
        }

        static float[] Codes(byte[] output, TensorType type) => type.Element == ElementType.Int16
            ? [.. MemoryMarshal.Cast<byte, short>(output).ToArray().Select(v => (float)v)] : [.. output.Select(v => (float)(sbyte)v)];

        static int Largest(float[] values) => values.IndexOf(values.Max());
    }

    private static float[] Weights(Graph graph, int node) => graph[graph.Nodes[node].Inputs[1]].Data!.Span<float>().ToArray();
}
