using System.Collections.Immutable;
using Mote.Compiler;
using Mote.Compiler.Emission;
using Mote.Compiler.Memory;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Rules;
using Mote.Targets;
using Mote.Targets.Tools;

namespace Mote.Workflows;

/// <param name="Checked">Where the C was built, run and equalled the interpreter: the target's name if it is emulated here, otherwise host,
/// which runs the portable kernels; null if there is no compiler.</param>
/// <param name="Files">Written, relative to the output folder.</param>
public sealed record CompileReport(
    string Model, string Target, string Optimize, long Macs, long OptimizedMacs, long WeightBytes, int ArenaBytes, int ArenaLowerBoundBytes,
    bool ArenaIsOptimal, string? Checked, ImmutableArray<CompiledStep> Steps, ImmutableArray<string> Files)
{
    /// <summary>The layers that are computed in bands of rows; null if none are.</summary>
    public BandReport? Bands { get; init; }

    /// <summary>The arena's pieces in several memories; none if it is in one.</summary>
    public ImmutableArray<ArenaRegion> Regions { get; init; } = [];

    /// <summary>Flash that the program is predicted to take.</summary>
    public int PredictedFlashBytes { get; init; }

    /// <summary>What to know about the model on this target.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];
}

/// <param name="Layers">The user's layers that went into it.</param>
/// <param name="ArenaOffset">Where the result lies.</param>
public sealed record CompiledStep(
    int Index, string Op, ImmutableArray<string> Layers, ImmutableArray<string> Kernels, long Macs, int ArenaOffset,
    int Bytes)
{
    /// <summary>Constants that are stored coded.</summary>
    public ImmutableArray<CodedConstantReport> Coded { get; init; } = [];

    /// <summary>Instructions that decoding them is predicted to take.</summary>
    public long DecodeInstructions { get; init; }
}

/// <summary>Writes a model's C into a folder, proved first where this computer has a C compiler.</summary>
public static class Compile
{
    private const int CheckedExamples = 4;

    /// <param name="graph">As read.</param>
    /// <param name="target">What to compile for.</param>
    /// <param name="goal">What to favour.</param>
    /// <param name="staticArena">Whether the C brings its memory along.</param>
    /// <param name="memory">What memory there is.</param>
    /// <param name="folder">Where the C goes; written whole or not at all.</param>
    /// <param name="cancellation">Ends compilers and emulators.</param>
    /// <exception cref="MoteException">MOTE0305: a bug. MOTE0311, MOTE0315: a budget is too small.</exception>
    public static CompileReport Run(
        Graph graph, Target target, OptimizeGoal goal, bool staticArena, MemoryLimits memory, string folder,
        CancellationToken cancellation = default)
    {
        var (_, report, files) = Files(graph, target, goal, staticArena, memory, cancellation);
        OutputFolder.Write(folder, files);
        return report;
    }

    /// <summary>All but writing.</summary>
    internal static (PreparedModel Model, CompileReport Report, ImmutableArray<EmittedFile> Files) Files(
        Graph graph, Target target, OptimizeGoal goal, bool staticArena, MemoryLimits memory, CancellationToken cancellation)
    {
        var model = PreparedModel.Of(graph, PreparedModel.OptionsFor(target, goal, staticArena, memory));
        if (memory.RamBudget is { } budget) RamBudget.Check(model.Program, budget);
        var report = Report(model, target, Prove(graph, target, goal, memory, cancellation));
        return (model, report,
        [
            .. model.Emitted.Files,
            new EmittedFile("README.md", IntegrationReadme.Print(model, target)),
            new EmittedFile("report.json", Json.Print(report)),
        ]);
    }

    /// <summary>Where it could be run; a difference is a bug of ours and stops everything.</summary>
    private static string? Prove(Graph graph, Target target, OptimizeGoal goal, MemoryLimits memory, CancellationToken cancellation)
    {
        if (new[] { target, TargetTable.Host }.FirstOrDefault(IsAtHand) is not { } where) return null;
        var measured = Measure.Run(graph, where, goal, memory, null, CheckedExamples, null, cancellation);
        if (measured.Exact == measured.Examples) return where.Name;
        throw new MoteException("MOTE0305", graph.Name,
            $"the generated C, run on {where.Name}, differs from the interpreter in "
            + $"{measured.Examples - measured.Exact} of {measured.Examples} examples.",
            "This is a bug of Mote's, not of your model; please report it with the model. Nothing was written.");
    }

    private static bool IsAtHand(Target target) =>
        Toolchain.ToolsOf(target).All(t => Toolchain.Locate(t, ToolSearch.FromPath()) is not null);

    private static CompileReport Report(PreparedModel model, Target target, string? proved)
    {
        var (program, graph) = (model.Program, model.Optimized);
        var steps = program.Steps.Select(s => new CompiledStep(
            s.Index, s.Node.Op.GetType().Name, [.. s.Node.Origin.Layers], [.. s.AllCalls.Select(c => c.Kernel.Function)],
            Costs.Macs(graph, s.Node),
            program.Arena.OffsetOf(s.Node.Output), graph.Type(s.Node.Output).Bytes)
        {
            Coded = CodedConstantReport.Of(s),
            DecodeInstructions = (long)s.Calls.Sum(c => c.DecodeCost.Instructions),
        });
        return new CompileReport(
            model.Original.Name, target.Name, program.Options.Goal.ToString().ToLowerInvariant(), Costs.Macs(model.Original),
            Costs.Macs(graph),
            model.Emitted.WeightBytes, program.Arena.Bytes, program.Arena.LowerBoundBytes, program.Arena.Optimal, proved,
            [.. steps], [.. model.Emitted.Files.Select(f => f.Path), "README.md", "report.json"])
        {
            PredictedFlashBytes = program.PredictedFlashBytes,
            Regions = program.Arena.Regions,
            Bands = BandReport.Of(program),
            Warnings = FloatWork.Warnings(graph, [target]),
        };
    }
}
