using System.Collections.Immutable;
using Mote.Compiler;
using Mote.Compiler.Emission;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Targets;

namespace Mote.Workflows;

/// <param name="SharedBytes">The memory that all models work in, in turn.</param>
/// <param name="StateBytes">What models remember between their runs, each its own.</param>
public sealed record SharedReport(ImmutableArray<CompileReport> Models, int SharedBytes, int StateBytes);

/// <summary>Writes several models' C into one folder; they work in one memory, one after another.</summary>
public static class CompileShared
{
    /// <param name="graphs">As read.</param>
    /// <param name="target">What to compile for.</param>
    /// <param name="goal">What to favour.</param>
    /// <param name="staticArena">Whether the C brings the shared memory along.</param>
    /// <param name="memory">The budget is each model's.</param>
    /// <param name="folder">Where the C goes: a folder for each model, and mote_shared.h.</param>
    /// <param name="cancellation">Ends compilers and emulators.</param>
    /// <exception cref="MoteException">As of <see cref="Compile.Run"/>; MOTE0005: two models have one name.</exception>
    public static SharedReport Run(
        IReadOnlyList<Graph> graphs, Target target, OptimizeGoal goal, bool staticArena, MemoryLimits memory, string folder,
        CancellationToken cancellation = default)
    {
        var names = graphs.Select(g => CNames.Identifier(g.Name)).ToList();
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new MoteException("MOTE0005", "--share-arena", $"two of the models are called '{twice.Key}' in C.",
                "Rename one of the files: a model's functions are named after its file.");
        if (memory.Regions.Count > 0)
            throw new MoteException(
                "MOTE0005", "--share-arena", "a shared arena lies in one memory, not in several.", "Leave --region out.");
        var models = graphs.Select(
            g => Compile.Files(g, target, goal, false, memory with { StatesApart = true }, cancellation)).ToList();
        var programs = models.Select(m => m.Model.Program).ToList();
        List<EmittedFile> files =
        [
            .. models.SelectMany(m => m.Files.Select(f => f with { Path = $"{m.Model.Program.Name}/{f.Path}" })),
            .. SharedArenaSource.Print(programs, staticArena),
        ];
        var report = new SharedReport(
            [.. models.Select(m => m.Report)], programs.Max(SharedArenaSource.WorkBytes), programs.Sum(SharedArenaSource.StateBytes));
        OutputFolder.Write(folder, [.. files, new EmittedFile("report.json", Json.Print(report))]);
        return report;
    }
}
