using Mote.Compiler;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;

namespace Mote.Workflows.Compressing.Searching;

/// <summary>Builds models as a budget asks for, and measures them on the emulated device.</summary>
/// <param name="budget">What fits.</param>
/// <param name="inputs">Raw examples, one after another.</param>
/// <param name="examples">How many.</param>
/// <param name="stop">Ends compilers and emulators.</param>
internal sealed class BudgetMeasure(CompressionBudget budget, byte[] inputs, int examples, CancellationToken stop)
{
    /// <summary>The same examples by another budget.</summary>
    public BudgetMeasure For(CompressionBudget other) => new(other, inputs, examples, stop);

    /// <summary>The first way of compiling that fits; else the one with the least flash.</summary>
    public ProgramFigures Of(Graph graph)
    {
        ProgramFigures? best = null;
        foreach (var goal in budget.Goals)
            foreach (var limits in Limits())
            {
                if (Measured(graph, goal, limits) is not { } figures) continue;
                if (budget.Fits(figures)) return figures;
                if (best is null || figures.FlashBytes < best.FlashBytes) best = figures;
            }
        return best!;
    }

    /// <summary>As plain as it may be first: what is coded costs instructions. Without a budget of flash the smallest is wanted.</summary>
    private IEnumerable<MemoryLimits> Limits()
    {
        var plain = MemoryLimits.None with { RamBudget = budget.Ram };
        if (budget.Flash is { } flash) yield return plain with { FlashBudget = flash };
        if (budget.Flash is not null || budget.MinAccuracy is not null) yield return plain with { FlashBudget = 0 };
        else yield return plain;
    }

    private ProgramFigures? Measured(Graph graph, OptimizeGoal goal, MemoryLimits limits)
    {
        try
        {
            var report = Measure.Run(graph, budget.Target, goal, limits, inputs, examples, cancellation: stop);
            return new ProgramFigures(report.Optimize, Options(report.Optimize, limits), report.FlashBytes, report.RamBytes,
                report.Instructions, report.Exact == report.Examples);
        }
        // Predicted to be too large: measured with all constants coded instead.
        catch (MoteException e) when (e.Diagnostics[0].Code == "MOTE0315")
        {
            return null;
        }
    }

    private static string Options(string optimize, MemoryLimits limits)
    {
        var ram = limits.RamBudget is { } r ? FormattableString.Invariant($" --ram-budget {r}") : "";
        var flash = limits.FlashBudget is { } f ? f == 0 ? " --code-weights" : FormattableString.Invariant($" --flash-budget {f}") : "";
        return $"--optimize {optimize}{ram}{flash}";
    }
}
