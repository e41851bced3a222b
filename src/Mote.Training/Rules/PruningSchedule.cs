namespace Mote.Training.Rules;

/// <summary>At which steps a <see cref="Sparsity"/> cuts, and how deep.</summary>
internal static class PruningSchedule
{
    /// <summary>The share of zeros that a cut before this step makes; null where there is none.</summary>
    /// <param name="sparsity">Wanted.</param>
    /// <param name="step">From 0 on.</param>
    /// <param name="steps">Of the whole training.</param>
    public static double? Cut(Sparsity sparsity, long step, long steps) => sparsity switch
    {
        Sparsity.AsGiven => null,
        Sparsity.Cubic c => CubicCut(c, step, steps),
        // How deep is said by the blocks.
        Sparsity.Blocks b => step == (long)(b.Begin * steps) ? 1 - (double)b.Keep / b.Of : null,
    };

    private static double? CubicCut(Sparsity.Cubic c, long step, long steps)
    {
        var (begin, end) = ((long)(c.Begin * steps), Math.Min((long)(c.End * steps), steps - 1));
        if (step < begin || step > end) return null;
        // The place of a cut: the first step at which another Times-th part of the way has been gone.
        var now = Part(step);
        if (step > begin && Part(step - 1) == now) return null;
        var left = 1 - (double)now / c.Times;
        return c.To + ((c.From - c.To) * left * left * left);

        long Part(long at) => end == begin ? c.Times : (at - begin) * c.Times / (end - begin);
    }
}
