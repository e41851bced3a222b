using System.Collections.Immutable;
using System.Globalization;
using Mote.Compiler.Planning;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Compiler.Memory;

/// <summary>
/// Places blocks in several memories, as if these lay one after another with borders that nothing lies across. What is touched most for its
/// size is placed first, and so comes into the first memory that has room.
/// </summary>
internal static class RegionPlan
{
    private const int Rounds = 4_000;

    /// <returns>Null if no placement was found.</returns>
    public static (Storage Storage, MemoryPlan Plan, ImmutableArray<ArenaRegion> Regions)? Of(
        Graph graph, ImmutableArray<Step> steps, IReadOnlyList<MemoryRegion> memories, bool placesParts)
    {
        var storage = new Storage(graph, steps, placesParts);
        var blocks = storage.Blocks.Select(b => b.Memory).ToArray();
        var (overlaps, ties) = (storage.Overlaps.ToArray(), storage.Ties.ToArray());
        var borders = Borders(memories);
        var heat = Heat(graph, steps, storage);
        var fitting = new OverlapFitting(blocks, overlaps, new TiedGroups(blocks, overlaps, ties), borders);
        var (offsets, height) = fitting.Best(borders[^1], Rounds, block => heat[block]);
        if (height > borders[^1]) return null;
        var (plan, regions) = Compact(memories, borders, blocks, offsets, MemoryPlanCheck.LowerBound(blocks, overlaps, ties));
        var violations = MemoryPlanCheck.Violations(blocks, overlaps, ties, plan);
        return violations.IsEmpty ? (storage, plan, regions)
            : throw new InvalidOperationException("memory plan: " + string.Join("; ", violations));
    }

    /// <summary>What is missing where.</summary>
    public static MoteException Missing(Graph graph, ImmutableArray<Step> steps, IReadOnlyList<MemoryRegion> memories)
    {
        var storage = new Storage(graph, steps);
        var blocks = storage.Blocks.Select(b => b.Memory).ToArray();
        var bound = MemoryPlanCheck.LowerBound(blocks, [.. storage.Overlaps], [.. storage.Ties]);
        var sizes = string.Join(", ", memories.Select(m => Text($"{m.Name} {m.Bytes:N0}")));
        var all = Borders(memories)[^1];
        const string help = "Make a region larger, or try --optimize ram, or --ram-budget with the regions' sum.";
        if (bound > all)
            return new MoteException("MOTE0312", graph.Name,
                Text($"the tensors take {bound:N0} bytes at once in any placement; the regions have {all:N0} together ({sizes}): ")
                + Text($"{bound - all:N0} bytes are missing."), help);
        var (largest, where) = Largest(graph, steps);
        var most = memories.MaxBy(m => m.Bytes)!;
        if (largest > most.Bytes)
            return new MoteException("MOTE0312", graph.Name,
                Text($"{where} takes {largest:N0} bytes in one piece; the largest region, {most.Name}, has {most.Bytes:N0}: ")
                + Text($"{largest - most.Bytes:N0} bytes are missing there."), help);
        var (_, plan) = ArenaPlanner.Planned(graph, steps, placesParts: true);
        return new MoteException("MOTE0312", graph.Name,
            Text($"no placement of its tensors in the regions ({sizes}) was found. In one piece they take {plan.ArenaBytes:N0} bytes, ")
            + Text($"the regions have {all:N0}: ")
            + (plan.ArenaBytes > all ? Text($"{plan.ArenaBytes - all:N0} bytes are missing.")
                : "the cuts between them are in the way of large tensors."), help);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static (long Bytes, string Where) Largest(Graph graph, ImmutableArray<Step> steps)
    {
        var value = graph.Values.Where(v => !v.IsConstant).MaxBy(v => v.Type.Bytes)!;
        var step = steps.MaxBy(s => s.ScratchBytes);
        return step is not null && step.ScratchBytes > value.Type.Bytes
            ? (step.ScratchBytes, $"the working memory of step {step.Index} ({step.Node.Op.Name()}, {step.Node.Origin.Layers[0]})")
            : (value.Type.Bytes, $"'{value.Name.Split(';')[0]}'");
    }

    /// <summary>The ends of the memories, put one after another.</summary>
    private static long[] Borders(IReadOnlyList<MemoryRegion> memories)
    {
        var end = 0L;
        return [.. memories.Select(m => end += m.Bytes & -ArenaLayout.Alignment)];
    }

    /// <summary>Multiply-accumulates and bytes of the steps that touch a block, for each of its bytes.</summary>
    private static double[] Heat(Graph graph, ImmutableArray<Step> steps, Storage storage)
    {
        var heat = new double[storage.Blocks.Count];
        foreach (var step in steps.Where(s => !s.IsView))
        {
            var work = Costs.Macs(graph, step.Node) + step.Node.Outputs.Sum(o => (double)graph.Type(o).Bytes);
            var values = step.Node.Inputs.Where(i => !i.IsNone && !graph[i].IsConstant).Concat(step.Node.Outputs);
            var touched = values.Select(v => storage.BlockOf[v]);
            if (storage.ScratchOf.TryGetValue(step.Index, out var scratch)) touched = touched.Append(scratch);
            foreach (var block in touched.Distinct()) heat[block] += work / Math.Max(1, storage.Blocks[block].Bytes);
        }
        return heat;
    }

    /// <summary>Without the room that is left at the end of each memory.</summary>
    private static (MemoryPlan Plan, ImmutableArray<ArenaRegion> Regions) Compact(
        IReadOnlyList<MemoryRegion> memories, long[] borders, MemoryBlock[] blocks, long[] offsets, int bound)
    {
        var regions = ImmutableArray.CreateBuilder<ArenaRegion>();
        var (placed, from, to, end) = (new int[blocks.Length], 0L, 0, 0);
        for (var i = 0; i < memories.Count; i++)
        {
            var used = 0;
            for (var block = 0; block < blocks.Length; block++)
            {
                if (offsets[block] < from || offsets[block] >= borders[i]) continue;
                placed[block] = (int)(offsets[block] - from) + to;
                used = Math.Max(used, placed[block] - to + blocks[block].Bytes);
            }
            regions.Add(new ArenaRegion(memories[i].Name, to, used));
            end = used > 0 ? to + used : end;
            to += (used + ArenaLayout.Alignment - 1) & -ArenaLayout.Alignment;
            from = borders[i];
        }
        return (new MemoryPlan([.. placed], end, bound, end == bound), regions.ToImmutable());
    }
}
