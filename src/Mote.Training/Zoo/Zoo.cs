using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Training;

/// <summary>Networks that are known to work on small devices, by name. Weights are drawn, not trained.</summary>
public static class Zoo
{
    /// <summary>In the order of their names.</summary>
    public static ImmutableArray<ZooNetwork> All { get; } =
    [
        .. ((IEnumerable<ZooNetwork>)
            [.. BinaryNetworks.All, .. DenseNetworks.All, .. ConvolutionalNetworks.All, .. MobileNets.All, .. SequenceNetworks.All])
            .OrderBy(n => n.Name, StringComparer.Ordinal),
    ];

    /// <exception cref="MoteException">MOTE0607: there is none of this name.</exception>
    public static ZooNetwork Find(string name)
    {
        if (All.FirstOrDefault(n => n.Name == name) is { } found) return found;
        var names = All.Select(n => n.Name).ToArray();
        var nearest = Spelling.Nearest(name, names);
        throw new MoteException("MOTE0607", $"model '{name}'", "there is no such network.",
            $"{(nearest is null ? "" : $"Did you mean '{nearest}'? ")}The networks are {string.Join(", ", names)}.");
    }

    /// <param name="name">Of the network.</param>
    /// <param name="input">Of one example: [1,n], [1,steps,features] or [1,height,width,channels].</param>
    /// <param name="outputs">Classes; as many as inputs where they are to be reconstructed.</param>
    /// <param name="options">What is different from the source.</param>
    /// <param name="seed">Of the weights.</param>
    /// <returns>Its output are logits, or the reconstruction.</returns>
    /// <exception cref="MoteException">MOTE0607: there is no such network. MOTE0601, MOTE0201: the input does not suit it.</exception>
    public static Network Build(string name, Shape input, int outputs, ZooOptions? options = null, ulong seed = 0)
    {
        var network = Find(name);
        if (outputs < 1) throw new MoteException("MOTE0601", name, $"a network has at least one output, not {outputs}.");
        var layers = new LayerBuilder(name, seed);
        return layers.Build(network.Body(layers, layers.Input(input), outputs, options ?? ZooOptions.Default));
    }
}
