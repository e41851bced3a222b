using Mote.Core.Graphs;

namespace Mote.Execution.Fast;

/// <summary>
/// Runs a graph as <see cref="Interpreter"/> does, to the bit, and some hundred times faster. One instance serves one thread at a
/// time; several may share a plan. States survive from one run to the next until a reset.
/// </summary>
public sealed class FastInterpreter
{
    private readonly FastPlan _plan;
    private readonly FastMemory _memory;

    public FastInterpreter(FastPlan plan)
    {
        (_plan, _memory) = (plan, plan.NewMemory());
        InputBytes = plan.Graph.Inputs.Sum(i => plan.Graph.Type(i).Bytes);
        OutputBytes = plan.Graph.Outputs.Sum(o => plan.Graph.Type(o).Bytes);
        Reset();
    }

    public FastInterpreter(Graph graph)
        : this(new FastPlan(graph))
    {
    }

    /// <summary>Bytes of all inputs together, in order.</summary>
    public int InputBytes { get; }

    /// <summary>Bytes of all outputs together, in order.</summary>
    public int OutputBytes { get; }

    /// <summary>States are again as at the beginning.</summary>
    public void Reset()
    {
        foreach (var state in _plan.Graph.States) state.Initial.Bytes.CopyTo(Bytes(state.Before));
    }

    /// <param name="inputs">All inputs one after another, little-endian; <see cref="InputBytes"/> long.</param>
    /// <param name="trace">Called after each node.</param>
    /// <returns>All outputs one after another.</returns>
    public byte[] Run(ReadOnlySpan<byte> inputs, TraceHandler? trace = null)
    {
        var outputs = new byte[OutputBytes];
        Run(inputs, outputs, trace);
        return outputs;
    }

    /// <param name="inputs">As above.</param>
    /// <param name="outputs">All outputs one after another; <see cref="OutputBytes"/> long.</param>
    /// <param name="trace">Called after each node.</param>
    public void Run(ReadOnlySpan<byte> inputs, Span<byte> outputs, TraceHandler? trace = null)
    {
        if (inputs.Length != InputBytes) throw new ArgumentException($"the inputs take {InputBytes} bytes, not {inputs.Length}");
        if (outputs.Length != OutputBytes) throw new ArgumentException($"the outputs take {OutputBytes} bytes, not {outputs.Length}");
        var graph = _plan.Graph;
        foreach (var input in graph.Inputs)
        {
            var bytes = Bytes(input);
            inputs[..bytes.Length].CopyTo(bytes);
            inputs = inputs[bytes.Length..];
        }
        var steps = _plan.Steps;
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i].Run(_memory);
            if (trace is null) continue;
            var results = graph.Nodes[i].Outputs;
            for (var o = 0; o < results.Count; o++) trace(i, o, Bytes(results[o]));
        }
        foreach (var output in graph.Outputs)
        {
            var bytes = Bytes(output);
            bytes.CopyTo(outputs);
            outputs = outputs[bytes.Length..];
        }
        foreach (var state in graph.States) Bytes(state.After).CopyTo(Bytes(state.Before));
        // The steps worked with pointers into what these hold.
        GC.KeepAlive(this);
    }

    private Span<byte> Bytes(Core.Graphs.ValueId id) => _memory.Values[id.Index].Span;
}
