using System.Collections.Immutable;
using Mote.Compiler.Planning;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>
/// States in a memory of their own, everything else in another one that nobody needs between inferences: other models may work there in
/// turn.
/// </summary>
internal static class StatesApart
{
    /// <summary>What the two are called in C.</summary>
    public const string Work = "work", State = "state";

    /// <returns>Where everything lies: first what is worked in, then the states.</returns>
    public static (Storage Storage, MemoryPlan Plan, ImmutableArray<ArenaRegion> Regions) Of(Graph graph, ImmutableArray<Step> steps)
    {
        var storage = new Storage(graph, steps);
        var blocks = storage.Blocks.Select(b => b.Memory).ToArray();
        var kept = graph.States.Select(s => storage.BlockOf[s.Before]).Distinct().Order().ToArray();
        var others = Enumerable.Range(0, blocks.Length).Except(kept).ToArray();
        // Overlaps and ties are never with a state's block, which lives for ever.
        var index = others.Select((block, i) => (block, i)).ToDictionary(p => p.block, p => p.i);
        var overlaps = storage.Overlaps.Select(o => o with { Operand = index[o.Operand], Result = index[o.Result] }).ToArray();
        var ties = storage.Ties.Select(t => t with { Part = index[t.Part], Whole = index[t.Whole] }).ToArray();
        var work = MemoryPlanner.Plan([.. others.Select(b => blocks[b])], overlaps, ties);
        var offsets = new int[blocks.Length];
        foreach (var block in others) offsets[block] = work.Offsets[index[block]];
        var first = Aligned(work.ArenaBytes, ArenaLayout.Alignment);
        var end = first;
        foreach (var block in kept)
        {
            offsets[block] = Aligned(end, blocks[block].Alignment);
            end = offsets[block] + blocks[block].Bytes;
        }
        var bound = MemoryPlanCheck.LowerBound(blocks, [.. storage.Overlaps], [.. storage.Ties]);
        var plan = new MemoryPlan([.. offsets], end, bound, end == bound);
        var violations = MemoryPlanCheck.Violations(blocks, [.. storage.Overlaps], [.. storage.Ties], plan);
        return violations.IsEmpty
            ? (storage, plan, [new ArenaRegion(Work, 0, work.ArenaBytes), new ArenaRegion(State, first, end - first)])
            : throw new InvalidOperationException("memory plan: " + string.Join("; ", violations));
    }

    private static int Aligned(int offset, int alignment) => (offset + alignment - 1) & -alignment;
}
