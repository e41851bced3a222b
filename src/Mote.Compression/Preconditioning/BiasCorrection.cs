using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Compression;

/// <summary>
/// Removes the mean error that rounding brings to each output channel (Nagel and others, 2019, measured on examples): the difference
/// of the means of what a layer sums, in float and with everything rounded that it reads, becomes part of its bias. Layer by layer,
/// each with those before it corrected.
/// </summary>
public static class BiasCorrection
{
    /// <param name="model">What quantization of a graph gives.</param>
    /// <param name="examples">Inputs of the float graph.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>
    /// The float graph with other biases, its values under the same numbers; quantized with the same ranges it is corrected.
    /// Layers without a bias stay as they are.
    /// </returns>
    public static Graph Run(QuantizedModel model, IReadOnlyList<byte[]> examples, CancellationToken cancellation = default)
    {
        var layers = Layers(model);
        if (layers.Count == 0 || examples.Count == 0) return model.Source;
        var real = Means(model, layers, examples, cancellation);
        var biases = new Dictionary<ValueId, Tensor>();
        var corrected = new Dictionary<ValueId, Tensor>();
        var values = examples.Select(e => Start(model, e)).ToArray();
        var lastReader = model.Graph.Nodes.SelectMany((n, i) => n.Inputs.Where(v => !v.IsNone).Select(v => (v, i)))
            .GroupBy(p => p.v).ToDictionary(g => g.Key, g => g.Max(p => p.i));
        for (var i = 0; i < model.Graph.Nodes.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var node = model.Graph.Nodes[i];
            if (layers.TryGetValue(node.Output, out var source))
            {
                var stored = Mean(values.Length, source, model.Source, v => Sums(model, node, source, values[v]), cancellation);
                Correct(model, node, source, real[node.Output], stored, biases, corrected);
            }
            Parallel.ForEach(values, new ParallelOptions { CancellationToken = cancellation }, known =>
            {
                var outputs = Interpreter.Evaluate(model.Graph, node, id => corrected.TryGetValue(id, out var bias) ? bias.Bytes.ToArray()
                    : model.Graph[id].Data?.Bytes.ToArray() ?? known[id]);
                for (var o = 0; o < outputs.Length; o++) known[node.Outputs[o]] = outputs[o];
                foreach (var input in node.Inputs)
                    if (!input.IsNone && lastReader[input] == i) known.Remove(input);
            });
        }
        return GraphConstants.With(model.Source, biases);
    }

    /// <summary>Float layers with weights and a bias, by the integer value that stands for their result.</summary>
    private static Dictionary<ValueId, Node> Layers(QuantizedModel model)
    {
        var uses = new Uses(model.Source);
        return model.Source.Nodes.Where((n, i) => ScaleRules.Of(n.Op) == ScaleRule.Weighted && model.Formats[i] != NumberFormat.Float
            && n.Inputs.Count > 2 && !n.Inputs[2].IsNone && model.Source[n.Inputs[2]].IsConstant && uses.Readers(n.Inputs[2]).Count == 1)
            .ToDictionary(n => model.Values[n.Output]);
    }

    private static Dictionary<ValueId, byte[]> Start(QuantizedModel model, byte[] example)
    {
        var known = new Dictionary<ValueId, byte[]>();
        foreach (var state in model.Graph.States) known[state.Before] = state.Initial.Bytes.ToArray();
        var rest = StoredReals.Inputs(model.Source, model.Graph, example).AsSpan();
        foreach (var input in model.Graph.Inputs)
        {
            known[input] = rest[..model.Graph.Type(input).Bytes].ToArray();
            rest = rest[known[input].Length..];
        }
        return known;
    }

    /// <summary>What the float layers sum, on average, channel by channel.</summary>
    private static Dictionary<ValueId, double[]> Means(
        QuantizedModel model, Dictionary<ValueId, Node> layers, IReadOnlyList<byte[]> examples, CancellationToken cancellation)
    {
        var each = new Dictionary<ValueId, double[]>[examples.Count];
        Parallel.For(0, examples.Count, new ParallelOptions { CancellationToken = cancellation }, () => new GraphTrace(model.Source),
            (i, _, trace) =>
            {
                trace.Reset();
                trace.Run(examples[i]);
                each[i] = layers.ToDictionary(l => l.Key, l => ByChannel(Evaluate(model.Source, l.Value, id => trace[id].ToArray()),
                    model.Source.Type(l.Value.Inputs[2]).Elements));
                return trace;
            }, _ => { });
        return layers.Keys.ToDictionary(k => k, k => Average([.. each.Select(e => e[k])]));
    }

    private static double[] Mean(int examples, Node source, Graph graph, Func<int, float[]> sums, CancellationToken cancellation)
    {
        var each = new double[examples][];
        Parallel.For(0, examples, new ParallelOptions { CancellationToken = cancellation },
            i => each[i] = ByChannel(sums(i), graph.Type(source.Inputs[2]).Elements));
        return Average(each);
    }

    /// <summary>What a layer sums of rounded values with rounded weights; its bias is not rounded yet.</summary>
    private static float[] Sums(QuantizedModel model, Node node, Node source, Dictionary<ValueId, byte[]> known)
    {
        var x = new float[model.Graph.Type(node.Inputs[0]).Elements];
        StoredReals.Load(model.Graph.Type(node.Inputs[0]), known[node.Inputs[0]], x);
        var weights = RealConstants.Weights(model.Graph[node.Inputs[1]].Data!, source.Op is DepthwiseConv2D ? 3 : 0);
        return Evaluate(model.Source, source, id => id == source.Inputs[0] ? Bytes(x) : id == source.Inputs[1] ? weights.Bytes.ToArray()
            : model.Source[id].Data!.Bytes.ToArray());

        static byte[] Bytes(float[] reals) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(reals).ToArray();
    }

    /// <summary>A float layer without its clamp.</summary>
    private static float[] Evaluate(Graph graph, Node node, Func<ValueId, byte[]> operand)
    {
        Op op = node.Op is Conv2D c ? c with { Activation = Activation.None }
            : node.Op is DepthwiseConv2D d ? d with { Activation = Activation.None }
            : node.Op is FullyConnected f ? f with { Activation = Activation.None }
            : node.Op is TransposeConv2D t ? t with { Activation = Activation.None } : node.Op;
        var builder = new GraphBuilder("layer");
        // Weights may be stored as integers in the float graph; here they are as real as asked for.
        var operands = node.Inputs.Select(i => (Id: i, Bytes: operand(i))).ToArray();
        var inputs = operands.Select(o => builder.Input("x", o.Bytes.Length == graph.Type(o.Id).Bytes ? graph.Type(o.Id)
            : new TensorType(ElementType.Float32, graph.Type(o.Id).Shape))).ToArray();
        var y = builder.Add(op, inputs, null, "y", node.Origin);
        var run = new Interpreter(builder.Build([y])).Run([.. operands.SelectMany(o => o.Bytes)]);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(run).ToArray();
    }

    private static double[] ByChannel(float[] sums, int channels)
    {
        var means = new double[channels];
        for (var i = 0; i < sums.Length; i++) means[i % channels] += sums[i];
        for (var c = 0; c < channels; c++) means[c] /= sums.Length / channels;
        return means;
    }

    private static double[] Average(double[][] each) => [.. Enumerable.Range(0, each[0].Length).Select(c => each.Average(e => e[c]))];

    private static void Correct(QuantizedModel model, Node node, Node source, double[] real, double[] stored,
        Dictionary<ValueId, Tensor> biases, Dictionary<ValueId, Tensor> corrected)
    {
        var bias = model.Source[source.Inputs[2]].Data!;
        var reals = bias.Span<float>().ToArray();
        for (var c = 0; c < reals.Length; c++) reals[c] += (float)(real[c] - stored[c]);
        var tensor = Tensor.From<float>(bias.Type, reals);
        biases[source.Inputs[2]] = tensor;
        corrected[node.Inputs[2]] = QuantizedWeights.Bias(tensor, model.Graph.Type(node.Inputs[0]), model.Graph.Type(node.Inputs[1]));
    }
}
