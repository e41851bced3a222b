using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler.Prediction;

/// <summary>
/// Portable kernels that are shared by name, but called for one shape alone: the compiler knows all of their parameters and leaves out what
/// they do not need, so they take less than those that many shapes share.
/// </summary>
internal static class LoneKernels
{
    public static ImmutableArray<Step> Mark(ImmutableArray<Step> steps, InstructionSet core)
    {
        var shapes = steps.SelectMany(s => s.AllCalls).GroupBy(c => c.Kernel.Function)
            .Where(g => g.Skip(1).All(c => c.Parameters == g.First().Parameters)).Select(g => g.Key).ToHashSet();
        return [.. steps.Select(s => s.Calls.Any(c => shapes.Contains(c.Kernel.Function)) ? Alone(s, core, shapes) : s)];
    }

    /// <summary>The step, whose kernels have copies of their own that are to be small.</summary>
    /// <param name="step">The step.</param>
    /// <param name="core">What runs it.</param>
    /// <param name="which">Functions that have; null: all.</param>
    public static Step Alone(Step step, InstructionSet core, HashSet<string>? which = null)
    {
        if (!step.Subprograms.IsEmpty) return step;
        var calls = step.Calls.Select(c => which?.Contains(c.Kernel.Function) != false && KernelTable.CostAlone(c, core) is { } cost
            ? c with { Cost = cost } : c).ToImmutableArray();
        return step with
        {
            Calls = calls,
            Cost = step.Cost is { } known ? known with { Calls = [.. known.Calls.Select((k, i) => calls[i].Cost ?? k)] } : null,
        };
    }
}
