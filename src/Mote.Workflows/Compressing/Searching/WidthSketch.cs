using Mote.Compression.Allocation;

namespace Mote.Workflows.Compressing.Searching;

/// <summary>A network with some neurons cut, untrained: what it would take is known before its training.</summary>
/// <param name="Keep">Share of the multiplications.</param>
/// <param name="Weights">Of each layer.</param>
/// <param name="OtherBytes">Flash of all but its weights, as predicted.</param>
internal sealed record WidthSketch(double Keep, IReadOnlyDictionary<string, int> Weights, double OtherBytes)
{
    private const int UniformBits = 4;

    /// <summary>Less than this of bits a weight ruins networks before it shrinks them.</summary>
    private const double LeastBits = 0.9;

    /// <summary>Whether its weights can become so small.</summary>
    public bool Reaches(double weightBytes) => weightBytes >= LeastBits / 8 * Weights.Values.Sum();

    /// <summary>Plans whose weights take so many bytes.</summary>
    public IEnumerable<SearchPlan> Plans(IReadOnlyList<LayerSensitivity> layers, double weightBytes)
    {
        if (Alike(layers, weightBytes) is { } alike)
        {
            yield return alike;
            if (alike is { Bits: 8, Sparsity: 0 }) yield break;
        }
        if (BitAllocation.Of(layers, l => Weights[l.Layer], weightBytes) is { } chosen) yield return new SearchPlan(Keep, chosen);
    }

    /// <summary>As many bits as fit; where even four are too many, zeros among them.</summary>
    private SearchPlan? Alike(IReadOnlyList<LayerSensitivity> layers, double weightBytes)
    {
        for (var bits = 8; bits >= UniformBits; bits--)
            if (bits != 7 && Bytes(layers, bits, 0) <= weightBytes) return new SearchPlan(Keep, null, 0, bits);
        for (var percent = 1; percent <= 95; percent++)
            if (Bytes(layers, UniformBits, percent / 100.0) <= weightBytes) return new SearchPlan(Keep, null, percent / 100.0, UniformBits);
        return null;
    }

    private double Bytes(IReadOnlyList<LayerSensitivity> layers, int bits, double sparsity) => layers.Sum(l =>
    {
        // Between the shares that were measured, in proportion.
        var points = l.Choices.Where(c => c.Choice.Bits == bits).ToArray();
        var above = Array.FindIndex(points, c => c.Choice.Sparsity >= sparsity);
        if (above < 0) return points[^1].BitsPerWeight * Weights[l.Layer] / 8;
        if (above == 0) return points[0].BitsPerWeight * Weights[l.Layer] / 8;
        var (a, b) = (points[above - 1], points[above]);
        var share = (sparsity - a.Choice.Sparsity) / (b.Choice.Sparsity - a.Choice.Sparsity);
        return (a.BitsPerWeight + share * (b.BitsPerWeight - a.BitsPerWeight)) * Weights[l.Layer] / 8;
    });
}
