using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Passes.DeadChannels;

/// <summary>
/// Removes int8 channels that are constant or that nobody reads. A constant moves into the biases of its readers; the channel
/// goes from every value that shares it, with its weights; again until nothing changes. Exact: a constant other than the zero
/// point stays where a reader pads, because there the border would differ.
/// </summary>
public sealed class EliminateDeadChannels : IPass
{
    public string Name => "eliminate-dead-channels";

    public Graph Run(Graph graph)
    {
        while (true)
        {
            var groups = new ChannelGroups(graph);
            var constants = new ConstantChannels(graph);
            var kept = KeptChannels(graph, groups, constants);
            if (kept.Count == 0) return graph;
            graph = new ChannelSlicer(graph, groups, constants, kept).Run();
        }
    }

    /// <summary>For each group that loses channels, those that stay, ascending.</summary>
    private static Dictionary<int, int[]> KeptChannels(Graph graph, ChannelGroups groups, ConstantChannels constants)
    {
        var uses = new Uses(graph);
        var kept = new Dictionary<int, int[]>();
        var members = graph.Values.Where(v => !v.IsConstant && v.Type.Shape.Rank > 0).GroupBy(v => groups.Of(v.Id));
        foreach (var group in members)
        {
            var values = group.ToList();
            if (groups.IsFixed(values[0].Id)) continue;
            var channels = values[0].Type.Shape[-1];
            var stay = Enumerable.Range(0, channels).Where(k => !values.All(v => CanLose(graph, uses, constants, v, k))).ToArray();
            // A tensor without channels is no tensor.
            if (stay.Length == 0) stay = [0];
            if (stay.Length < channels) kept[group.Key] = stay;
        }
        return kept;
    }

    private static bool CanLose(Graph graph, Uses uses, ConstantChannels constants, Value value, int channel)
    {
        foreach (var reader in uses.Readers(value.Id))
        {
            if (reader.Op is not (Conv2D or FullyConnected)) continue;
            var weights = new ConvolutionWeights(graph, reader);
            var channels = value.Type.Shape[-1];
            var columns = graph.Type(reader.Inputs[1]).Shape[-1];
            var ignored = true;
            for (var column = channel; column < columns; column += channels) ignored &= weights.IgnoresInput(column);
            if (ignored) continue;
            if (constants[value.Id, channel] is not { } constant) return false;
            if (constant != value.Type.PerTensor.ZeroPoint && reader.Op is Conv2D { Padding.IsNone: false }) return false;
        }
        return true;
    }
}
