using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>
/// Numbers for what bytes hold: two bytes of values have the same number if views make one the other, be it through a third. Of each byte
/// by itself, because two values that share a part need share nothing else.
/// </summary>
internal sealed class SharedBytes
{
    /// <summary>What a byte holds that no value lies in.</summary>
    public const int Nobodys = -1;

    private readonly int[] _first;
    private readonly int[] _same;

    /// <param name="graph">The graph.</param>
    /// <param name="steps">Whose views say what is the same.</param>
    /// <param name="problems">Gets those of views that no value could be.</param>
    public SharedBytes(Graph graph, ImmutableArray<Step> steps, List<string> problems)
    {
        var sizes = new ValueBytes(graph, steps);
        _first = new int[graph.Values.Length + 1];
        for (var i = 0; i < graph.Values.Length; i++)
            _first[i + 1] = _first[i] + (graph.Values[i].IsConstant ? 0 : sizes[graph.Values[i].Id]);
        _same = [.. Enumerable.Range(0, _first[^1])];
        foreach (var step in steps)
            foreach (var view in step.Views)
            {
                var bytes = sizes[view.Part];
                if (view.Offset < 0 || view.Offset + bytes > sizes[view.Whole])
                    problems.Add($"step {step.Index}: {view.Part} is no part of {view.Whole} from byte {view.Offset} on");
                else
                    for (var i = 0; i < bytes; i++) Join(_first[view.Part.Index] + i, _first[view.Whole.Index] + view.Offset + i);
            }
    }

    /// <summary>The number of one byte of a value.</summary>
    public int Of(ValueId value, int offset) => Root(_first[value.Index] + offset);

    /// <summary>A value that has such a byte.</summary>
    public ValueId ValueOf(int number)
    {
        if (number == Nobodys) return ValueId.None;
        var index = Array.BinarySearch(_first, number);
        if (index < 0) return new ValueId(~index - 1);
        // Constants and empty values take no numbers: the last that begins there has it.
        while (_first[index + 1] == number) index++;
        return new ValueId(index);
    }

    private void Join(int a, int b)
    {
        var (low, high) = (Root(a), Root(b));
        _same[Math.Max(low, high)] = Math.Min(low, high);
    }

    private int Root(int number)
    {
        while (_same[number] != number) number = _same[number] = _same[_same[number]];
        return number;
    }
}
