namespace Mote.Compiler.Planning;

/// <summary>
/// Time with all the uneventful steps left out. A section is a step with a largest set of living blocks: any two blocks
/// that are ever alive together are alive together in some section, so sections say all that a planner needs.
/// </summary>
internal readonly struct TimeSections
{
    private readonly int[] _steps;

    private TimeSections(int[] steps) => _steps = steps;

    public static TimeSections Of(ReadOnlySpan<MemoryBlock> blocks)
    {
        var firsts = new int[blocks.Length];
        var lasts = new int[blocks.Length];
        for (var i = 0; i < blocks.Length; i++)
            (firsts[i], lasts[i]) = (blocks[i].FirstStep, blocks[i].LastStep);
        Array.Sort(firsts);
        Array.Sort(lasts);

        // The living set is largest where a block ends after another began: count a section there and wait for the next birth.
        var steps = new List<int>();
        var born = 0;
        var bornAtLastSection = 0;
        foreach (var last in lasts)
        {
            while (born < firsts.Length && firsts[born] <= last)
                born++;
            if (born == bornAtLastSection)
                continue;
            steps.Add(last);
            bornAtLastSection = born;
        }

        return new TimeSections([.. steps]);
    }

    /// <summary>The first and the last section a block is alive in.</summary>
    public (int First, int Last) SpanOf(MemoryBlock block)
    {
        var first = Array.BinarySearch(_steps, block.FirstStep);
        var last = Array.BinarySearch(_steps, block.LastStep);
        return (first < 0 ? ~first : first, last < 0 ? ~last - 1 : last);
    }
}
