using System.Collections.Immutable;
using Mote.Compiler.Emission;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Rules;
using Mote.Targets;
using Mote.Targets.Tools;

namespace Mote.Workflows;

/// <param name="Checked">Whether the C, built with this computer's compiler, was run and equalled the interpreter.</param>
/// <param name="Files">Written, relative to the output folder.</param>
public sealed record CompileReport(
    string Model, string Target, string Optimize, long Macs, long OptimizedMacs, long WeightBytes, int ArenaBytes, int ArenaLowerBoundBytes,
    bool ArenaIsOptimal, bool Checked, ImmutableArray<CompiledStep> Steps, ImmutableArray<string> Files)
{
    /// <summary>What to know about the model on this target.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];
}

/// <param name="Layers">The user's layers that went into it.</param>
/// <param name="ArenaOffset">Where the result lies.</param>
public sealed record CompiledStep(
    int Index, string Op, ImmutableArray<string> Layers, ImmutableArray<string> Kernels, long Macs, int ArenaOffset,
    int Bytes);

/// <summary>Writes a model's C into a folder, proved first where this computer has a C compiler.</summary>
public static class Compile
{
    private const int CheckedExamples = 4;

    public static CompileReport Run(
        Graph graph, Target target, OptimizeGoal goal, bool staticArena, string folder, CancellationToken cancellation = default)
    {
        var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(target.InstructionSet, goal, staticArena));
        var proved = ProveOnHost(graph, goal, cancellation);
        var report = Report(model, target, proved);
        OutputFolder.Write(folder,
        [
            .. model.Emitted.Files,
            new EmittedFile("README.md", IntegrationReadme.Print(model, target)),
            new EmittedFile("report.json", Json.Print(report)),
        ]);
        return report;
    }

    /// <summary>False where there is no compiler; a difference is a bug of ours and stops everything.</summary>
    private static bool ProveOnHost(Graph graph, OptimizeGoal goal, CancellationToken cancellation)
    {
        if (Toolchain.ToolsOf(TargetTable.Host).Any(t => Toolchain.Locate(t, ToolSearch.FromPath()) is null)) return false;
        var measured = Measure.Run(graph, TargetTable.Host, goal, null, CheckedExamples, null, cancellation);
        if (measured.Exact == measured.Examples) return true;
        throw new MoteException("MOTE0305", graph.Name,
            $"the generated C, run on this computer, differs from the interpreter in "
            + $"{measured.Examples - measured.Exact} of {measured.Examples} examples.",
            "This is a bug of Mote's, not of your model; please report it with the model. Nothing was written.");
    }

    private static CompileReport Report(PreparedModel model, Target target, bool proved)
    {
        var (program, graph) = (model.Program, model.Optimized);
        var steps = program.Steps.Select(s => new CompiledStep(
            s.Index, s.Node.Op.GetType().Name, [.. s.Node.Origin.Layers], [.. s.AllCalls.Select(c => c.Kernel.Function)],
            Costs.Macs(graph, s.Node),
            program.Arena.OffsetOf(s.Node.Output), graph.Type(s.Node.Output).Bytes));
        return new CompileReport(
            model.Original.Name, target.Name, program.Options.Goal.ToString().ToLowerInvariant(), Costs.Macs(model.Original),
            Costs.Macs(graph),
            model.Emitted.WeightBytes, program.Arena.Bytes, program.Arena.LowerBoundBytes, program.Arena.Optimal, proved,
            [.. steps], [.. model.Emitted.Files.Select(f => f.Path), "README.md", "report.json"])
        {
            Warnings = FloatWork.Warnings(graph, [target]),
        };
    }
}
