using System.Collections.Immutable;
using Mote.Compiler.Lowering;
using Mote.Compiler.Memory;
using Mote.Compiler.Prediction;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;

namespace Mote.Compiler;

/// <summary>The way from a graph to a program: which node gets which kernels, in which layouts, and where everything lies.</summary>
/// <param name="layers">Lowers node by node.</param>
internal sealed class Compilation(ILayerLowering layers)
{
    public ProgramCost CostOf(Graph graph, CompileOptions options) => ProgramCost.Of(Compile(graph, options), layers.Parts);

    public CProgram Compile(Graph graph, CompileOptions options)
    {
        var program = WithinBudget(graph, options);
        if (options.Memory.Regions.Count == 0 && (!options.Memory.StatesApart || graph.States.IsEmpty)) return program;
        var (arena, steps) = options.Memory.StatesApart ? ArenaPlanner.PlanStatesApart(program.Graph, program.Lowered)
            : ArenaPlanner.PlanInRegions(program.Graph, program.Lowered, [.. options.Memory.Regions]);
        return program with { Arena = arena, Steps = steps };
    }

    private CProgram WithinBudget(Graph graph, CompileOptions options)
    {
        var program = Whole(graph, options);
        return options.Memory.RamBudget is { } budget && program.Arena.Bytes > budget
            ? new BandSearch(
                program, budget, g => Compile(g, options, AllPortable(g, options)), g => Whole(g, options), LowerPortable).Program()
            : program;
    }

    /// <summary>Without bands.</summary>
    private CProgram Whole(Graph graph, CompileOptions options)
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
    private CProgram Compile(Graph graph, CompileOptions options, IReadOnlySet<int> portable, KernelForm[]? forms = null)
    {
        // Limits are the whole model's.
        var own = options with { Memory = MemoryLimits.None };
        var ofNode = graph.Nodes.Select((_, i) => (portable.Contains(i) ? own.Portable() : own)
            with { Form = forms?[i] ?? own.Form }).ToArray();
        var layouts = Layouts.Choose(graph, options, ofNode, layers);
        var lowered = Marked(graph, Lower(graph, layouts, ofNode), options);
        var (arena, steps) = ArenaPlanner.Plan(graph, lowered);
        return new CProgram(CNames.Identifier(graph.Name), graph, steps, arena, options) { Layouts = layouts, Lowered = lowered };
    }

    /// <summary>The forms that balance instructions, flash and RAM.</summary>
    private KernelForm[] Forms(Graph graph, CompileOptions whole)
    {
        var options = whole with { Memory = MemoryLimits.None };
        var layouts = Layouts.Choose(graph, options, Same(options), layers);
        var inRows = graph.Values.Select(_ => ValueLayout.InRows).ToImmutableArray();
        return new Balance(
            graph, [.. Enum.GetValues<KernelForm>().Select(f => InOne(layouts, options with { Form = f }))],
            InOne(layouts, options with { Goal = OptimizeGoal.Instructions }),
            InOne(inRows, options.Portable() with { Goal = OptimizeGoal.Size }), layers.Parts).Choose();

        CompileOptions[] Same(CompileOptions o) => [.. graph.Nodes.Select(_ => o)];

        ImmutableArray<Step> InOne(ImmutableArray<ValueLayout> l, CompileOptions o) => Marked(graph, Lower(graph, l, Same(o)), options);
    }

    private ImmutableArray<Step> Lower(Graph graph, ImmutableArray<ValueLayout> layouts, CompileOptions[] options) =>
        [.. graph.Nodes.Select((node, i) => layers.Lower(graph, node, i, layouts, options[i]) with
        {
            Subprograms = [.. node.Op.Subgraphs().Select(s => Compile(s.Graph, options[i]))],
        })];

    private ImmutableArray<Step> LowerPortable(Graph graph)
    {
        var options = graph.Nodes.Select(_ => new CompileOptions()).ToArray();
        return Lower(graph, Layouts.Choose(graph, new CompileOptions(), options, layers), options);
    }

    private static ImmutableArray<Step> Marked(Graph graph, ImmutableArray<Step> steps, CompileOptions options) => options.Goal switch
    {
        OptimizeGoal.Balanced => ColdSteps.Mark(graph, steps, options.Core),
        OptimizeGoal.Size => LoneKernels.Mark(steps, options.Core),
        OptimizeGoal.Speed or OptimizeGoal.Instructions or OptimizeGoal.Ram => steps,
    };
}
