using System.Collections.Immutable;

namespace Mote.Targets.Run;

/// <summary>What a program did with its examples.</summary>
/// <param name="Outputs">The examples' outputs, one after another.</param>
/// <param name="Instructions">
/// Instructions executed for each example, exact: those of the adapter's harness_invoke but for its return. Empty on the host,
/// which does not count, and in trace builds, where tracing would be counted as well.
/// </param>
/// <param name="StackBytes">The most stack a run used, in bytes; null on the host.</param>
/// <param name="Trace">What the model reported, in order; empty but in trace builds.</param>
public sealed record RunResult(
    byte[] Outputs, ImmutableArray<long> Instructions, int? StackBytes, ImmutableArray<TraceRecord> Trace)
{
    /// <summary>
    /// What each step of the last example executed, within a few instructions (the call that reports the step); in profiles alone.
    /// </summary>
    public ImmutableArray<StepCount> Steps { get; init; } = [];
}

/// <summary>Instructions that a step of the model executed.</summary>
/// <param name="Step">The number the model gave it.</param>
/// <param name="Instructions">Without the report itself.</param>
public readonly record struct StepCount(int Step, long Instructions);

/// <summary>What a model wrote in one step.</summary>
/// <param name="Example">Counted from 0.</param>
/// <param name="Step">The number the model gave it.</param>
/// <param name="Data">The bytes of the tensor.</param>
public sealed record TraceRecord(int Example, int Step, ReadOnlyMemory<byte> Data);
