using System.Collections.Immutable;
using Mote.Compiler.Prediction;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Rules;

namespace Mote.Compiler;

/// <summary>Steps of portable C that do hardly any of a model's work: their code had better be short than fast.</summary>
internal static class ColdSteps
{
    // Of the model's work, below which a step may become several times slower unnoticed; and what an element of a table or an exponential
    // takes, in multiply-accumulates.
    private const double LargestShare = 0.002;
    private const int WorkOfElement = 16;

    /// <param name="graph">The graph.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="core">What runs them.</param>
    public static ImmutableArray<Step> Mark(Graph graph, ImmutableArray<Step> steps, InstructionSet core)
    {
        var work = steps.Select(s => Work(graph, s.Node)).ToArray();
        var most = LargestShare * work.Sum(w => (double)w);
        return
        [
            .. steps.Select((s, i) => work[i] < most && s.Subprograms.IsEmpty && s.Calls.All(c => c.Kernel.Needs == InstructionSet.Portable)
                ? LoneKernels.Alone(s, core) with { IsCold = true } : s with { IsCold = false }),
        ];
    }

    private static long Work(Graph graph, Node node) => Math.Max(
        Costs.Macs(graph, node),
        WorkOfElement
            * node.Inputs.Concat(node.Outputs).Where(v => !v.IsNone && !graph[v].IsConstant).Sum(v => (long)graph.Type(v).Shape.Elements));
}
