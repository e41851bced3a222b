using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Targets;
using Mote.Targets.Build;
using Mote.Targets.Run;

namespace Mote.Workflows;

/// <summary>A model built for a target, ready to run.</summary>
public sealed class DeviceProgram : IDisposable
{
    private DeviceProgram(PreparedModel model, BuiltProgram built)
    {
        Model = model;
        Built = built;
    }

    public PreparedModel Model { get; }

    public BuiltProgram Built { get; }

    /// <param name="graph">As read.</param>
    /// <param name="target">What to build for.</param>
    /// <param name="goal">What to favour.</param>
    /// <param name="trace">Whether every step's result is recorded; then each layer of the model as read stays a step.</param>
    /// <param name="cancellation">Ends the compiler.</param>
    public static DeviceProgram Build(
        Graph graph, Target target, OptimizeGoal goal, bool trace = false, CancellationToken cancellation = default) =>
        Build(PreparedModel.Of(graph, PreparedModel.OptionsFor(target, goal), optimize: !trace), target, trace,
            cancellation);

    public static DeviceProgram Build(PreparedModel model, Target target, bool trace = false, CancellationToken cancellation = default) =>
        Build(model, target, new BuildOptions(model.Program.Options.Goal, trace), cancellation);

    public static DeviceProgram Build(PreparedModel model, Target target, BuildOptions options, CancellationToken cancellation = default)
    {
        var sources = model.Emitted.Files
            .Select(f =>
                new CSource(f.Path, f.Path == "model.c" ? Reports(options) + f.Text : f.Text))
            .Append(HarnessAdapter.Print(model.Program));
        return new DeviceProgram(
            model, ProgramBuild.Build(target, sources, options, null, cancellation));
    }

    /// <summary>A profile counts the steps alone, so it must not put results into another order.</summary>
    private static string Reports(BuildOptions options) =>
        options.Profile ? "#define MOTE_TRACE\n#define MOTE_TRACE_AS_IT_LIES\n" : options.Trace ? "#define MOTE_TRACE\n" : "";

    public RunResult Run(
        ReadOnlyMemory<byte> inputs, int examples, Action<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(inputs, examples, sequence: false, progress, cancellation);

    /// <param name="inputs">The examples one after another.</param>
    /// <param name="examples">How many.</param>
    /// <param name="sequence">Whether states live on from one example to the next.</param>
    /// <param name="progress">Called as examples finish.</param>
    /// <param name="cancellation">Ends the emulators.</param>
    public RunResult Run(
        ReadOnlyMemory<byte> inputs, int examples, bool sequence, Action<RunProgress>? progress = null,
        CancellationToken cancellation = default) =>
        TargetRunner.Run(
            Built, inputs, examples, new RunOptions(sequence, Timeout: TimeSpan.FromMinutes(30), Progress: progress), cancellation);

    public void Dispose() => Built.Dispose();
}
