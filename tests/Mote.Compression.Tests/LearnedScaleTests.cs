using System.Collections.Immutable;
using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compression.Tests;

/// <summary>What training has chosen is what the integer graph has, to the bit.</summary>
public class LearnedScaleTests
{
    [Fact]
    public void Learned_grids_and_steps_are_kept()
    {
        var graph = FloatSamples.Network();
        var examples = FloatSamples.Examples(graph, 5);
        var random = new RandomStream(6);
        var (values, weights) = (ImmutableDictionary.CreateBuilder<ValueId, ActivationRange>(), ImmutableDictionary.CreateBuilder<ValueId, EquatableArray<float>>());
        values[graph.Inputs[0]] = ActivationRange.Of(Grid());
        foreach (var node in graph.Nodes)
        {
            // A pool needs none, probabilities have theirs.
            if (node.Op is AveragePool2D or Softmax) continue;
            values[node.Output] = ActivationRange.Of(Grid());
            if (node.Inputs.Count > 1)
                weights[node.Inputs[1]] = node.Op is FullyConnected ? [Step()]
                    : [.. Enumerable.Range(0, graph.Type(node.Inputs[1]).Shape[node.Op is DepthwiseConv2D ? 3 : 0]).Select(_ => Step())];
        }
        var ranges = new ActivationRanges(values.ToImmutable(), weights.ToImmutable());
        var model = Quantizer.Quantize(graph, ranges);
        foreach (var (id, range) in ranges.Values)
            Assert.Equal(new Quantization.PerTensor(range.Grid!.Value.Scale, range.Grid.Value.ZeroPoint), model.Graph.Type(model.Values[id]).Quantization);
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            if (node.Inputs.Count < 2) continue;
            var stored = model.Graph.Nodes[i].Inputs[1];
            var found = model.Graph.Type(stored).Quantization is Quantization.PerAxis q ? q.Scales : [model.Graph.Type(stored).PerTensor.Scale];
            Assert.Equal(ranges.WeightScales[node.Inputs[1]], found);
            // The codes are those of the fake-quantized weights.
            var reals = graph[node.Inputs[1]].Data!.Span<float>();
            var rounded = new float[reals.Length];
            var scales = ranges.WeightScales[node.Inputs[1]].AsSpan();
            var inner = scales.Length == 1 ? reals.Length : graph.Type(node.Inputs[1]).Shape.Strides()[node.Op is DepthwiseConv2D ? 3 : 0];
            FakeQuantization.Forward(reals, scales, inner, 127, rounded);
            var codes = model.Graph[stored].Data!.Span<sbyte>();
            for (var k = 0; k < codes.Length; k++) Assert.Equal(scales[k / inner % scales.Length] * codes[k], rounded[k]);
        }
        AgreementTests.RequireAgreement(model, examples);

        QuantizationGrid<float> Grid() => new((float)(0.01 + 0.05 * random.NextDouble()), random.Next(-128, 128), -128, 127);

        float Step() => (float)(0.001 + 0.02 * random.NextDouble());
    }

    [Fact]
    public void Prescribed_scales_are_met_by_rescaling()
    {
        // Two branches with grids of their own, joined on a third.
        var builder = new GraphBuilder("join");
        var x = builder.Input("x", new TensorType(ElementType.Float32, [1, 4]));
        var a = builder.Add(new Unary(UnaryKind.Logistic), [x], null, "a", Origin.Of("a"));
        var b = builder.Add(new Unary(UnaryKind.Tanh), [x], null, "b", Origin.Of("b"));
        var joined = builder.Add(new Concatenation(1), [a, b], null, "y", Origin.Of("join"));
        var graph = builder.Build([joined]);
        var examples = FloatSamples.Examples(graph, 1);
        var model = Quantizer.Quantize(graph, Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(new Quantization.PerTensor(1f / 256, -128), model.Graph.Type(model.Values[a]).Quantization);
        Assert.Equal(new Quantization.PerTensor(1f / 128, 0), model.Graph.Type(model.Values[b]).Quantization);
        Assert.Equal(2, model.Graph.Nodes.Count(n => n.Op is Quantize));
        Assert.True(NoiseReport.Measure(model, examples, TestContext.Current.CancellationToken).OutputDecibels > 30);
    }

    [Fact]
    public void Inputs_have_the_type_that_they_are_given()
    {
        var graph = FloatSamples.Network();
        var examples = FloatSamples.Examples(graph, 5);
        var ranges = Calibration.Run(graph, examples, cancellation: TestContext.Current.CancellationToken);
        var raw = new TensorType(ElementType.Int16, graph.Type(graph.Inputs[0]).Shape, new Quantization.PerTensor(1f / 4096, 0));
        var model = Quantizer.Quantize(graph, ranges, new QuantizationOptions { InputTypes = [raw], FloatOutputs = true });
        Assert.Equal(raw, model.Graph.Type(model.Graph.Inputs[0]));
        Assert.True(model.Graph.Nodes[0].Op is Quantize { To: ElementType.Int8 });
        Assert.True(model.Graph.Type(model.Graph.Outputs[0]).IsFloat);
        AgreementTests.RequireAgreement(model, examples);
        var real = Quantizer.Quantize(graph, ranges, new QuantizationOptions { FloatInputs = true });
        Assert.True(real.Graph.Type(real.Graph.Inputs[0]).IsFloat);
        AgreementTests.RequireAgreement(real, examples);
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused()
    {
        var graph = FloatSamples.Network();
        var ranges = Calibration.Run(graph, FloatSamples.Examples(graph, 5), cancellation: TestContext.Current.CancellationToken);
        Refused("MOTE0703", ranges, new QuantizationOptions { Layers = ImmutableDictionary<string, NumberFormat>.Empty.Add("nowhere", NumberFormat.Int8) });
        Refused("MOTE0703", ranges, new QuantizationOptions { InputTypes = [new TensorType(ElementType.Int8, [1, 2], new Quantization.PerTensor(1, 0))] });
        Refused("MOTE0702", new ActivationRanges(ImmutableDictionary<ValueId, ActivationRange>.Empty), new QuantizationOptions());
        Refused("MOTE0702", new ActivationRanges(ranges.Values.SetItem(graph.Inputs[0],
            ActivationRange.Of(new QuantizationGrid<float>(0.1f, 0, -8, 7)))), new QuantizationOptions());

        void Refused(string code, ActivationRanges known, QuantizationOptions options) =>
            Assert.Equal(code, Assert.Throws<MoteException>(() => Quantizer.Quantize(graph, known, options)).Diagnostics[0].Code);
    }
}
