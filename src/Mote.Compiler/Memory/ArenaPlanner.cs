using System.Collections.Immutable;
using Mote.Compiler.Planning;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>From steps to addresses, checked before anyone relies on them.</summary>
internal static class ArenaPlanner
{
    /// <returns>Where everything lies, and the steps with the direction in which their results may overlap their operands.</returns>
    public static (ArenaLayout Layout, ImmutableArray<Step> Steps) Plan(Graph graph, ImmutableArray<Step> steps)
    {
        var storage = new Storage(graph, steps);
        var blocks = storage.Blocks.Select(b => new MemoryBlock(b.FirstStep, b.LastStep, b.Bytes, b.Alignment)).ToArray();
        var overlaps = storage.Overlaps.ToArray();
        var plan = MemoryPlanner.Plan(blocks, overlaps);
        var violations = MemoryPlanCheck.Violations(blocks, overlaps, plan);
        if (!violations.IsEmpty) throw new InvalidOperationException("memory plan: " + string.Join("; ", violations));

        var offsets = storage.BlockOf.ToImmutableSortedDictionary(p => p.Key.Index, p => plan.Offsets[p.Value]);
        var layout = new ArenaLayout(offsets, plan.ArenaBytes, plan.LowerBoundBytes, plan.Optimal)
        {
            Scratch = storage.ScratchOf.ToImmutableSortedDictionary(p => p.Key, p => plan.Offsets[p.Value]),
        };
        steps = [.. steps.Select(s => Directed(s, layout))];
        var clashes = ArenaCheck.Violations(graph, steps, layout);
        if (clashes.Count > 0) throw new InvalidOperationException("arena: " + string.Join("; ", clashes));
        return (layout, steps);
    }

    /// <summary>From the last unit to the first, where the result lies behind the operand.</summary>
    private static Step Directed(Step step, ArenaLayout layout)
    {
        if (step.Calls is not [{ Stream: { Backward: { } backward } stream } call] || !layout.Offsets.ContainsKey(stream.Operand.Index))
            return step;
        return layout.OffsetOf(stream.Operand) - layout.OffsetOf(stream.Result) >= stream.ForwardDistance
            || layout.OffsetOf(stream.Result) >= layout.OffsetOf(stream.Operand) + stream.Reads.Max(r => r.End) ? step
            : step with { Calls = [call with { Parameters = backward, IsBackward = true }] };
    }
}
