using Mote.Compiler;
using Mote.Compiler.Prediction;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Targets;
using Mote.Targets.Build;
using Mote.Workflows;

namespace Mote.KernelCosts;

/// <summary>One call of a kernel, and what an emulator counted.</summary>
/// <param name="Core">Of the target.</param>
/// <param name="Level">Of the C compiler.</param>
/// <param name="Layer">What was measured.</param>
/// <param name="Kernel">See <see cref="KernelWork"/>.</param>
/// <param name="Family">Likewise.</param>
/// <param name="Counts">What the kernel does how often.</param>
/// <param name="Counted">Instructions of its C.</param>
/// <param name="Routines">Those of its routines, which are known.</param>
internal sealed record Measurement(
    InstructionSet Core, CodeLevel Level, string Layer, string Kernel, string Family, Dictionary<string, double> Counts, double Counted,
    double Routines)
{
    /// <summary>Of all layers of a graph that are one call of a kernel each.</summary>
    /// <param name="graph">The layers.</param>
    /// <param name="target">Where they run.</param>
    /// <param name="goal">How the C is compiled.</param>
    /// <param name="alone">Portable kernels, each in one copy for its shape whatever the goal: what the compiler makes of a kernel that but
    /// one layer calls, or a step that is hardly worth it.</param>
    public static IEnumerable<Measurement> Of(Graph graph, Target target, OptimizeGoal goal, bool alone)
    {
        var options = alone ? new CompileOptions(InstructionSet.Portable, OptimizeGoal.Ram) : new CompileOptions(target.InstructionSet, goal);
        var model = PreparedModel.Of(graph, options, optimize: false);
        using var program = DeviceProgram.Build(model, target, new BuildOptions(goal, Profile: true));
        var run = program.Run(RandomInputs.Of(graph, 1), 1);
        foreach (var step in run.Steps)
        {
            var compiled = model.Program.Steps[step.Step];
            if (compiled.Calls is not [var call] || KernelWork.Of(call) is not { } work) continue;
            var known = alone ? 0 : (call.Cost?.Instructions ?? 0)
                - (call.IsPartOfCost || call.Cost is null ? 0 : KernelTable.Instructions(work, target.InstructionSet, goal) ?? 0);
            var x = graph.Type(compiled.Node.Inputs[0]).Shape;
            yield return new Measurement(
                target.InstructionSet, CodeLevels.Of(target.InstructionSet, goal), $"{graph.Name} {step.Step} {x} {compiled.Node.Op}",
                work.Kernel + (alone ? KernelTable.Alone : ""), work.Family + (alone ? KernelTable.Alone : ""), work.Counts.Where(c => c.Count != 0).ToDictionary(c => c.What, c => c.Count),
                step.Instructions - known, known);
        }
    }
}
