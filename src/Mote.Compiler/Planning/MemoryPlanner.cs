namespace Mote.Compiler.Planning;

/// <summary>
/// Packs blocks with known lifetimes into the smallest arena it can find (dynamic storage allocation, which is NP-hard).
/// Greedy orders come first; where they stay above the lower bound, an exact search of limited effort takes over.
/// </summary>
public static class MemoryPlanner
{
    /// <summary>Plans the arena. The same blocks and options give the same plan everywhere.</summary>
    /// <exception cref="ArgumentException">A block is malformed, or the arena exceeds what an int can count.</exception>
    public static MemoryPlan Plan(ReadOnlySpan<MemoryBlock> blocks, PlanOptions? options = null) => Plan(blocks, [], options);

    /// <summary>Likewise, where some blocks may overlap.</summary>
    public static MemoryPlan Plan(ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, PlanOptions? options = null) =>
        Plan(blocks, overlaps, [], options);

    /// <summary>Likewise, where some lie within others.</summary>
    /// <exception cref="ArgumentException">Or ties contradict one another, or what lies where they put it would be overwritten.</exception>
    public static MemoryPlan Plan(
        ReadOnlySpan<MemoryBlock> blocks, ReadOnlySpan<MemoryOverlap> overlaps, ReadOnlySpan<MemoryTie> ties, PlanOptions? options = null)
    {
        if (overlaps.IsEmpty && ties.IsEmpty) return PlanApart(blocks, options);
        var bound = MemoryPlanCheck.LowerBound(blocks, overlaps, ties);
        var groups = new TiedGroups(blocks, overlaps, ties);
        var apart = ties.IsEmpty ? PlanApart(blocks, options) : PlanGroupsApart(blocks, groups, options);
        var (offsets, height) = new OverlapFitting(blocks, overlaps, groups).Best(bound, (options ?? new PlanOptions()).ChangedOrders);
        return height < apart.ArenaBytes
            ? new MemoryPlan([.. offsets.Select(o => (int)o)], (int)height, bound, height == bound)
            : apart with { LowerBoundBytes = bound, Optimal = apart.ArenaBytes == bound };
    }

    /// <summary>As if each group were one block that is alive from its first step to its last.</summary>
    private static MemoryPlan PlanGroupsApart(ReadOnlySpan<MemoryBlock> blocks, TiedGroups groups, PlanOptions? options)
    {
        var all = blocks.ToArray();
        var groupList = groups.Groups.ToList();
        var whole = groupList.Select(g => new MemoryBlock(
            g.Min(m => all[m].FirstStep), g.Max(m => all[m].LastStep), (int)g.Max(m => groups.PlaceOf(m) + all[m].Bytes),
            g.Max(m => all[m].Alignment))).ToArray();
        var plan = PlanApart(whole, options);
        var offsets = new int[all.Length];
        foreach (var (group, offset) in groupList.Zip(plan.Offsets))
            foreach (var member in group) offsets[member] = offset + (int)groups.PlaceOf(member);
        return plan with { Offsets = [.. offsets] };
    }

    private static MemoryPlan PlanApart(ReadOnlySpan<MemoryBlock> blocks, PlanOptions? options)
    {
        var bound = MemoryPlanCheck.LowerBound(blocks);

        // No component needs to be lower than the arena that another one forces.
        var goal = (long)bound;
        var components = PlanProblem.Split(blocks);
        var layouts = components.ConvertAll(component => GreedyPlans.Best(component, goal));
        var open = Enumerable.Range(0, components.Count).Where(i => layouts[i].Height > goal).ToList();
        var nodes = (options ?? new PlanOptions()).SearchNodes / Math.Max(1, open.Count);
        foreach (var i in open)
        {
            if (layouts[i].Height <= goal)
                continue;
            (layouts[i], var proved) = new CapacityDescent(components[i], nodes).Lower(layouts[i], goal);
            goal = Math.Max(goal, proved);
        }

        var offsets = new int[blocks.Length];
        var arena = layouts.Count == 0 ? 0 : layouts.Max(layout => layout.Height);
        if (arena > int.MaxValue)
            throw new ArgumentException(
                $"the blocks need an arena of {arena} bytes, more than the {int.MaxValue} an arena can have", nameof(blocks));
        for (var i = 0; i < components.Count; i++)
        {
            for (var j = 0; j < components[i].Pieces.Length; j++)
                offsets[components[i].Pieces[j].Index] = (int)layouts[i].Offsets[j];
        }

        return new MemoryPlan([.. offsets], (int)arena, bound, arena == goal);
    }
}
