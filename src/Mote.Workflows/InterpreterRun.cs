using Mote.Core.Graphs;
using Mote.Execution;

namespace Mote.Workflows;

/// <summary>The reference results for many examples.</summary>
public static class InterpreterRun
{
    /// <returns>The outputs, one example after another.</returns>
    public static byte[] Outputs(Graph graph, ReadOnlyMemory<byte> inputs, int examples, CancellationToken cancellation = default)
    {
        var inputBytes = inputs.Length / examples;
        var outputBytes = graph.Outputs.Sum(o => graph.Type(o).Bytes);
        var outputs = new byte[outputBytes * examples];
        Parallel.For(0, examples, new ParallelOptions { CancellationToken = cancellation }, () => new Interpreter(graph), (i, _, interpreter) =>
        {
            interpreter.Run(inputs.Slice(i * inputBytes, inputBytes).Span).CopyTo(outputs, i * outputBytes);
            return interpreter;
        }, _ => { });
        return outputs;
    }
}
