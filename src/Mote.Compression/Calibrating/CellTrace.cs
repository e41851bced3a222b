using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Compression;

/// <summary>
/// The cell states of an LSTM after each step of a sequence. The operator gives the last one only, but all of them are stored in the
/// numbers that are chosen from them. The sequence begins with the initial states.
/// </summary>
internal sealed class CellTrace
{
    private readonly Interpreter _step;
    private readonly Lstm _op;
    private readonly Shape _shape;
    private readonly float[] _cells;
    private readonly int _states;

    public CellTrace(Graph graph, Node node)
    {
        Input = node.Inputs[Lstm.Input];
        _op = (Lstm)node.Op;
        _shape = graph.Type(Input).Shape;
        var builder = new GraphBuilder("one step");
        var x = builder.Input("x", graph.Type(Input) with { Shape = _shape.With(_op.TimeMajor ? 0 : 1, 1) });
        var operands = node.Inputs.Select((v, i) => i switch
        {
            Lstm.Input => x,
            Lstm.Hidden or Lstm.Cell => builder.State($"state {i}", Initial(graph, v)),
            _ => builder.Constant($"constant {i}", graph[v].Data!),
        }).ToArray();
        var results = builder.Add(_op, operands, [null, null, null], ["y", "h", "c"], node.Origin);
        builder.Keep(operands[Lstm.Hidden], results[1]);
        builder.Keep(operands[Lstm.Cell], results[2]);
        _step = new Interpreter(builder.Build([results[2]]));
        _states = graph.Type(node.Outputs[2]).Elements;
        _cells = new float[_states * _shape[_op.TimeMajor ? 0 : 1]];
    }

    public ValueId Input { get; }

    public ReadOnlySpan<float> Cells => _cells;

    public void Run(ReadOnlySpan<float> sequence)
    {
        _step.Reset();
        var (batches, steps) = _op.TimeMajor ? (_shape[1], _shape[0]) : (_shape[0], _shape[1]);
        var inputs = _shape[2];
        var x = new float[batches * inputs];
        for (var t = 0; t < steps; t++)
        {
            for (var b = 0; b < batches; b++)
                sequence.Slice((_op.TimeMajor ? t * batches + b : b * steps + t) * inputs, inputs).CopyTo(x.AsSpan(b * inputs));
            var cells = _step.Run(MemoryMarshal.AsBytes<float>(x));
            MemoryMarshal.Cast<byte, float>(cells).CopyTo(_cells.AsSpan(t * _states));
        }
    }

    private static Tensor Initial(Graph graph, ValueId state)
    {
        if (graph[state].Data is { } constant) return constant;
        return graph.States.FirstOrDefault(s => s.Before == state)?.Initial
            ?? Tensor.FromBytes(graph.Type(state), new byte[graph.Type(state).Bytes]);
    }
}
