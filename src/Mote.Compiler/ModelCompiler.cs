using System.Collections.Immutable;
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
        // Nothing is smaller than portable kernels that all layers share: no packed parameters, no routines for single shapes.
        var portable = options.Goal == OptimizeGoal.Size ? Enumerable.Range(0, graph.Nodes.Length).ToHashSet() : [];
        var forms = options is { Goal: OptimizeGoal.Balanced, InstructionSet: InstructionSet.ArmDsp } ? Forms(graph, options) : null;
        var program = Compile(graph, options, portable, forms);
        return options is { Goal: OptimizeGoal.Ram, InstructionSet: not InstructionSet.Portable }
            ? new LeastRam(program, some => Compile(graph, options, some)).Program() : program;
    }

    /// <param name="graph">The graph.</param>
    /// <param name="options">What to compile for.</param>
    /// <param name="portable">Nodes that get portable kernels whatever the instruction set has.</param>
    /// <param name="forms">Of each node's kernel; null: as the options say.</param>
    private static CProgram Compile(Graph graph, CompileOptions options, IReadOnlySet<int> portable, KernelForm[]? forms = null)
    {
        var ofNode = graph.Nodes.Select((_, i) => (portable.Contains(i) ? options with { InstructionSet = InstructionSet.Portable } : options)
            with { Form = forms?[i] ?? options.Form })
            .ToArray();
        var layouts = Layouts.Choose(graph, options, ofNode);
        var (arena, steps) = ArenaPlanner.Plan(graph, Marked(graph, Lower.Graph(graph, layouts, ofNode), options));
        return new CProgram(CNames.Identifier(graph.Name), graph, steps, arena, options) { Layouts = layouts };
    }

    /// <summary>The forms that balance instructions, flash and RAM.</summary>
    private static KernelForm[] Forms(Graph graph, CompileOptions options)
    {
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
