using System.Globalization;
using Mote.Core.Graphs;
using Mote.Core.Text;
using Mote.Numerics;

namespace Mote.Conformance.Tests;

/// <summary>A model whose int8 constants say less, as those that were pruned or whose weights share values: another model, to which the
/// interpreter says what it computes.</summary>
internal static class SimplerWeights
{
    /// <summary>Multiples of a step: few distinct values.</summary>
    public static Graph Shared(Graph graph, int step) =>
        Changed(graph, value => (sbyte)Math.Clamp((int)Math.Round(value / (double)step) * step, -127, 127));

    /// <summary>Only the share of largest ones is left, in multiples of a step.</summary>
    public static Graph Pruned(Graph graph, double kept, int step) => ChangedAll(graph, values =>
    {
        var least = values.Select(v => Math.Abs((int)v)).OrderDescending().ElementAt((int)(kept * values.Length));
        return [.. values.Select(v => Math.Abs((int)v) <= least ? (sbyte)0 : (sbyte)Math.Clamp((int)Math.Round(v / (double)step) * step, -127, 127))];
    });

    /// <summary>What a kind of constants is worth at random: each constant is pruned, shared, both or neither.</summary>
    public static Graph Mixed(Graph graph, ulong seed)
    {
        var random = new RandomStream(seed);
        return ChangedAll(graph, values =>
        {
            var (zeros, step) = (random.Next(0, 2) * random.NextDouble(), 1 << random.Next(0, 6));
            return [.. values.Select(v => random.NextDouble() < zeros ? (sbyte)0 : (sbyte)(v / step * step))];
        });
    }

    private static Graph Changed(Graph graph, Func<sbyte, sbyte> change) => ChangedAll(graph, values => [.. values.Select(change)]);

    private static Graph ChangedAll(Graph graph, Func<sbyte[], sbyte[]> change)
    {
        var lines = GraphText.Print(graph).Split('\n').Select(line =>
        {
            var at = line.LastIndexOf(" = ", StringComparison.Ordinal);
            if (!line.StartsWith("const ", StringComparison.Ordinal) || !line.Contains("\" : i8[", StringComparison.Ordinal)) return line;
            var values = Convert.FromBase64String(line[(at + 3)..]).Select(b => (sbyte)b).ToArray();
            return values.Length == 0 ? line
                : string.Create(CultureInfo.InvariantCulture, $"{line[..at]} = {Convert.ToBase64String([.. change(values).Select(v => (byte)v)])}");
        });
        return GraphText.Parse(string.Join('\n', lines));
    }
}
