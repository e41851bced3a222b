using System.Collections.Immutable;
using Mote.Compiler;
using Mote.Compiler.Machine;
using Mote.Compiler.Memory;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Targets;
using Mote.Targets.Build;

namespace Mote.Workflows;

/// <summary>What one step of a compiled model is and costs.</summary>
/// <param name="Kernels">The functions that are called, without "mote_".</param>
/// <param name="Instructions">Counted on the emulated device; null where it cannot count.</param>
/// <param name="Predicted">What the kernels' formulas say; null where a kernel has none.</param>
/// <param name="Cycles">What the formulas say by the core's reference manual, memory without wait states; null likewise.</param>
/// <param name="PortableInstructions">What portable C would have executed instead; null where it is what runs.</param>
/// <param name="NextBest">The kernel that would take the fewest instructions of those not taken; null where there is no other.</param>
/// <param name="NextBestInstructions">What it would take: predicted, or counted if it is portable C.</param>
/// <param name="ConstantBytes">Flash for weights and tables that this step is the first to use.</param>
/// <param name="LiveBytes">RAM in use while it runs.</param>
/// <param name="Placement">How the result lies to the operand: "", "in place", "over its input", "over its input, backwards".</param>
public sealed record ExplainedStep(
    int Step, string Op, string Layer, string Output, string Kernels, long Macs, long? Instructions, long? Predicted, long? Cycles,
    long? PortableInstructions, string? NextBest, long? NextBestInstructions, long ConstantBytes, int LiveBytes, string Placement)
{
    /// <summary>Constants that are stored coded; not among the constant bytes.</summary>
    public ImmutableArray<CodedConstantReport> Coded { get; init; } = [];

    /// <summary>Instructions that decoding them is predicted to take; they are among those counted and predicted.</summary>
    public long DecodeInstructions { get; init; }
}

/// <param name="Instructions">Of the whole inference, measured without reports between steps.</param>
public sealed record ExplainReport(
    string Model, string Target, string Optimize, ImmutableArray<ExplainedStep> Steps, long? Instructions, long? Cycles, int ArenaBytes,
    int ArenaLowerBoundBytes)
{
    /// <summary>The layers that are computed in bands of rows; null if none are.</summary>
    public BandReport? Bands { get; init; }

    /// <summary>Where the cycles are from: see <see cref="EstimatedCycles.Source"/>.</summary>
    public string CycleSource { get; init; } = "";
}

/// <summary>Says layer by layer which kernel runs and what it costs.</summary>
public static class Explain
{
    public static ExplainReport Run(Graph graph, Target target, OptimizeGoal goal, CancellationToken cancellation = default) =>
        Run(graph, target, goal, MemoryLimits.None, cancellation);

    /// <exception cref="MoteException">MOTE0311: the limits are too narrow.</exception>
    public static ExplainReport Run(
        Graph graph, Target target, OptimizeGoal goal, MemoryLimits memory, CancellationToken cancellation = default)
    {
        var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(target, goal, memory: memory));
        if (memory.RamBudget is { } budget) RamBudget.Check(model.Program, budget);
        var counts = Profile(model, graph, target, cancellation);
        var portable = target.InstructionSet == InstructionSet.Portable ? null
            : Profile(
                PreparedModel.Of(model.Optimized, PreparedModel.OptionsFor(InstructionSet.Portable, goal), optimize: false),
                graph, target, cancellation);
        var live = LiveBytes.Of(model.Program);
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var steps = model.Program.Steps
            .Select(s => Step(s, model.Program, counts, portable, live[s.Index], ConstantBytes(s, model.Program.Graph, seen)))
            .ToImmutableArray();
        long? cycles = steps.All(s => s.Cycles is not null) ? steps.Sum(s => s.Cycles!.Value) : null;
        using var program = DeviceProgram.Build(model, target, cancellation: cancellation);
        var whole = program.Run(RandomInputs.Of(graph, 1), 1, null, cancellation).Instructions;
        return new ExplainReport(
            graph.Name, target.Name, goal.ToString().ToLowerInvariant(), steps, whole.IsEmpty ? null : whole[0], cycles,
            model.Program.Arena.Bytes, model.Program.Arena.LowerBoundBytes)
        {
            CycleSource = EstimatedCycles.Source(model.Program.Options.Processor),
            Bands = BandReport.Of(model.Program) is { } bands
                ? bands with { WholeInstructions = Instructions(graph, target, goal, cancellation) } : null,
        };
    }

    /// <summary>Of the model without limits of memory.</summary>
    private static long? Instructions(Graph graph, Target target, OptimizeGoal goal, CancellationToken cancellation)
    {
        using var program = DeviceProgram.Build(graph, target, goal, cancellation: cancellation);
        var counts = program.Run(RandomInputs.Of(graph, 1), 1, null, cancellation).Instructions;
        return counts.IsEmpty ? null : counts[0];
    }

    /// <summary>Instructions by step; empty where the target cannot count.</summary>
    private static Dictionary<int, long> Profile(PreparedModel model, Graph graph, Target target, CancellationToken cancellation)
    {
        if (target.IsHost) return [];
        using var program = DeviceProgram.Build(
            model, target, new BuildOptions(model.Program.Options.Goal, Profile: true), cancellation);
        return program.Run(RandomInputs.Of(graph, 1), 1, null, cancellation).Steps.ToDictionary(s => s.Step, s => s.Instructions);
    }

    private static ExplainedStep Step(
        Step step, CProgram program, Dictionary<int, long> counts, Dictionary<int, long>? portable, int live, long constants)
    {
        var kernels = step.Calls.Select(k => k.Kernel.Function["mote_".Length..]).Distinct();
        var costs = step.Calls.Select(k => k.Cost).ToArray();
        var decoding = step.Calls.Aggregate(default(KernelCost), (sum, c) => sum + c.DecodeCost);
        var processor = program.Options.Processor;
        // A step that calls nothing executes nothing.
        var isPredicted = step.Subprograms.IsEmpty && costs.All(k => k is not null);
        var alternatives = KernelAlternatives.Of(program, step);
        var next = alternatives is [var best, ..] ? best : null;
        var usesPortable = step.AllCalls.All(k => k.Kernel.Needs == InstructionSet.Portable);
        long? inC = !usesPortable && portable is not null && portable.TryGetValue(step.Index, out var other) ? other : null;
        return new ExplainedStep(
            step.Index, step.Node.Op.Name(), step.Node.Origin.ToString(), Type(program.Graph.Type(step.Node.Output)),
            step.IsView ? "(none)" : string.Join(", ", kernels), Costs.Macs(program.Graph, step.Node),
            counts.TryGetValue(step.Index, out var count) ? count : null,
            isPredicted ? (long)Math.Round(costs.Sum(k => k!.Value.Instructions) + decoding.Instructions) : null,
            isPredicted ? (long)Math.Round(costs.Sum(k => k!.Value.Cycles.On(processor)) + decoding.Cycles.On(processor)) : null,
            inC, next is null ? inC is null ? null : "portable C" : next.Kernels, next is null ? inC : (long)Math.Round(next.Instructions),
            constants, live, Placement(step, program))
        {
            Coded = CodedConstantReport.Of(step),
            DecodeInstructions = (long)Math.Round(step.Calls.Sum(c => c.DecodeCost.Instructions)),
        };
    }

    private static string Type(TensorType type) => $"{type.Element.Text()}[{string.Join(',', type.Shape)}]";

    private static string Placement(Step step, CProgram program)
    {
        if (step.Calls is not [var call] || step.Node.Inputs[0].IsNone || program.Graph[step.Node.Inputs[0]].IsConstant) return "";
        var (x, y) = (step.Node.Inputs[0], step.Node.Output);
        var (from, to) = (program.Arena.OffsetOf(x), program.Arena.OffsetOf(y));
        var sizes = new ValueBytes(program.Graph, program.Steps);
        if (to >= from + sizes[x] || from >= to + sizes[y]) return "";
        return call.IsBackward ? "over its input, backwards" : from == to ? "in place" : "over its input";
    }

    private static long ConstantBytes(Step step, Graph graph, HashSet<Tensor> seen) => step.AllCalls.SelectMany(c => c.Arguments)
        .Select(a => a switch
        {
            CArgument.Data d => d.Tensor,
            CArgument.Operand o => graph[o.Value].Data,
            CArgument.Result or CArgument.Scratch or CArgument.Decoded or CArgument.Coded => null,
        })
        .Where(t => t is not null && seen.Add(t)).Sum(t => (long)t!.Type.Bytes);
}
