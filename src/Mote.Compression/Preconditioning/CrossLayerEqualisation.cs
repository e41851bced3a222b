using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>
/// Makes the channels between two layers equally wide (Nagel and others, 2019): what one layer's channel is divided by, the next
/// layer's weights for it are multiplied with. Between them only operators may stand that commute with positive factors: max(x, 0),
/// pools, padding with zeros, means over pixels. The function stays the same, but for rounding in float.
/// </summary>
public static class CrossLayerEqualisation
{
    private const int MostRounds = 40;

    /// <summary>Factors beyond these gain nothing and bring float near its ends.</summary>
    private const double MostFactor = 1 << 12;

    /// <summary>Two layers that share channels.</summary>
    private sealed record Pair(Node First, Node Second, int Channels);

    /// <returns>The graph with the same values under the same numbers, and the layers that were made equal, as pairs of names.</returns>
    public static (Graph Graph, ImmutableArray<(string First, string Second)> Pairs) Run(Graph graph)
    {
        var pairs = Pairs(graph).ToList();
        var edited = new Dictionary<ValueId, float[]>();
        foreach (var id in pairs.SelectMany(p => Constants(p.First).Concat(Constants(p.Second))).Distinct())
            edited[id] = graph[id].Data!.Span<float>().ToArray();
        for (var round = 0; round < MostRounds; round++)
        {
            var change = 0.0;
            foreach (var pair in pairs) change = Math.Max(change, Equalise(graph, pair, edited));
            if (change < 1e-3) break;
        }
        return (GraphConstants.With(graph, edited.ToDictionary(e => e.Key, e => Tensor.From<float>(graph.Type(e.Key), e.Value))),
            [.. pairs.Select(p => (p.First.Origin.ToString(), p.Second.Origin.ToString()))]);
    }

    private static IEnumerable<ValueId> Constants(Node node) => node.Inputs.Skip(1).Where(i => !i.IsNone);

    private static IEnumerable<Pair> Pairs(Graph graph)
    {
        var uses = new Uses(graph);
        foreach (var node in graph.Nodes.Where(n => IsLayer(graph, uses, n)))
        {
            if (Activation(node.Op) is not (Core.Ops.Activation.None or Core.Ops.Activation.Relu)) continue;
            var y = node.Output;
            while (!uses.IsOutput(y) && uses.Readers(y) is [{ } reader])
            {
                if (IsLayer(graph, uses, reader))
                {
                    if (reader.Inputs[0] == y && SharedChannels(graph, node, reader) is { } channels)
                        yield return new Pair(node, reader, channels);
                    break;
                }
                if (!Commutes(graph, reader)) break;
                y = reader.Output;
            }
        }
    }

    /// <summary>Convolutions and matrices with float weights of their own.</summary>
    private static bool IsLayer(Graph graph, Uses uses, Node node) => node.Op is Conv2D or DepthwiseConv2D or FullyConnected
        && Constants(node).All(c => graph[c] is { IsConstant: true, Type.IsFloat: true } && uses.Readers(c).Count == 1);

    private static Activation Activation(Op op) => op is Conv2D c ? c.Activation : op is DepthwiseConv2D d ? d.Activation
        : ((FullyConnected)op).Activation;

    private static bool Commutes(Graph graph, Node node)
    {
        var rank = graph.Type(node.Inputs[0]).Shape.Rank;
        return node.Op is Relu { Kind: Core.Ops.Activation.Relu }
            || node.Op is MaxPool2D { Activation: Core.Ops.Activation.None or Core.Ops.Activation.Relu }
            || node.Op is AveragePool2D { Activation: Core.Ops.Activation.None or Core.Ops.Activation.Relu }
            || (node.Op is Mean mean && !mean.Axes.Contains(rank - 1))
            || (node.Op is Pad { Value: null or 0 } pad && pad.Before[rank - 1] == 0 && pad.After[rank - 1] == 0)
            // Channels stay innermost however the pixels are arranged.
            || (node.Op is Reshape to && (to.To.Rank == 2 && to.To[0] == 1 || to.To[-1] == graph.Type(node.Inputs[0]).Shape[-1]));
    }

    /// <summary>Channels between two layers; null if the second one does not read them one by one.</summary>
    private static int? SharedChannels(Graph graph, Node first, Node second)
    {
        var w = graph.Type(first.Inputs[1]).Shape;
        var channels = first.Op is DepthwiseConv2D ? w[3] : w[0];
        var read = graph.Type(second.Inputs[1]).Shape;
        var x = graph.Type(second.Inputs[0]).Shape;
        var shares = second.Op is Conv2D ? read[3] == channels && x[3] == channels
            : second.Op is DepthwiseConv2D ? x[3] == channels : read[1] % channels == 0;
        return shares ? channels : null;
    }

    private static double Equalise(Graph graph, Pair pair, Dictionary<ValueId, float[]> constants)
    {
        var (w, shape) = (constants[pair.First.Inputs[1]], graph.Type(pair.First.Inputs[1]).Shape);
        var (next, nextShape) = (constants[pair.Second.Inputs[1]], graph.Type(pair.Second.Inputs[1]).Shape);
        var bias = pair.First.Inputs.Count > 2 && !pair.First.Inputs[2].IsNone ? constants[pair.First.Inputs[2]] : [];
        var (wide, nextWide) = (new float[pair.Channels], new float[pair.Channels]);
        for (var i = 0; i < w.Length; i++) Widen(wide, Made(i), w[i]);
        for (var i = 0; i < next.Length; i++) Widen(nextWide, Read(i), next[i]);
        var (change, factors) = (0.0, new double[pair.Channels]);
        for (var c = 0; c < factors.Length; c++)
        {
            // √(r1·r2) wide on both sides.
            var factor = wide[c] > 0 && nextWide[c] > 0 ? Math.Sqrt((double)wide[c] / nextWide[c]) : 1;
            factors[c] = Math.Clamp(factor, 1 / MostFactor, MostFactor);
            change = Math.Max(change, Math.Abs(Math.Log(factors[c])));
        }
        for (var i = 0; i < w.Length; i++) w[i] = (float)(w[i] / factors[Made(i)]);
        for (var i = 0; i < bias.Length; i++) bias[i] = (float)(bias[i] / factors[i]);
        for (var i = 0; i < next.Length; i++) next[i] = (float)(next[i] * factors[Read(i)]);
        return change;

        int Made(int i) => pair.First.Op is DepthwiseConv2D ? i % pair.Channels : i / (w.Length / shape[0]);

        int Read(int i) => pair.Second.Op is DepthwiseConv2D ? i % nextShape[3] / (nextShape[3] / pair.Channels) : i % pair.Channels;

        static void Widen(float[] wide, int channel, float weight) => wide[channel] = Math.Max(wide[channel], Math.Abs(weight));
    }
}
