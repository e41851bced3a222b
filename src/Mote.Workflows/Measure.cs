using Mote.Compiler;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Rules;
using Mote.Targets;
using Mote.Targets.Build;
using Mote.Targets.Run;

namespace Mote.Workflows;

/// <summary>What a model costs on a target. Sizes in bytes.</summary>
/// <param name="Macs">Multiply-accumulates of the model as given.</param>
/// <param name="Instructions">Mean per inference; null where the target cannot count them.</param>
/// <param name="FlashBytes">text + rodata + data of the linked program, minus the same program without a model.</param>
/// <param name="WeightBytes">Constants among them.</param>
/// <param name="RamBytes">All static RAM of model and kernels, the arena included.</param>
/// <param name="StackBytes">High-water mark during inference, by painting; null where the target cannot tell.</param>
/// <param name="Exact">How many examples equal the interpreter bit for bit.</param>
public sealed record MeasureReport(
    string Model, string Target, string Optimize, long Macs, long? Instructions, long FlashBytes, long WeightBytes, long RamBytes,
    int ArenaBytes, int ArenaLowerBoundBytes, int? StackBytes, int Examples, int Exact)
{
    /// <summary>Of an inference, estimated: see <see cref="EstimatedCycles"/>; null where nothing is known.</summary>
    public long? Cycles { get; init; }
}

/// <summary>Builds a model for a target, runs it there, and compares with the interpreter.</summary>
public static class Measure
{
    public const int DefaultExamples = 8;

    /// <param name="graph">As read.</param>
    /// <param name="target">Where to run.</param>
    /// <param name="goal">What to favour.</param>
    /// <param name="inputs">Examples one after another; null for seeded random ones.</param>
    /// <param name="examples">How many.</param>
    /// <param name="progress">Called as examples finish.</param>
    /// <param name="cancellation">Ends compilers and emulators.</param>
    public static MeasureReport Run(
        Graph graph, Target target, OptimizeGoal goal, byte[]? inputs, int examples,
        Action<RunProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(graph, target, goal, MemoryLimits.None, inputs, examples, progress, cancellation);

    public static MeasureReport Run(
        Graph graph, Target target, OptimizeGoal goal, MemoryLimits memory, byte[]? inputs, int examples,
        Action<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var data = inputs ?? RandomInputs.Of(graph, examples);
        using var program = DeviceProgram.Build(
            PreparedModel.Of(graph, PreparedModel.OptionsFor(target, goal, memory: memory)), target,
                cancellation: cancellation);
        using var empty = ProgramBuild.BuildEmpty(target, new BuildOptions(goal), null, cancellation);
        var footprint = program.Built.Size.Beyond(empty.Size);
        var result = program.Run(data, examples, progress, cancellation);
        var expected = InterpreterRun.Outputs(graph, data, examples, cancellation);
        var arena = program.Model.Program.Arena;
        return new MeasureReport(
            graph.Name, target.Name, goal.ToString().ToLowerInvariant(), Costs.Macs(graph),
            result.Instructions.IsEmpty ? null : (long)Math.Round(result.Instructions.Average()),
            footprint.FlashBytes, program.Model.Emitted.WeightBytes, footprint.RamBytes,
            arena.Bytes, arena.LowerBoundBytes, result.StackBytes, examples, Equal(expected, result.Outputs, examples))
        {
            Cycles = EstimatedCycles.Of(program.Model.Program),
        };
    }

    private static int Equal(byte[] expected, byte[] actual, int examples)
    {
        var bytes = expected.Length / examples;
        return Enumerable.Range(0, examples).Count(i => expected.AsSpan(i * bytes, bytes).SequenceEqual(actual.AsSpan(i * bytes, bytes)));
    }
}
