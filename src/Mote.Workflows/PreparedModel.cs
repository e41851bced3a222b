using Mote.Compiler;
using Mote.Compiler.Emission;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Execution;
using Mote.Passes;
using Mote.Targets;

namespace Mote.Workflows;

/// <summary>A model on its way to a device: as read, as the passes leave it, as a program, and as C.</summary>
public sealed record PreparedModel(Graph Original, Graph Optimized, CProgram Program, EmittedModel Emitted)
{
    /// <param name="graph">As read.</param>
    /// <param name="options">What to compile for.</param>
    /// <param name="optimize">Whether passes run; without them each layer of the model stays visible.</param>
    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE0315: the budget of flash is too small.</exception>
    public static PreparedModel Of(Graph graph, CompileOptions options, bool optimize = true)
    {
        var optimized = optimize ? Pipelines.Run(Pipelines.ForDevice, graph) : graph;
        var program = ModelCompiler.Compile(optimized, options);
        if (options.Memory.FlashBudget is { } budget) FlashBudget.Check(program, budget);
        var inputs = RandomInputs.Of(graph, 1);
        // Expected from the graph as read: the self-test vouches for the passes, too.
        var outputs = new Interpreter(graph).Run(inputs);
        // The program's graph is the optimised one, or that in bands.
        return new PreparedModel(graph, program.Graph, program, CEmitter.Emit(program, new RecordedInference(inputs, outputs)));
    }

    public static CompileOptions OptionsFor(
        Target target, OptimizeGoal goal, bool staticArena = false, MemoryLimits? memory = null) =>
        OptionsFor(target.InstructionSet, goal, staticArena, memory) with { Processor = target.Processor };

    public static CompileOptions OptionsFor(
        InstructionSet instructionSet, OptimizeGoal goal, bool staticArena = false, MemoryLimits? memory = null) =>
        new(instructionSet, goal, staticArena) { Memory = memory ?? MemoryLimits.None };
}
