using System.Collections.Immutable;

namespace Mote.Compression.Allocation;

/// <summary>
/// Divides bytes between layers so that the sum of their damages is as small as can be: each layer takes the choice of least damage + price
/// times bytes, and the price is the lowest at which all fit (Shoham and Gersho 1988).
/// </summary>
public static class BitAllocation
{
    /// <param name="layers">And what their choices cost.</param>
    /// <param name="weights">How many weights each layer has, which may be fewer than when it was measured.</param>
    /// <param name="bytes">Of all weights together, as coded.</param>
    /// <returns>By layer; null if nothing is that small.</returns>
    public static ImmutableSortedDictionary<string, LayerChoice>? Of(
        IReadOnlyList<LayerSensitivity> layers, Func<LayerSensitivity, int> weights, double bytes)
    {
        if (Bytes(double.PositiveInfinity) > bytes) return null;
        if (Bytes(0) <= bytes) return Chosen(0);
        var (low, high) = (1e-12, 1e6);
        while (high / low > 1.001)
        {
            var price = Math.Sqrt(low * high);
            if (Bytes(price) > bytes) low = price;
            else high = price;
        }
        return Chosen(high);

        ImmutableSortedDictionary<string, LayerChoice> Chosen(double price) =>
            layers.ToImmutableSortedDictionary(l => l.Layer, l => Best(l, price).Choice, StringComparer.Ordinal);

        double Bytes(double price) => layers.Sum(l => Best(l, price).BitsPerWeight * weights(l) / 8);

        ChoiceCost Best(LayerSensitivity layer, double price) => double.IsInfinity(price) ? layer.Choices.MinBy(c => c.BitsPerWeight)
            : layer.Choices.MinBy(c => c.Damage + price * c.BitsPerWeight * weights(layer) / 8);
    }
}
