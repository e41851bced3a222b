namespace Mote.Training.Execution;

/// <summary>A stretch of time in which a value needs its place.</summary>
internal readonly record struct Lifetime(int First, int Last, long Size)
{
    public bool Meets(Lifetime other) => First <= other.Last && other.First <= Last;
}

/// <summary>
/// Gives values that live at different times the same memory: the largest first, each as low as it fits. Within some percent of the
/// optimum for the stack-like lifetimes of forward and backward.
/// </summary>
internal static class Placement
{
    /// <returns>An offset for each, and how much all of them need.</returns>
    public static (long[] Offsets, long Total) Of(IReadOnlyList<Lifetime> values)
    {
        var offsets = new long[values.Count];
        var placed = new List<int>();
        var total = 0L;
        foreach (var i in Enumerable.Range(0, values.Count).OrderByDescending(i => values[i].Size).ThenBy(i => values[i].First))
        {
            var offset = 0L;
            foreach (var other in placed.Where(p => values[p].Meets(values[i])).OrderBy(p => offsets[p]))
            {
                if (offset + values[i].Size <= offsets[other]) break;
                offset = Math.Max(offset, offsets[other] + values[other].Size);
            }
            offsets[i] = offset;
            placed.Add(i);
            total = Math.Max(total, offset + values[i].Size);
        }
        return (offsets, total);
    }
}
