using Mote.Core.Graphs;
using Mote.Execution;

namespace Mote.Workflows;

/// <summary>The reference results for many examples.</summary>
public static class InterpreterRun
{
    /// <summary>Of examples that each begin with states reset.</summary>
    /// <returns>The outputs, one example after another.</returns>
    public static byte[] Outputs(Graph graph, ReadOnlyMemory<byte> inputs, int examples, CancellationToken cancellation = default)
    {
        var inputBytes = inputs.Length / examples;
        var outputBytes = graph.Outputs.Sum(o => graph.Type(o).Bytes);
        var outputs = new byte[outputBytes * examples];
        Parallel.For(
            0, examples, new ParallelOptions { CancellationToken = cancellation }, () => new Interpreter(graph), (i, _, interpreter) =>
        {
            interpreter.Reset();
            interpreter.Run(inputs.Slice(i * inputBytes, inputBytes).Span).CopyTo(outputs, i * outputBytes);
            return interpreter;
        }, _ => { });
        return outputs;
    }

    /// <summary>Of examples that are one sequence: states live on from one to the next.</summary>
    public static byte[] SequenceOutputs(Graph graph, ReadOnlyMemory<byte> inputs, int examples, CancellationToken cancellation = default)
    {
        var inputBytes = inputs.Length / examples;
        var interpreter = new Interpreter(graph);
        var outputs = new List<byte>();
        for (var i = 0; i < examples; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            outputs.AddRange(interpreter.Run(inputs.Slice(i * inputBytes, inputBytes).Span));
        }
        return [.. outputs];
    }
}
