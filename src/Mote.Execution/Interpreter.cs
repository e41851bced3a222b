using Mote.Core.Graphs;
using Mote.Execution.Reference;

namespace Mote.Execution;

/// <summary>Sees each node's outputs as soon as they are computed.</summary>
public delegate void TraceHandler(int nodeIndex, int outputIndex, ReadOnlySpan<byte> data);

/// <summary>
/// Runs a graph with the reference kernels: the definition of what every other executor must compute, bit for bit.
/// Holds one buffer a value; one instance serves one thread at a time. States survive from one run to the next until a reset.
/// </summary>
public sealed class Interpreter
{
    private readonly Graph _graph;
    private readonly Memory<byte>[] _buffers;

    public Interpreter(Graph graph)
    {
        _graph = graph;
        _buffers = new Memory<byte>[graph.Values.Length];
        foreach (var value in graph.Values)
            _buffers[value.Id.Index] = value.Data is { } data ? data.Bytes.ToArray() : new byte[value.Type.Bytes];
        Reset();
    }

    /// <summary>States are again as at the beginning.</summary>
    public void Reset()
    {
        foreach (var state in _graph.States) state.Initial.Bytes.CopyTo(_buffers[state.Before.Index].Span);
    }

    /// <summary>Bytes of all inputs together, in order.</summary>
    public int InputBytes => _graph.Inputs.Sum(i => _graph.Type(i).Bytes);

    /// <summary>Bytes of all outputs together, in order.</summary>
    public int OutputBytes => _graph.Outputs.Sum(o => _graph.Type(o).Bytes);

    /// <param name="inputs">All inputs one after another, little-endian; <see cref="InputBytes"/> long.</param>
    /// <param name="trace">Called after each node.</param>
    /// <returns>All outputs one after another.</returns>
    public byte[] Run(ReadOnlySpan<byte> inputs, TraceHandler? trace = null)
    {
        if (inputs.Length != InputBytes) throw new ArgumentException($"the inputs take {InputBytes} bytes, not {inputs.Length}");
        foreach (var input in _graph.Inputs)
        {
            var buffer = _buffers[input.Index];
            inputs[..buffer.Length].CopyTo(buffer.Span);
            inputs = inputs[buffer.Length..];
        }
        for (var i = 0; i < _graph.Nodes.Length; i++)
        {
            var node = _graph.Nodes[i];
            ReferenceKernels.Run(node.Op, new KernelCall(_graph, node, _buffers));
            if (trace is null) continue;
            for (var o = 0; o < node.Outputs.Count; o++) trace(i, o, _buffers[node.Outputs[o].Index].Span);
        }
        var outputs = new byte[OutputBytes];
        var at = 0;
        foreach (var output in _graph.Outputs)
        {
            var buffer = _buffers[output.Index];
            buffer.CopyTo(outputs.AsMemory(at));
            at += buffer.Length;
        }
        foreach (var state in _graph.States) _buffers[state.After.Index].CopyTo(_buffers[state.Before.Index]);
        return outputs;
    }

    /// <summary>Computes one node from given operand bytes: for passes that evaluate parts of a graph.</summary>
    /// <param name="graph">The graph the node is in.</param>
    /// <param name="node">What to compute.</param>
    /// <param name="operand">Bytes of an operand; constants are asked for too.</param>
    /// <returns>The bytes of each output.</returns>
    public static byte[][] Evaluate(Graph graph, Node node, Func<ValueId, byte[]> operand)
    {
        var buffers = new Memory<byte>[graph.Values.Length];
        foreach (var input in node.Inputs)
            if (!input.IsNone) buffers[input.Index] = operand(input);
        foreach (var output in node.Outputs) buffers[output.Index] = new byte[graph.Type(output).Bytes];
        ReferenceKernels.Run(node.Op, new KernelCall(graph, node, buffers));
        return [.. node.Outputs.Select(o => buffers[o.Index].ToArray())];
    }
}
