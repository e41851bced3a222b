namespace Mote.Compiler.Planning;

/// <summary>Pieces that are connected through time: a component can be planned without a look at the others.</summary>
/// <param name="Pieces">In the order of their first sections.</param>
/// <param name="SectionCount">Sections are numbered from zero within the component.</param>
internal sealed record PlanProblem(Piece[] Pieces, int SectionCount)
{
    public static List<PlanProblem> Split(ReadOnlySpan<MemoryBlock> blocks)
    {
        var sections = TimeSections.Of(blocks);
        var leastAlignment = long.MaxValue;
        foreach (var block in blocks)
            leastAlignment = block.Bytes == 0 ? leastAlignment : Math.Min(leastAlignment, block.Alignment);

        var pieces = new List<Piece>();
        for (var i = 0; i < blocks.Length; i++)
        {
            var block = blocks[i];
            if (block.Bytes == 0)
                continue;
            var (first, last) = sections.SpanOf(block);
            pieces.Add(new Piece(i, block, first, last, (block.Bytes + leastAlignment - 1) & -leastAlignment));
        }

        pieces.Sort((a, b) => (a.First, a.Index).CompareTo((b.First, b.Index)));
        return Components(pieces);
    }

    private static List<PlanProblem> Components(List<Piece> pieces)
    {
        var problems = new List<PlanProblem>();
        for (var begin = 0; begin < pieces.Count;)
        {
            var last = pieces[begin].Last;
            var end = begin + 1;
            for (; end < pieces.Count && pieces[end].First <= last; end++)
                last = Math.Max(last, pieces[end].Last);

            var origin = pieces[begin].First;
            var own = pieces.GetRange(begin, end - begin).ConvertAll(p => p with { First = p.First - origin, Last = p.Last - origin });
            problems.Add(new PlanProblem([.. own], last - origin + 1));
            begin = end;
        }

        return problems;
    }
}
