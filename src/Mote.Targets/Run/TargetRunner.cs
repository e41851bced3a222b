using System.Diagnostics;
using Mote.Core.Diagnostics;
using Mote.Targets.Build;

namespace Mote.Targets.Run;

/// <summary>Runs programs on their targets. The result does not depend on how many processes share the examples.</summary>
public static class TargetRunner
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <param name="program">What to run.</param>
    /// <param name="inputs">The examples one after another, each the concatenation of its inputs.</param>
    /// <param name="examples">How many there are; at least one.</param>
    /// <param name="options">Sequence, timeout, progress.</param>
    /// <param name="cancellation">Ends the processes.</param>
    /// <exception cref="MoteException">MOTE0405: the program faulted. MOTE0406: it took too long.</exception>
    public static RunResult Run(
        BuiltProgram program, ReadOnlyMemory<byte> inputs, int examples, RunOptions options, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 1);
        if (inputs.Length % examples != 0)
            throw new ArgumentException($"{inputs.Length} bytes are not {examples} examples of one size", nameof(inputs));
        var parts = options.Sequence ? 1 : Math.Clamp(options.Processes ?? Environment.ProcessorCount, 1, examples);

        var runs = new List<SliceRun>();
        try
        {
            foreach (var slice in ExampleSlice.Split(inputs, examples, parts))
                runs.Add(new SliceRun(program, slice, options.Sequence));
            return Join(Wait(program, runs, examples, options, cancellation));
        }
        finally
        {
            foreach (var run in runs)
                run.Dispose();
        }
    }

    /// <summary>The results in the order of the runs; the first to fail ends all.</summary>
    private static RunResult[] Wait(
        BuiltProgram program, List<SliceRun> runs, int examples, RunOptions options, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var results = new RunResult?[runs.Count];
        var reported = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < runs.Count; i++)
                if (results[i] is null && runs[i].HasExited)
                    results[i] = runs[i].Result();
            if (options.Progress is { } progress && runs.Sum(run => run.Done) is var done && done > reported)
                progress(new RunProgress(reported = done, examples));
            if (results.All(result => result is not null))
                return results!;
            if (clock.Elapsed > options.EffectiveTimeout)
                throw TookTooLong(program, runs.Sum(run => run.Done), examples, options.EffectiveTimeout);
            runs[Array.FindIndex(results, result => result is null)].WaitForExit(Poll);
        }
    }

    private static RunResult Join(RunResult[] parts) => parts.Length == 1 ? parts[0] : new RunResult(
        Concatenate([.. parts.Select(part => part.Outputs)]),
        [.. parts.SelectMany(part => part.Instructions)],
        parts.Max(part => part.StackBytes),
        [.. parts.SelectMany(part => part.Trace)])
    {
        Steps = parts[^1].Steps,
    };

    private static byte[] Concatenate(byte[][] parts)
    {
        var whole = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(whole, at);
            at += part.Length;
        }

        return whole;
    }

    private static MoteException TookTooLong(BuiltProgram program, int done, int examples, TimeSpan timeout) => new(
        "MOTE0406", $"target '{program.Target.Name}'",
        $"the program was stopped after {timeout.TotalSeconds:0.#} s, with {done} of {examples} examples known to be done.",
        "Run fewer examples, or allow more time; if it hangs on a single one, please report it: it is a bug of Mote's.");
}
