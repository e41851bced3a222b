using System.Collections.Immutable;
using Mote.Compression.Pruning;
using Mote.Core.Diagnostics;
using Mote.Training.Networks;

namespace Mote.Workflows.Compressing;

/// <summary>
/// Finds the layers that a recipe names in networks that were made of the one it is for. Norms that are put back and folded again change
/// names of layers, but no step changes which layers have weights, or their order.
/// </summary>
internal sealed class LayerNames
{
    private readonly ImmutableArray<string> _names;

    /// <param name="network">Whose layers the recipe names.</param>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="MoteException">MOTE0612: it names one that is not there.</exception>
    public LayerNames(Network network, CompressionRecipe recipe)
    {
        _names = [.. LayerWeights.Of(network).Select(w => w.Layer)];
        var named = (recipe.Connections?.Layers?.Keys ?? []).Concat(recipe.Sharing?.Layers?.Keys ?? [])
            .Concat(recipe.Rounding.Layers?.Keys ?? []);
        foreach (var layer in named.Where(n => !_names.Contains(n)).Order(StringComparer.Ordinal))
            throw new MoteException("MOTE0612", network.Name, $"there is no layer '{layer}' with weights.",
                $"It has {string.Join(", ", _names)}.");
    }

    /// <summary>By names that the layers have in a later network.</summary>
    public ImmutableDictionary<string, T> In<T>(Network network, ImmutableDictionary<string, T>? named) =>
        named is null or { IsEmpty: true } ? ImmutableDictionary<string, T>.Empty
        : LayerWeights.Of(network).Select((w, i) => (w.Layer, Name: _names[i])).Where(l => named.ContainsKey(l.Name))
            .ToImmutableDictionary(l => l.Layer, l => named[l.Name]);
}
