using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

/// <summary>The features of one channel, for each of several: [1, n, channels] to [1, frames, columns, channels].</summary>
internal static class ChannelwiseGraph
{
    /// <param name="name">Of the graph.</param>
    /// <param name="raw">With three dimensions.</param>
    /// <param name="single">The features of [1, n] of the same element type.</param>
    public static Graph Of(string name, TensorType raw, Func<TensorType, Graph> single)
    {
        var (samples, channels) = (raw.Shape[1], raw.Shape[2]);
        var one = raw with { Shape = [1, samples] };
        var row = new FeatureGraph("channel");
        var flat = row.Keep(new Reshape(one.Shape), "channel", row.Input("row", raw with { Shape = [1, 1, samples] }));
        var body = GraphJoin.Join(row.Build(flat), single(one));
        var features = body.Type(body.Outputs[0]);
        var g = new FeatureGraph(name);
        var x = g.Keep(new Transpose([0, 2, 1]), "channels", g.Input("samples", raw));
        var y = g.Add(new ForEachFrame(1, 1, new Subgraph(body)), features.Quantization, "each_channel", x);
        y = g.Keep(new Reshape([1, channels, features.Shape[1], features.Shape[2]]), "rows", y);
        return g.Build(g.Keep(new Transpose([0, 2, 3, 1]), "features", y));
    }
}
