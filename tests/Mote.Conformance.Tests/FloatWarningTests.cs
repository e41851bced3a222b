using Mote.Compiler;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Targets;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>Whoever would wait for emulated float arithmetic is told so before; nobody else is.</summary>
public sealed class FloatWarningTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mote-warning-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Inspect_names_the_targets_that_emulate()
    {
        var warning = Assert.Single(Inspect.Run(Sample("matrix hybrid axis 0 keep False bias True")).Warnings);
        Assert.Equal(("MOTE0310", Severity.Warning), (warning.Code, warning.Severity));
        Assert.Contains("1 of 1 layers", warning.Message, StringComparison.Ordinal);
        Assert.Contains("cortex-m0plus", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cortex-m4", warning.Message, StringComparison.Ordinal);
        Assert.Empty(Inspect.Run(Sample("matrix None int8")).Warnings);
    }

    [Fact]
    public void Compile_warns_for_the_target_it_compiles_for()
    {
        var graph = Sample("matrix hybrid axis 0 keep False bias True");
        Assert.Single(Run(TargetTable.CortexM0Plus));
        Assert.Empty(Run(TargetTable.CortexM4));

        IReadOnlyList<Diagnostic> Run(Target target) => Compile.Run(
            graph, target, OptimizeGoal.Balanced, staticArena: false, MemoryLimits.None, Path.Combine(_folder, target.Name), TestContext.Current.CancellationToken).Warnings;
    }

    private static Graph Sample(string name) => OpSamples.Of(new FullyConnected()).Single(g => g.Name.StartsWith(name, StringComparison.Ordinal));
}
