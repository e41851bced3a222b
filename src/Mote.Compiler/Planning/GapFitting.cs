namespace Mote.Compiler.Planning;

/// <summary>Places pieces one after the other in a given order, each into a gap between those it lives with.</summary>
internal static class GapFitting
{
    /// <param name="problem">The pieces to place.</param>
    /// <param name="order">Which piece comes when.</param>
    /// <param name="tightest">Take the gap that leaves the least over, not the lowest one.</param>
    public static Layout Place(PlanProblem problem, ReadOnlySpan<int> order, bool tightest)
    {
        var pieces = problem.Pieces;
        var offsets = new long[pieces.Length];
        var placed = new int[pieces.Length]; // by offset
        for (var count = 0; count < order.Length; count++)
        {
            var piece = order[count];
            var offset = Gap(pieces, offsets, placed.AsSpan(0, count), pieces[piece], tightest);
            offsets[piece] = offset;

            var slot = count;
            for (; slot > 0 && offsets[placed[slot - 1]] > offset; slot--)
                placed[slot] = placed[slot - 1];
            placed[slot] = piece;
        }

        return Layout.Of(problem, offsets);
    }

    private static long Gap(Piece[] pieces, long[] offsets, ReadOnlySpan<int> placed, in Piece piece, bool tightest)
    {
        long top = 0, best = -1, bestSpare = long.MaxValue;
        foreach (var below in placed)
        {
            ref readonly var other = ref pieces[below];
            if (!piece.IsAliveWith(other))
                continue;
            var offset = piece.AlignUp(top);
            var spare = offsets[below] - offset - piece.Bytes;
            if (spare >= 0 && spare < bestSpare)
            {
                if (!tightest)
                    return offset;
                (best, bestSpare) = (offset, spare);
            }

            top = Math.Max(top, offsets[below] + other.Bytes);
        }

        return best >= 0 ? best : piece.AlignUp(top);
    }
}
