using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Compression;

/// <summary>What rounding costs one layer. Ratios are signal to quantization noise in decibels; null where there is no noise.</summary>
/// <param name="Layer">By its name in the source.</param>
/// <param name="Operator">By its name.</param>
/// <param name="Format">That it computes in.</param>
/// <param name="Decibels">Of its result against the float graph's: its own noise and all that came before.</param>
/// <param name="OwnDecibels">Likewise, if all that it reads were the float graph's values rounded: its own noise alone.</param>
/// <param name="Hurts">Whether it is among the layers to look at first: own noise far above the others'.</param>
public sealed record LayerNoise(string Layer, string Operator, NumberFormat Format, double? Decibels, double? OwnDecibels, bool Hurts);

/// <param name="Layers">In order of execution; those that only move elements are left out.</param>
/// <param name="OutputDecibels">Of all outputs together.</param>
/// <param name="Examples">Measured with.</param>
public sealed record NoiseReport(ImmutableArray<LayerNoise> Layers, double? OutputDecibels, int Examples)
{
    /// <summary>Layers whose own noise is this much above the median's hurt.</summary>
    private const double FarAboveDecibels = 6;

    /// <summary>Nor does noise so far below the signal hurt.</summary>
    private const double InaudibleDecibels = 40;

    /// <summary>Compares an integer graph with the float graph that it was made of, layer by layer.</summary>
    /// <param name="model">Both.</param>
    /// <param name="examples">Inputs of the float graph.</param>
    /// <param name="cancellation">Ends it.</param>
    public static NoiseReport Measure(QuantizedModel model, IReadOnlyList<byte[]> examples, CancellationToken cancellation = default)
    {
        var layers = model.Graph.Nodes.Where(n => IsLayer(model, n)).ToArray();
        var noise = new Noise[examples.Count][];
        Parallel.For(0, examples.Count, new ParallelOptions { CancellationToken = cancellation },
            () => (Real: new GraphTrace(model.Source), Stored: new GraphTrace(model.Graph)), (i, _, run) =>
            {
                run.Real.Reset();
                run.Stored.Reset();
                run.Real.Run(examples[i]);
                run.Stored.Run(StoredReals.Inputs(model.Source, model.Graph, examples[i]));
                noise[i] = Of(model, layers, run.Real, run.Stored);
                return run;
            }, _ => { });
        // Added in the order of the examples, whichever came first.
        var total = new Noise[2 * layers.Length + 1];
        foreach (var example in noise)
            for (var i = 0; i < total.Length; i++) total[i] = total[i].And(example[i]);
        double[] own = [.. Enumerable.Range(0, layers.Length).Select(i => total[2 * i + 1].Decibels ?? double.PositiveInfinity)];
        double[] sorted = [.. own.Order()];
        var limit = sorted.Length == 0 ? 0 : Math.Min(sorted[sorted.Length / 2] - FarAboveDecibels, InaudibleDecibels);
        return new NoiseReport([.. layers.Select((n, i) => new LayerNoise(n.Origin.ToString(), n.Op.Name(), Format(model, n),
            total[2 * i].Decibels, total[2 * i + 1].Decibels, own[i] < limit))], total[^1].Decibels, examples.Count);
    }

    private static bool IsLayer(QuantizedModel model, Node node) => ScaleRules.Of(node.Op) is not (ScaleRule.Same or ScaleRule.Conversion)
        && node.Outputs.All(o => model.Sources.ContainsKey(o)) && model.Source.Type(model.Sources[node.Output]).IsFloat
        // What only a clamp reads is not stored beyond the clamp.
        && !model.Source.Nodes.Any(n => n.Op is Relu && n.Inputs[0] == model.Sources[node.Output]);

    private static NumberFormat Format(QuantizedModel model, Node node)
    {
        var value = model.Sources[node.Output];
        for (var i = 0; i < model.Source.Nodes.Length; i++)
            if (model.Source.Nodes[i].Outputs.Contains(value)) return model.Formats[i];
        return NumberFormat.Float;
    }

    /// <summary>Two for each layer, whole and own, and one for the outputs.</summary>
    private static Noise[] Of(QuantizedModel model, Node[] layers, GraphTrace real, GraphTrace stored)
    {
        var noise = new Noise[2 * layers.Length + 1];
        for (var i = 0; i < layers.Length; i++)
        {
            var node = layers[i];
            var expected = real.Reals(model.Sources[node.Output]);
            noise[2 * i] = Noise.Of(expected, model.Graph.Type(node.Output), stored[node.Output]);
            var own = Interpreter.Evaluate(model.Graph, node, id => Operand(model, id, real));
            noise[2 * i + 1] = Noise.Of(expected, model.Graph.Type(node.Output), own[0]);
        }
        for (var o = 0; o < model.Graph.Outputs.Length; o++)
            if (model.Source.Type(model.Source.Outputs[o]).IsFloat)
                noise[^1] = noise[^1].And(Noise.Of(real.Reals(model.Source.Outputs[o]),
                    model.Graph.Type(model.Graph.Outputs[o]), stored[model.Graph.Outputs[o]]));
        return noise;
    }

    /// <summary>What the float graph has, stored as the integer graph stores it.</summary>
    private static byte[] Operand(QuantizedModel model, ValueId id, GraphTrace real)
    {
        if (model.Graph[id].Data is { } constant) return constant.Bytes.ToArray();
        var source = model.Sources[id];
        if (!model.Source.Type(source).IsFloat) return real[source].ToArray();
        var bytes = new byte[model.Graph.Type(id).Bytes];
        StoredReals.Store(model.Graph.Type(id), real.Reals(source), bytes);
        return bytes;
    }

    private readonly record struct Noise(double Signal, double Error)
    {
        public double? Decibels => Error > 0 ? 10 * Math.Log10(Math.Max(Signal, double.Epsilon) / Error) : null;

        public Noise And(Noise other) => new(Signal + other.Signal, Error + other.Error);

        public static Noise Of(ReadOnlySpan<float> expected, TensorType type, ReadOnlySpan<byte> stored)
        {
            var found = new float[expected.Length];
            StoredReals.Load(type, stored, found);
            var (signal, error) = (0.0, 0.0);
            for (var i = 0; i < found.Length; i++)
            {
                signal += (double)expected[i] * expected[i];
                error += ((double)expected[i] - found[i]) * ((double)expected[i] - found[i]);
            }
            return new Noise(signal, error);
        }
    }
}
