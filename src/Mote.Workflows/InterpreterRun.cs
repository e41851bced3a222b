using Mote.Core.Graphs;
using Mote.Execution.Fast;

namespace Mote.Workflows;

/// <summary>The reference results for many examples, by the fast executor, which gives the interpreter's bits.</summary>
public static class InterpreterRun
{
    /// <summary>Of examples that each begin with states reset.</summary>
    /// <returns>The outputs, one example after another.</returns>
    public static byte[] Outputs(Graph graph, ReadOnlyMemory<byte> inputs, int examples, CancellationToken cancellation = default)
    {
        var inputBytes = inputs.Length / examples;
        var outputBytes = graph.Outputs.Sum(o => graph.Type(o).Bytes);
        var outputs = new byte[outputBytes * examples];
        var plan = new FastPlan(graph);
        Parallel.For(
            0, examples, new ParallelOptions { CancellationToken = cancellation }, () => new FastInterpreter(plan), (i, _, interpreter) =>
        {
            interpreter.Reset();
            interpreter.Run(inputs.Slice(i * inputBytes, inputBytes).Span, outputs.AsSpan(i * outputBytes, outputBytes));
            return interpreter;
        }, _ => { });
        return outputs;
    }

    /// <summary>Of examples that are one sequence: states live on from one to the next.</summary>
    public static byte[] SequenceOutputs(Graph graph, ReadOnlyMemory<byte> inputs, int examples, CancellationToken cancellation = default)
    {
        var inputBytes = inputs.Length / examples;
        var interpreter = new FastInterpreter(graph);
        var outputs = new List<byte>();
        for (var i = 0; i < examples; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            outputs.AddRange(interpreter.Run(inputs.Slice(i * inputBytes, inputBytes).Span));
        }
        return [.. outputs];
    }
}
