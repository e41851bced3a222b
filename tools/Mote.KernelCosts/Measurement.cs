using Mote.Compiler;
using Mote.Compiler.Emission;
using Mote.Compiler.Prediction;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Targets;
using Mote.Targets.Build;
using Mote.Targets.Run;
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
    public static IEnumerable<Measurement> Of(Graph graph, Target target, OptimizeGoal goal)
    {
        var model = PreparedModel.Of(graph, new CompileOptions(target.InstructionSet, goal), optimize: false);
        using var program = DeviceProgram.Build(model, target, new BuildOptions(goal, Profile: true));
        var run = program.Run(RandomInputs.Of(graph, 1), 1);
        foreach (var step in run.Steps)
        {
            var compiled = model.Program.Steps[step.Step];
            if (compiled.Calls is not [var call] || KernelWork.Of(call) is not { } work) continue;
            var known = (call.Cost?.Instructions ?? 0)
                - (call.IsPartOfCost || call.Cost is null ? 0 : KernelTable.Instructions(work, target.InstructionSet, goal) ?? 0);
            var layer = $"{graph.Name} {step.Step} {graph.Type(compiled.Node.Inputs[0]).Shape} {compiled.Node.Op}";
            yield return Of(target, goal, layer, work, "", step.Instructions - known, known);
        }
    }

    /// <summary>
    /// Of models of one layer each, with portable kernels. Made small, the compiler knows the one shape that their kernels are called for;
    /// else it does in any case.
    /// </summary>
    public static IEnumerable<Measurement> Alone(IEnumerable<Graph> graphs, Target target, OptimizeGoal goal)
    {
        var models = graphs.Select(g => PreparedModel.Of(g, new CompileOptions(InstructionSet.Portable, goal), optimize: false))
            .Where(m => m.Program.Steps is [{ Calls: [var call] }] && KernelWork.Of(call) is not null)
            .Select((m, i) => m with { Program = m.Program with { Name = $"m{i}" } })
            .Select(m => m with { Emitted = CEmitter.Emit(
                m.Program, new RecordedInference(RandomInputs.Of(m.Original, 1), new byte[m.Original.Type(m.Original.Outputs[0]).Bytes])) }).ToList();
        var sources = models.SelectMany(m => m.Emitted.Files.Where(f => f.Path is not "model_selftest.c")
            .Select(f => new CSource($"{m.Program.Name}/{f.Path}", f.Text)));
        using var built = ProgramBuild.Build(target, sources.Append(Adapter([.. models.Select(m => m.Program.Name)])), new BuildOptions(goal));
        var numbers = Enumerable.Range(0, models.Count).SelectMany(BitConverter.GetBytes).ToArray();
        var counts = TargetRunner.Run(built, numbers, models.Count, new RunOptions(Sequence: true)).Instructions;
        for (var i = 0; i < models.Count; i++)
        {
            var step = models[i].Program.Steps[0];
            var layer = $"alone {i} {models[i].Program.Graph.Type(step.Node.Inputs[0]).Shape} {step.Node.Op}";
            var how = goal == OptimizeGoal.Size ? KernelTable.Alone : "";
            yield return Of(target, goal, layer, KernelWork.Of(step.Calls[0])!, how, counts[i], 0);
        }
    }

    private static Measurement Of(
        Target target, OptimizeGoal goal, string layer, KernelWork work, string how, double counted, double routines) =>
        new(target.InstructionSet, CodeLevels.Of(target.InstructionSet, goal), layer, work.Kernel + how, work.Family + how,
            work.Counts.Where(c => c.Count != 0).ToDictionary(c => c.What, c => c.Count), counted, routines);

    /// <summary>The example says which of the models is run, on whatever lies there.</summary>
    private static CSource Adapter(IReadOnlyList<string> models) => new(CSource.AdapterPath, $$"""
        {{string.Join('\n', models.Select(m => $"#include \"{m}/model.h\""))}}
        #define HARNESS_INPUTS 1u
        #define HARNESS_OUTPUTS 1u
        static const uint32_t harness_input_bytes[] = {4u};
        static const uint32_t harness_output_bytes[] = {4u};
        static uint32_t chosen, nothing;
        static union
        {
        {{string.Join('\n', models.Select(m => $"    {m}_arena {m};"))}}
        } arena;
        static void *harness_input(uint32_t i) { (void)i; return &chosen; }
        static const void *harness_output(uint32_t i) { (void)i; return &nothing; }
        static void harness_reset(void) { }
        static void harness_invoke(void)
        {
            switch (chosen)
            {
        {{string.Join('\n', models.Select((m, i) => $"    case {i}u:\n        {m}_invoke(&arena.{m});\n        break;"))}}
            default:
                break;
            }
        }

        """);
}
