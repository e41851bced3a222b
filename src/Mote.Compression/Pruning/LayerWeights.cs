using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Training.Networks;

namespace Mote.Compression.Pruning;

/// <summary>The weights of one layer that multiply: what pruning and sharing work on.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Parameter">The weights.</param>
/// <param name="IsDepthwise">One filter a channel: few weights, each of which matters.</param>
public sealed record LayerWeights(string Layer, NetworkValue Parameter, bool IsDepthwise)
{
    /// <summary>Of convolutions and dense layers that are trained, in the network's order; a parameter of two layers once.</summary>
    public static ImmutableArray<LayerWeights> Of(Network network)
    {
        var found = ImmutableArray.CreateBuilder<LayerWeights>();
        foreach (var node in network.Nodes.Where(n => n.Op is Convolve or ConvolveDepthwise or Connect))
        {
            var weights = Source(network, node.Inputs[Convolve.Weights]);
            if (weights.Kind == ValueKind.Parameter && found.All(f => f.Parameter.Id != weights.Id))
                found.Add(new LayerWeights(node.Name, weights, node.Op is ConvolveDepthwise));
        }
        return found.ToImmutable();
    }

    /// <summary>Those of the named layers; all but depthwise ones where none are named.</summary>
    /// <exception cref="MoteException">MOTE0612: there is no such layer.</exception>
    public static ImmutableArray<LayerWeights> Of(Network network, IReadOnlyCollection<string> layers)
    {
        var all = Of(network);
        foreach (var layer in layers.Where(l => all.All(w => w.Layer != l)))
            throw new MoteException("MOTE0612", network.Name, $"there is no layer '{layer}' with weights.",
                $"It has {string.Join(", ", all.Select(w => w.Layer))}.");
        return [.. all.Where(w => layers.Count == 0 ? !w.IsDepthwise : layers.Contains(w.Layer))];
    }

    /// <summary>What is behind a rounding.</summary>
    private static NetworkValue Source(Network network, int value)
    {
        var rounding = network.Nodes.FirstOrDefault(n => n.Op is QuantizeWeights or QuantizeWithSteps && n.Output == value);
        return network.Values[rounding?.Inputs[0] ?? value];
    }
}
