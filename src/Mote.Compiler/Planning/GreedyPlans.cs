namespace Mote.Compiler.Planning;

/// <summary>Tries the cheap orders and keeps the lowest layout.</summary>
internal static class GreedyPlans
{
    public static Layout Best(PlanProblem problem, long goal)
    {
        var best = GapFitting.Place(problem, Order(problem, static piece => -piece.Index), tightest: false);
        foreach (var rank in Ranks(problem))
        {
            if (best.Height <= goal)
                return best;
            var order = Order(problem, rank);
            best = Lower(best, GapFitting.Place(problem, order, tightest: false));
            best = Lower(best, GapFitting.Place(problem, order, tightest: true));
            best = Lower(best, BottomUpFitting.Place(problem, rank));
        }

        return best;
    }

    private static Layout Lower(Layout a, Layout b) => b.Height < a.Height ? b : a;

    /// <summary>
    /// What may make a piece urgent, highest first. The caller's order is tried before all of these: first-fit in the
    /// caller's order never exceeds the naive sum.
    /// </summary>
    private static IEnumerable<Func<Piece, long>> Ranks(PlanProblem problem)
    {
        yield return static piece => piece.Bytes;
        yield return static piece => piece.Bytes * piece.Lifetime;
        yield return static piece => -(long)piece.Block.FirstStep;
        yield return static piece => piece.Lifetime;
        yield return static piece => piece.Block.LastStep;

        // Contention: the fullest moment of a piece's life, and among equals the larger piece.
        var load = new long[problem.SectionCount];
        foreach (var piece in problem.Pieces)
        {
            for (var section = piece.First; section <= piece.Last; section++)
                load[section] += piece.Bytes;
        }

        var bySize = problem.Pieces.OrderBy(piece => piece.Bytes).Select((piece, place) => (piece.Index, place)).ToDictionary(
            p => p.Index, p => p.place);
        yield return piece => load.AsSpan(piece.First, piece.Sections).ToArray().Max() * problem.Pieces.Length + bySize[piece.Index];
    }

    private static int[] Order(PlanProblem problem, Func<Piece, long> rank)
    {
        var pieces = problem.Pieces;
        var ranks = Array.ConvertAll(pieces, piece => rank(piece));
        var order = Enumerable.Range(0, pieces.Length).ToArray();
        Array.Sort(order, (a, b) => (-ranks[a], pieces[a].Index).CompareTo((-ranks[b], pieces[b].Index)));
        return order;
    }
}
