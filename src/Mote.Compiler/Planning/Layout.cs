namespace Mote.Compiler.Planning;

/// <summary>An offset for each piece of a problem.</summary>
internal sealed record Layout(long[] Offsets, long Height)
{
    public static Layout Of(PlanProblem problem, long[] offsets)
    {
        var height = 0L;
        for (var i = 0; i < offsets.Length; i++)
            height = Math.Max(height, offsets[i] + problem.Pieces[i].Bytes);
        return new Layout(offsets, height);
    }
}
