using System.Collections.Immutable;
using Mote.Compiler.Planning;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>From steps to addresses, checked before anyone relies on them.</summary>
internal static class ArenaPlanner
{
    /// <returns>Where everything lies, and the steps with the direction in which their results may overlap their operands.</returns>
    public static (ArenaLayout Layout, ImmutableArray<Step> Steps) Plan(Graph graph, ImmutableArray<Step> steps)
    {
        var (storage, plan) = Planned(graph, steps, placesParts: true);
        // Parts within wholes are less free to move. That may cost more than the copies are worth.
        if (storage.Placed.Count > 0 && plan.ArenaBytes > plan.LowerBoundBytes
            && Planned(graph, steps, placesParts: false) is var (apart, copies) && copies.ArenaBytes < plan.ArenaBytes)
            (storage, plan) = (apart, copies);
        return Laid(graph, steps, storage, plan, []);
    }

    /// <summary>Likewise, in several memories.</summary>
    /// <exception cref="MoteException">MOTE0312: they are too small.</exception>
    public static (ArenaLayout Layout, ImmutableArray<Step> Steps) PlanInRegions(
        Graph graph, ImmutableArray<Step> steps, IReadOnlyList<MemoryRegion> memories)
    {
        // Parts within wholes need large pieces; copies may fit where those do not.
        var (storage, plan, regions) = RegionPlan.Of(graph, steps, memories, placesParts: true)
            ?? RegionPlan.Of(graph, steps, memories, placesParts: false) ?? throw RegionPlan.Missing(graph, steps, memories);
        return Laid(graph, steps, storage, plan, regions);
    }

    /// <summary>Likewise, with states in a memory of their own.</summary>
    public static (ArenaLayout Layout, ImmutableArray<Step> Steps) PlanStatesApart(Graph graph, ImmutableArray<Step> steps)
    {
        var (storage, plan, regions) = StatesApart.Of(graph, steps);
        return Laid(graph, steps, storage, plan, regions);
    }

    private static (ArenaLayout Layout, ImmutableArray<Step> Steps) Laid(
        Graph graph, ImmutableArray<Step> steps, Storage storage, MemoryPlan plan, ImmutableArray<ArenaRegion> regions)
    {
        var offsets = storage.BlockOf.ToImmutableSortedDictionary(p => p.Key.Index, p => plan.Offsets[p.Value]);
        var layout = new ArenaLayout(offsets, plan.ArenaBytes, plan.LowerBoundBytes, plan.Optimal)
        {
            Scratch = storage.ScratchOf.ToImmutableSortedDictionary(p => p.Key, p => plan.Offsets[p.Value]),
            Regions = regions,
        };
        steps = [.. steps.Select(s => Directed(WithoutCopies(s, storage.Placed), layout))];
        var clashes = ArenaCheck.Violations(graph, steps, layout);
        if (clashes.Count > 0) throw new InvalidOperationException("arena: " + string.Join("; ", clashes));
        return (layout, steps);
    }

    /// <summary>Bytes that no placement of these steps' values takes less than.</summary>
    public static int LowerBound(Graph graph, ImmutableArray<Step> steps)
    {
        var storage = new Storage(graph, steps);
        return MemoryPlanCheck.LowerBound([.. storage.Blocks.Select(b => b.Memory)], [.. storage.Overlaps], [.. storage.Ties]);
    }

    internal static (Storage Storage, MemoryPlan Plan) Planned(Graph graph, ImmutableArray<Step> steps, bool placesParts)
    {
        var storage = new Storage(graph, steps, placesParts);
        var blocks = storage.Blocks.Select(b => b.Memory).ToArray();
        var (overlaps, ties) = (storage.Overlaps.ToArray(), storage.Ties.ToArray());
        var plan = MemoryPlanner.Plan(blocks, overlaps, ties);
        var violations = MemoryPlanCheck.Violations(blocks, overlaps, ties, plan);
        return violations.IsEmpty ? (storage, plan)
            : throw new InvalidOperationException("memory plan: " + string.Join("; ", violations));
    }

    private static Step WithoutCopies(Step step, IReadOnlySet<ValueView> placed) =>
        step.Calls.Any(c => c.Copies is { } view && placed.Contains(view))
            ? step with
            {
                Calls = [.. step.Calls.Where(c => c.Copies is not { } view || !placed.Contains(view))],
                Cost = null,
                Placed = [.. step.Calls.Select(c => c.Copies).OfType<ValueView>().Where(placed.Contains)],
            }
            : step;

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
