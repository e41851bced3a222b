using Mote.Targets.Build;
using Mote.Targets.Run;
using Mote.Targets.Tools;

namespace Mote.Targets.Tests;

/// <summary>Builds and runs in one step; skips, visibly, where the machine lacks a tool.</summary>
internal static class Machine
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Target Require(string name)
    {
        var target = TargetTable.Find(name);
        var missing = Toolchain.ToolsOf(target).Where(tool => Toolchain.Locate(tool, ToolSearch.FromPath()) is null).ToArray();
        Assert.SkipUnless(missing.Length == 0, $"{name} needs {string.Join(", ", missing.Select(tool => tool.Name))}");
        return target;
    }

    public static BuiltProgram Build(string target, CSource[] sources, bool trace = false) =>
        ProgramBuild.Build(Require(target), sources, new BuildOptions(Trace: trace), cancellation: Cancellation);

    public static BuiltProgram BuildEmpty(string target) =>
        ProgramBuild.BuildEmpty(Require(target), new BuildOptions(), cancellation: Cancellation);

    public static RunResult Run(BuiltProgram program, byte[] inputs, int examples, RunOptions? options = null) =>
        TargetRunner.Run(program, inputs, examples, options ?? new RunOptions(), Cancellation);

    public static RunResult BuildAndRun(string target, CSource[] sources, byte[] inputs, int examples)
    {
        using var program = Build(target, sources);
        return Run(program, inputs, examples);
    }
}
