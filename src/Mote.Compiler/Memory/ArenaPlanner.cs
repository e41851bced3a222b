using System.Collections.Immutable;
using Mote.Compiler.Planning;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>From steps to addresses, checked before anyone relies on them.</summary>
internal static class ArenaPlanner
{
    public static ArenaLayout Plan(Graph graph, ImmutableArray<Step> steps)
    {
        var storage = new Storage(graph, steps);
        var blocks = storage.Blocks.Select(b => new MemoryBlock(b.FirstStep, b.LastStep, b.Bytes, b.Alignment)).ToArray();
        var plan = MemoryPlanner.Plan(blocks);
        var violations = MemoryPlanCheck.Violations(blocks, plan);
        if (!violations.IsEmpty) throw new InvalidOperationException("memory plan: " + string.Join("; ", violations));

        var offsets = storage.BlockOf.ToImmutableSortedDictionary(p => p.Key.Index, p => plan.Offsets[p.Value]);
        var layout = new ArenaLayout(offsets, plan.ArenaBytes, plan.LowerBoundBytes, plan.Optimal)
        {
            Scratch = storage.ScratchOf.ToImmutableSortedDictionary(p => p.Key, p => plan.Offsets[p.Value]),
        };
        var clashes = ArenaCheck.Violations(graph, steps, layout);
        if (clashes.Count > 0) throw new InvalidOperationException("arena: " + string.Join("; ", clashes));
        return layout;
    }
}
