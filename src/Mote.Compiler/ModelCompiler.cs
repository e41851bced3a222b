using System.Collections.Immutable;
using Mote.Compiler.Coding;
using Mote.Compiler.Lowering;
using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;

namespace Mote.Compiler;

/// <summary>From a graph, as the passes leave it, to a program in C.</summary>
public static class ModelCompiler
{
    /// <exception cref="MoteException">The graph needs something the kernels do not have.</exception>
    public static CProgram Compile(Graph graph, CompileOptions options)
    {
        var program = WithinBudget(graph, options);
        if (options.Memory.FlashBudget is { } flash) program = new FlashFitting(program, flash).Program();
        if (options.Memory.Regions.Count == 0 && (!options.Memory.StatesApart || graph.States.IsEmpty)) return program;
        var (arena, steps) = options.Memory.StatesApart ? ArenaPlanner.PlanStatesApart(program.Graph, program.Lowered)
            : ArenaPlanner.PlanInRegions(program.Graph, program.Lowered, [.. options.Memory.Regions]);
        return program with { Arena = arena, Steps = steps };
    }

    private static CProgram WithinBudget(Graph graph, CompileOptions options)
    {
        var program = Whole(graph, options);
        return options.Memory.RamBudget is { } budget && program.Arena.Bytes > budget
            ? new BandSearch(program, budget, g => Compile(g, options, AllPortable(g, options)), g => Whole(g, options)).Program()
            : program;
    }

    /// <summary>Without bands.</summary>
    private static CProgram Whole(Graph graph, CompileOptions options)
    {
        var forms = options is { Goal: OptimizeGoal.Balanced, InstructionSet: InstructionSet.ArmDsp } ? Forms(graph, options) : null;
        var program = Compile(graph, options, AllPortable(graph, options), forms);
        return options is { Goal: OptimizeGoal.Ram, InstructionSet: not InstructionSet.Portable }
            ? new LeastRam(program, some => Compile(graph, options, some)).Program() : program;
    }

    /// <summary>Nothing is smaller than portable kernels that all layers share: no packed parameters, no routines for single
    /// shapes.</summary>
    private static HashSet<int> AllPortable(Graph graph, CompileOptions options) =>
        options.Goal == OptimizeGoal.Size ? Enumerable.Range(0, graph.Nodes.Length).ToHashSet() : [];

    /// <param name="graph">The graph.</param>
    /// <param name="options">What to compile for.</param>
    /// <param name="portable">Nodes that get portable kernels whatever the instruction set has.</param>
    /// <param name="forms">Of each node's kernel; null: as the options say.</param>
    private static CProgram Compile(Graph graph, CompileOptions options, IReadOnlySet<int> portable, KernelForm[]? forms = null)
    {
        // Limits are the whole model's.
        var own = options with { Memory = MemoryLimits.None };
        var ofNode = graph.Nodes.Select((_, i) => (portable.Contains(i) ? own with { InstructionSet = InstructionSet.Portable } : own)
            with { Form = forms?[i] ?? own.Form }).ToArray();
        var layouts = Layouts.Choose(graph, options, ofNode);
        var lowered = Marked(graph, Lower.Graph(graph, layouts, ofNode), options);
        var (arena, steps) = ArenaPlanner.Plan(graph, lowered);
        return new CProgram(CNames.Identifier(graph.Name), graph, steps, arena, options) { Layouts = layouts, Lowered = lowered };
    }

    /// <summary>The forms that balance instructions, flash and RAM.</summary>
    private static KernelForm[] Forms(Graph graph, CompileOptions whole)
    {
        var options = whole with { Memory = MemoryLimits.None };
        var layouts = Layouts.Choose(graph, options, Same(options));
        var inRows = graph.Values.Select(_ => ValueLayout.InRows).ToImmutableArray();
        return new Balance(
            graph, [.. Enum.GetValues<KernelForm>().Select(f => Marked(layouts, options with { Form = f }))],
            Marked(layouts, options with { Goal = OptimizeGoal.Instructions }),
            Marked(inRows, options with { InstructionSet = InstructionSet.Portable, Goal = OptimizeGoal.Size })).Choose();

        CompileOptions[] Same(CompileOptions o) => [.. graph.Nodes.Select(_ => o)];

        ImmutableArray<Step> Marked(ImmutableArray<ValueLayout> l, CompileOptions o) =>
            ModelCompiler.Marked(graph, Lower.Graph(graph, l, Same(o)), options);
    }

    private static ImmutableArray<Step> Marked(Graph graph, ImmutableArray<Step> steps, CompileOptions options) =>
        options.Goal == OptimizeGoal.Balanced ? ColdSteps.Mark(graph, steps) : steps;
}
