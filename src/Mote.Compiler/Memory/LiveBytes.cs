using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Memory;

/// <summary>How much of the arena is in use while each step runs: bytes that hold something needed, counted once.</summary>
public static class LiveBytes
{
    /// <returns>One figure a step.</returns>
    public static int[] Of(CProgram program)
    {
        var graph = program.Graph;
        var (first, last) = Lifetimes(program);
        var sizes = new ValueBytes(graph, program.Steps);
        return [.. program.Steps.Select(step =>
        {
            var used = new bool[program.Arena.Bytes];
            foreach (var (index, offset) in program.Arena.Offsets)
                if (first[index] <= step.Index && last[index] >= step.Index)
                    used.AsSpan(offset, sizes[new ValueId(index)]).Fill(true);
            if (program.Arena.Scratch.TryGetValue(step.Index, out var scratch)) used.AsSpan(scratch, step.ScratchBytes).Fill(true);
            return used.Count(u => u);
        })];
    }

    private static (int[] First, int[] Last) Lifetimes(CProgram program)
    {
        var graph = program.Graph;
        var (first, last) = (new int[graph.Values.Length], new int[graph.Values.Length]);
        Array.Fill(last, -1);
        foreach (var step in program.Steps)
        {
            foreach (var output in step.Node.Outputs) first[output.Index] = last[output.Index] = step.Index;
            foreach (var input in step.Node.Inputs)
                if (!input.IsNone) last[input.Index] = step.Index;
        }
        foreach (var kept in graph.Outputs.Concat(graph.States.Select(s => s.After))) last[kept.Index] = int.MaxValue;
        foreach (var state in graph.States) last[state.Before.Index] = int.MaxValue;
        return (first, last);
    }
}
