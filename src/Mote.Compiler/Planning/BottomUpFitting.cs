namespace Mote.Compiler.Planning;

/// <summary>Builds from the ground: always the piece that can lie lowest, and among equals the one of the highest rank.</summary>
internal static class BottomUpFitting
{
    public static Layout Place(PlanProblem problem, Func<Piece, long> rank)
    {
        var pieces = problem.Pieces;
        var ranks = Array.ConvertAll(pieces, piece => rank(piece));
        var offsets = new long[pieces.Length]; // of unplaced pieces: where they would lie if they came next
        var waiting = Enumerable.Range(0, pieces.Length).ToList();
        while (waiting.Count > 0)
        {
            var slot = 0;
            for (var i = 1; i < waiting.Count; i++)
            {
                var (candidate, best) = (waiting[i], waiting[slot]);
                if (offsets[candidate] < offsets[best] || (offsets[candidate] == offsets[best] && ranks[candidate] > ranks[best]))
                    slot = i;
            }

            var piece = waiting[slot];
            waiting.RemoveAt(slot);
            foreach (var other in waiting)
            {
                if (pieces[other].IsAliveWith(pieces[piece]))
                    offsets[other] = Math.Max(offsets[other], pieces[other].AlignUp(offsets[piece] + pieces[piece].Bytes));
            }
        }

        return Layout.Of(problem, offsets);
    }
}
