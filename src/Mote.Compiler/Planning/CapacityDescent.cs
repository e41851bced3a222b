namespace Mote.Compiler.Planning;

/// <summary>
/// Lowers a layout by asking the search for ever smaller arenas. The bound is asked for first, as it is so often reached;
/// then heights between what is known to be impossible and what is known to fit.
/// </summary>
internal sealed class CapacityDescent(PlanProblem problem, long nodes)
{
    private const int Shares = 12;

    private static readonly Func<Piece, long>[] Preferences =
    [
        static piece => piece.Bytes * piece.Lifetime,
        static piece => piece.Bytes,
        static piece => piece.Lifetime,
        static piece => -piece.Bytes,
    ];

    private readonly FittingSearch _search = new(problem, nodes);

    /// <param name="best">The layout to improve.</param>
    /// <param name="goal">A height that need not be undercut.</param>
    /// <returns>The best layout found, and the least height not proved impossible.</returns>
    public (Layout Best, long Proved) Lower(Layout best, long goal)
    {
        var impossible = goal - 1;
        var tried = goal - 1;
        var share = nodes / Shares;
        for (var attempt = 0; best.Height > impossible + 1 && _search.NodesLeft > 0; attempt++)
        {
            if (tried + 1 >= best.Height)
            {
                // Every height was given its share in vain: start over with more effort for each.
                tried = impossible;
                share *= 2;
            }

            var capacity = tried < goal ? goal : tried + (best.Height - tried) / 2;
            var (outcome, layout) = _search.Fit(capacity, share, Preferences[attempt % Preferences.Length]);
            tried = capacity;
            switch (outcome)
            {
                case SearchOutcome.Fits:
                    best = layout!;
                    tried = impossible;
                    break;
                case SearchOutcome.Impossible:
                    impossible = capacity;
                    break;
                case SearchOutcome.Unknown:
                    break;
            }
        }

        return (best, impossible + 1);
    }
}
