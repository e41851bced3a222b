using System.Collections.Immutable;
using System.Globalization;
using Mote.Compression.Allocation;

namespace Mote.Workflows.Compressing.Searching;

/// <summary>A way to a size.</summary>
/// <param name="Keep">Share of the multiplications that is left when neurons are cut.</param>
/// <param name="Layers">How layers are kept; null where all are alike and compete for their zeros.</param>
/// <param name="Sparsity">Share of zeros where all layers are alike.</param>
/// <param name="Bits">Where all layers are alike.</param>
internal sealed record SearchPlan(
    double Keep, ImmutableSortedDictionary<string, LayerChoice>? Layers, double Sparsity = 0, int Bits = 8)
{
    /// <summary>In words.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture,
        $"{(Keep < 1 ? $"{100 * Keep:0} % of the MACs, " : "")}{(Layers is null ? Alike : ByLayer)}");

    private string Alike => string.Create(
        CultureInfo.InvariantCulture, $"{Bits} bits{(Sparsity > 0 ? $", {100 * Sparsity:0} % zeros" : "")}");

    private string ByLayer
    {
        get
        {
            var (bits, zeros) = (Range(Layers!.Values.Select(l => (double)l.Bits)), Range(Layers!.Values.Select(l => 100 * l.Sparsity)));
            return $"{bits} bits{(zeros == "0" ? "" : $", {zeros} % zeros")} by layer";
        }
    }

    private static string Range(IEnumerable<double> values) => values.Min() == values.Max()
        ? values.Min().ToString("0", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{values.Min():0} to {values.Max():0}");

    /// <summary>As a recipe.</summary>
    /// <param name="epochs">Of all steps together.</param>
    public CompressionRecipe Recipe(int epochs)
    {
        var prunes = Layers?.Values.Any(l => l.Sparsity > 0) ?? Sparsity > 0;
        // Most of the training belongs to what changes the network most.
        var (neurons, connections) = (Keep < 1, prunes) switch
        {
            (true, true) => (0.35, 0.45),
            (true, false) => (0.7, 0),
            (false, true) => (0, 0.75),
            _ => (0.0, 0.0),
        };
        int Of(double share) => Math.Max(1, (int)Math.Round(share * epochs));
        return new CompressionRecipe
        {
            Neurons = neurons > 0 ? new NeuronStep(Keep, Rounds: Math.Min(3, Of(neurons)), Epochs: Of(neurons)) : null,
            Connections = connections > 0
                ? new ConnectionStep(
                    Sparsity, Layers?.Where(l => l.Value.Sparsity > 0).ToImmutableDictionary(l => l.Key, l => l.Value.Sparsity),
                    Epochs: Of(connections), Rate: 0.7)
                : null,
            Rounding = new RoundingStep(Bits, Layers?.Where(l => l.Value.Bits != Bits).ToImmutableDictionary(l => l.Key, l => l.Value.Bits),
                Of(1 - neurons - connections), 0.2),
            Teaching = new TeachingStep(0.7f, 4),
        };
    }
}
