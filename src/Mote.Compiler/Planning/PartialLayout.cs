namespace Mote.Compiler.Planning;

/// <summary>
/// A layout in the making. Each section has a floor: nothing more is placed below it. Each waiting piece has a start:
/// the lowest offset its sections' floors leave it. Every change is on a trail and can be taken back.
/// </summary>
internal sealed class PartialLayout
{
    private readonly PlanProblem _problem;
    private readonly Stack<(int Section, long Floor, int Piece)> _trail = new();
    private readonly long[] _lowestStart;
    private readonly long[] _allowance;

    public PartialLayout(PlanProblem problem)
    {
        _problem = problem;
        Offsets = new long[problem.Pieces.Length];
        Starts = new long[problem.Pieces.Length];
        IsPlaced = new bool[problem.Pieces.Length];
        Floors = new long[problem.SectionCount];
        Waiting = new long[problem.SectionCount];
        _lowestStart = new long[problem.SectionCount];
        _allowance = new long[problem.SectionCount];
        foreach (ref readonly var piece in problem.Pieces.AsSpan())
        {
            for (var section = piece.First; section <= piece.Last; section++)
            {
                Waiting[section] += piece.Room;
                _allowance[section] = Math.Max(_allowance[section], piece.Room - piece.Bytes);
            }
        }
    }

    /// <summary>What the layout must fit into.</summary>
    public long Capacity { get; set; }

    public long[] Offsets { get; }

    public bool[] IsPlaced { get; }

    public long[] Starts { get; }

    public long[] Floors { get; }

    /// <summary>The room that the waiting pieces of each section take.</summary>
    public long[] Waiting { get; }

    public int Mark => _trail.Count;

    /// <summary>
    /// What may still be wasted in a section. The highest piece need not be padded to the room it takes from others;
    /// as any piece may be the highest, the largest padding is allowed for.
    /// </summary>
    public long Slack(int section) => Capacity + _allowance[section] - Floors[section] - Waiting[section];

    /// <summary>Whether a piece can lie at its start, with all the waiting pieces of its sections above it.</summary>
    public bool CanPlace(int index)
    {
        ref readonly var piece = ref _problem.Pieces[index];
        for (var section = piece.First; section <= piece.Last; section++)
        {
            if (Starts[index] - Floors[section] > Slack(section))
                return false;
        }

        return true;
    }

    public void Place(int index)
    {
        ref readonly var piece = ref _problem.Pieces[index];
        Offsets[index] = Starts[index];
        IsPlaced[index] = true;
        var floor = Starts[index] + piece.Room;
        for (var section = piece.First; section <= piece.Last; section++)
        {
            _trail.Push((section, Floors[section], -1));
            Floors[section] = floor;
            Waiting[section] -= piece.Room;
        }

        _trail.Push((-1, 0, index));
    }

    public void Raise(int section, long floor)
    {
        _trail.Push((section, Floors[section], -1));
        Floors[section] = floor;
    }

    public void Undo(int mark)
    {
        while (_trail.Count > mark)
        {
            var (section, floor, index) = _trail.Pop();
            if (index < 0)
            {
                Floors[section] = floor;
                continue;
            }

            ref readonly var piece = ref _problem.Pieces[index];
            IsPlaced[index] = false;
            for (var own = piece.First; own <= piece.Last; own++)
                Waiting[own] += piece.Room;
        }
    }

    /// <summary>
    /// Works out the starts of the given waiting pieces and raises every floor to the lowest start above it, until nothing
    /// changes.
    /// </summary>
    /// <returns>False if some section or piece cannot fit any more.</returns>
    public bool Settle(ReadOnlySpan<int> waiting, int firstSection, int lastSection)
    {
        for (var changed = true; changed;)
        {
            Array.Fill(_lowestStart, long.MaxValue, firstSection, lastSection - firstSection + 1);
            foreach (var index in waiting)
            {
                ref readonly var piece = ref _problem.Pieces[index];
                var floor = 0L;
                for (var section = piece.First; section <= piece.Last; section++)
                    floor = Math.Max(floor, Floors[section]);
                var start = piece.AlignUp(floor);
                Starts[index] = start;
                if (start + piece.Bytes > Capacity)
                    return false;
                for (var section = piece.First; section <= piece.Last; section++)
                    _lowestStart[section] = Math.Min(_lowestStart[section], start);
            }

            changed = false;
            for (var section = firstSection; section <= lastSection; section++)
            {
                if (Waiting[section] == 0)
                    continue;
                if (_lowestStart[section] > Floors[section])
                {
                    Raise(section, _lowestStart[section]);
                    changed = true;
                }

                if (Slack(section) < 0)
                    return false;
            }
        }

        return true;
    }
}
