using System.Globalization;
using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Workflows;

/// <summary>Whether a program's arena is as small as asked for, and what stands in the way.</summary>
public static class RamBudget
{
    /// <exception cref="MoteException">MOTE0311: it is larger.</exception>
    public static void Check(CProgram program, int budget)
    {
        if (program.Arena.Bytes <= budget) return;
        var banded = program.Bands is { } bands ? string.Create(CultureInfo.InvariantCulture,
            $"{bands.WholeArenaBytes:N0} bytes, and {program.Arena.Bytes:N0} with layers {Short(bands.First)} to {Short(bands.Last)} in "
            + $"{bands.Bands} bands, the least that any split into bands was found to reach: ")
            : string.Create(CultureInfo.InvariantCulture, $"{program.Arena.Bytes:N0} bytes, ");
        var live = LiveBytes.Of(program);
        var worst = Array.IndexOf(live, live.Max());
        var step = program.Steps[worst];
        var graph = program.Graph;
        var operands = step.Node.Inputs.Where(i => !i.IsNone && !graph[i].IsConstant).Distinct().Sum(i => graph.Type(i).Bytes);
        var results = step.Node.Outputs.Sum(o => graph.Type(o).Bytes);
        throw new MoteException(
            "MOTE0311", program.Name, string.Create(CultureInfo.InvariantCulture,
                $"the arena takes {banded}{program.Arena.Bytes - budget:N0} more than the budget of {budget:N0}. ")
            + string.Create(CultureInfo.InvariantCulture,
                $"Step {worst}{(program.Bands is null ? "" : " then")} ({step.Node.Op.Name()}, "
                + $"{Short(step.Node.Origin)}) needs most: {live[worst]:N0} bytes, ")
            + string.Create(
                CultureInfo.InvariantCulture, $"of them operands {operands:N0}, results {results:N0}, kernel {step.ScratchBytes:N0}."),
            program.Options.Goal == Mote.Core.Machine.OptimizeGoal.Ram
                ? "A smaller input, fewer channels or a larger stride in that layer would help."
                : "Try --optimize ram; or a smaller input, fewer channels or a larger stride in that layer.");
    }

    /// <summary>Converters join the names of all layers that went into one; the first is the most telling.</summary>
    private static string Short(Origin origin) => origin.Layers[0].Split(';')[0];
}
