using Mote.Compiler.Lowering;
using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler;

/// <summary>A way to compute a layer that was not taken.</summary>
/// <param name="Kernels">Functions without "mote_", and which form of them where there are several.</param>
/// <param name="Instructions">As their formulas say.</param>
public sealed record KernelAlternative(string Kernels, double Instructions);

/// <summary>What else the catalog offers for a layer as it lies: the kernels of all goals and forms.</summary>
public static class KernelAlternatives
{
    /// <summary>All that differ from what the program does and whose instructions a formula predicts, the fewest first.</summary>
    public static IReadOnlyList<KernelAlternative> Of(CProgram program, Step step)
    {
        var found = new List<(Step Step, KernelAlternative Alternative)>();
        foreach (var goal in (OptimizeGoal[])[OptimizeGoal.Instructions, OptimizeGoal.Speed, OptimizeGoal.Balanced])
            foreach (var form in Enum.GetValues<KernelForm>())
            {
                var options = program.Options with { Goal = goal, Form = form };
                var other = Lower.Node(program.Graph, step.Node, step.Index, program.Layouts, options);
                if (other.Calls.IsEmpty || other.Calls.Any(c => c.Cost is null) || IsSame(other, step)
                    || found.Any(f => IsSame(f.Step, other))) continue;
                var kernels = string.Join(", ", other.Calls.Select(c => c.Kernel.Function["mote_".Length..]).Distinct());
                found.Add((other, new KernelAlternative(
                    kernels + Form(other), other.Calls.Sum(c => c.Cost!.Value.Instructions))));
            }
        return [.. found.Select(f => f.Alternative).OrderBy(a => a.Instructions)];
    }

    private static string Form(Step step) => step.Calls.SelectMany(c => c.Parameters.Routines).Any(r => r.IsShared) ? " (shared)" : "";

    /// <summary>Whether the same routines run.</summary>
    private static bool IsSame(Step a, Step b) => a.Calls.Length == b.Calls.Length
        && a.Calls.Zip(b.Calls).All(p => p.First.Kernel.Function == p.Second.Kernel.Function
            && (p.First.Cost == p.Second.Cost || p.First.Parameters == p.Second.Parameters));
}
