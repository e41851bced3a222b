using System.Runtime.InteropServices;

namespace Mote.Compiler.Planning;

/// <summary>
/// Decides whether a problem fits into a given arena, by depth-first search over canonical layouts: those in which every
/// piece lies on the ground or on a piece it lives with. Any layout becomes canonical by letting its pieces fall, so
/// nothing is lost. A step of the search picks one section and asks which waiting piece is the lowest there. Either that
/// piece has no other waiting piece below it, then it lies at its start; or it has one, then the section's floor can be
/// raised to the least height at which such a pair can end. The answers exclude one another: no layout is met twice.
/// </summary>
internal sealed class FittingSearch(PlanProblem problem, long nodes)
{
    private readonly PartialLayout _layout = new(problem);
    private readonly FailedStates _failed = new();
    private readonly ulong[] _names = Names(problem);
    private long _limit;

    /// <summary>The effort left, in blocks weighed.</summary>
    public long NodesLeft { get; private set; } = nodes;

    /// <summary>Looks for a layout of at most the given height.</summary>
    /// <param name="capacity">The height.</param>
    /// <param name="effort">How much of the effort left may go into this.</param>
    /// <param name="preference">Which piece to try first among those that waste equally little.</param>
    public (SearchOutcome Outcome, Layout? Layout) Fit(long capacity, long effort, Func<Piece, long> preference)
    {
        _limit = Math.Max(0, NodesLeft - effort);
        _layout.Capacity = capacity;
        var choice = new SectionChoice(problem, _layout, preference);
        var outcome = Descend(0, problem.SectionCount - 1, choice);
        var layout = outcome == SearchOutcome.Fits ? Layout.Of(problem, [.. _layout.Offsets]) : null;
        _layout.Undo(0);
        return (outcome, layout);
    }

    /// <summary>Places all that waits in these sections, or leaves the layout as it was.</summary>
    private SearchOutcome Descend(int first, int last, SectionChoice choice)
    {
        var waiting = WaitingIn(first, last);
        if (waiting.Length == 0)
            return SearchOutcome.Fits;

        var mark = _layout.Mark;
        ulong? entry = null;
        while (_layout.Settle(waiting, first, last))
        {
            if ((NodesLeft -= waiting.Length) < _limit)
                return GiveUp(mark);
            if (entry is null)
            {
                if (SplitsAt(waiting, out var before, out var after))
                {
                    var outcome = Descend(first, before, choice);
                    if (outcome == SearchOutcome.Fits)
                        outcome = Descend(after, last, choice);
                    if (outcome != SearchOutcome.Fits)
                        _layout.Undo(mark);
                    return outcome;
                }

                entry = Key(waiting);
                if (_failed.Contains(entry.Value, _layout.Capacity))
                    break;
            }

            var (section, raisedFloor, candidates) = choice.Next(waiting, first, last);
            foreach (var (index, start) in candidates)
            {
                var before = _layout.Mark;
                _layout.Starts[index] = start; // deeper levels have overwritten it
                _layout.Place(index);
                var outcome = Descend(first, last, choice);
                if (outcome == SearchOutcome.Fits)
                    return outcome;
                if (outcome == SearchOutcome.Unknown)
                    return GiveUp(mark);
                _layout.Undo(before);
            }

            if (raisedFloor - _layout.Floors[section] > _layout.Slack(section))
                break;
            _layout.Raise(section, raisedFloor);
        }

        _layout.Undo(mark);
        if (entry is { } key)
            _failed.Add(key, _layout.Capacity);
        return SearchOutcome.Impossible;
    }

    private SearchOutcome GiveUp(int mark)
    {
        _layout.Undo(mark);
        return SearchOutcome.Unknown;
    }

    private ReadOnlySpan<int> WaitingIn(int first, int last)
    {
        var waiting = new List<int>();
        for (var i = 0; i < problem.Pieces.Length; i++)
        {
            if (!_layout.IsPlaced[i] && problem.Pieces[i].First >= first && problem.Pieces[i].Last <= last)
                waiting.Add(i);
        }

        return CollectionsMarshal.AsSpan(waiting);
    }

    /// <summary>Finds a moment that no waiting piece lives across: what lies before and after it are problems of their own.</summary>
    private bool SplitsAt(ReadOnlySpan<int> waiting, out int before, out int after)
    {
        before = problem.Pieces[waiting[0]].Last;
        foreach (var index in waiting) // in the order of their first sections
        {
            after = problem.Pieces[index].First;
            if (after > before)
                return true;
            before = Math.Max(before, problem.Pieces[index].Last);
        }

        after = 0;
        return false;
    }

    /// <summary>Names what is left to do: the waiting pieces and the floors below them.</summary>
    private ulong Key(ReadOnlySpan<int> waiting)
    {
        var key = 0UL;
        var section = 0;
        foreach (var index in waiting)
        {
            ref readonly var piece = ref problem.Pieces[index];
            key = FailedStates.Mix(key, _names[index]);
            for (section = Math.Max(section, piece.First); section <= piece.Last; section++)
                key = FailedStates.Mix(key, (ulong)_layout.Floors[section]);
        }

        return key;
    }

    /// <summary>Pieces that differ in nothing share a name, for it does not matter which of them waits.</summary>
    private static ulong[] Names(PlanProblem problem) => Array.ConvertAll(problem.Pieces, piece =>
        FailedStates.Mix(FailedStates.Mix((ulong)piece.First << 32 | (uint)piece.Last, (ulong)piece.Bytes), (ulong)piece.Block.Alignment));
}
