using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Targets;

namespace Mote.Workflows;

/// <summary>Float arithmetic that a machine without a floating-point unit has to emulate.</summary>
internal static class FloatWork
{
    /// <param name="graph">The model.</param>
    /// <param name="targets">What it may run on.</param>
    /// <returns>MOTE0310, if one of the targets would emulate multiply-accumulates; else nothing.</returns>
    public static ImmutableArray<Diagnostic> Warnings(Graph graph, IEnumerable<Target> targets)
    {
        var names = targets.Where(t => !t.HasFloatUnit).Select(t => t.Name).ToList();
        var layers = graph.Nodes.Where(n => graph.Type(n.Output).IsFloat && Costs.Macs(graph, n) > 0).ToList();
        if (names.Count == 0 || layers.Count == 0) return [];
        var macs = layers.Sum(n => Costs.Macs(graph, n));
        return
        [
            new Diagnostic("MOTE0310", Severity.Warning, graph.Name, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{layers.Count} of {graph.Nodes.Length} layers compute in float ({macs:N0} multiply-accumulates), "
                + $"and {string.Join(", ", names)} emulates that in software, some twenty times slower than int8."),
                "Quantize the model to int8 throughout, activations included, or choose a target with a floating-point unit."),
        ];
    }
}
