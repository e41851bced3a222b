using System.Runtime.InteropServices;

namespace Mote.Compiler.Planning;

/// <summary>Decides where the search goes next: the section in which least can be wasted, so that dead ends show early.</summary>
internal sealed class SectionChoice(PlanProblem problem, PartialLayout layout, Func<Piece, long> preference)
{
    private readonly long[] _preferences = Array.ConvertAll(problem.Pieces, piece => preference(piece));
    private readonly int[] _answers = new int[problem.SectionCount];

    /// <returns>
    /// The section, its candidates in the order to try them with the offset of each, and the floor of the section if none
    /// of them is the lowest with nothing waiting below (long.MaxValue if one of them must be).
    /// </returns>
    public (int Section, long RaisedFloor, (int Piece, long Start)[] Candidates) Next(ReadOnlySpan<int> waiting, int first, int last)
    {
        Array.Clear(_answers, first, last - first + 1);
        foreach (var index in waiting)
        {
            if (!layout.CanPlace(index))
                continue;
            for (var section = problem.Pieces[index].First; section <= problem.Pieces[index].Last; section++)
                _answers[section]++;
        }

        var (tightest, lowest) = Pick(first, last);
        var raisedFloor = RaisedFloor(waiting, tightest);
        if (raisedFloor <= layout.Floors[tightest])
        {
            // Without progress the search would never end. At the lowest floor every pair ends higher.
            tightest = lowest;
            raisedFloor = RaisedFloor(waiting, tightest);
        }

        return (tightest, raisedFloor, Candidates(waiting, tightest));
    }

    private (int Tightest, int Lowest) Pick(int first, int last)
    {
        int tightest = -1, lowest = -1;
        for (var section = first; section <= last; section++)
        {
            if (layout.Waiting[section] == 0)
                continue;
            if (lowest < 0 || layout.Floors[section] < layout.Floors[lowest])
                lowest = section;
            if (tightest < 0 || Key(section).CompareTo(Key(tightest)) < 0)
                tightest = section;
        }

        return (tightest, lowest);
    }

    private (long, long, long) Key(int section) => (layout.Slack(section), _answers[section], layout.Floors[section]);

    /// <summary>The least start of a piece of this section that rests on a waiting piece beside the section.</summary>
    private long RaisedFloor(ReadOnlySpan<int> waiting, int section)
    {
        var floor = long.MaxValue;
        foreach (var index in waiting)
        {
            ref readonly var piece = ref problem.Pieces[index];
            if (piece.First > section || piece.Last < section)
                continue;
            foreach (var below in waiting)
            {
                ref readonly var other = ref problem.Pieces[below];
                if ((other.First <= section && other.Last >= section) || !other.IsAliveWith(piece))
                    continue;
                floor = Math.Min(floor, Math.Max(layout.Starts[index], piece.AlignUp(layout.Starts[below] + other.Room)));
            }
        }

        return floor;
    }

    private (int Piece, long Start)[] Candidates(ReadOnlySpan<int> waiting, int section)
    {
        var candidates = new List<(int Piece, long Waste, long Preference)>();
        foreach (var index in waiting)
        {
            ref readonly var piece = ref problem.Pieces[index];
            if (piece.First > section || piece.Last < section || !layout.CanPlace(index) || HasTwin(candidates, piece))
                continue;
            var waste = 0L;
            for (var own = piece.First; own <= piece.Last; own++)
                waste += layout.Starts[index] - layout.Floors[own];
            candidates.Add((index, waste, _preferences[index]));
        }

        candidates.Sort((a, b) => (a.Waste, -a.Preference, a.Piece).CompareTo((b.Waste, -b.Preference, b.Piece)));
        return [.. candidates.ConvertAll(candidate => (candidate.Piece, layout.Starts[candidate.Piece]))];
    }

    /// <summary>Of pieces that differ in nothing, only the first needs a try.</summary>
    private bool HasTwin(List<(int Piece, long, long)> candidates, in Piece piece)
    {
        foreach (var (index, _, _) in CollectionsMarshal.AsSpan(candidates))
        {
            ref readonly var other = ref problem.Pieces[index];
            if (other.First == piece.First && other.Last == piece.Last && other.Bytes == piece.Bytes
                && other.Block.Alignment == piece.Block.Alignment)
                return true;
        }

        return false;
    }
}
