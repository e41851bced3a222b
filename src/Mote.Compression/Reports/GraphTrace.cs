using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Compression;

/// <summary>A graph that runs one example after another, with all values at hand.</summary>
internal sealed class GraphTrace
{
    private readonly Graph _graph;
    private readonly Interpreter _interpreter;
    private readonly byte[][] _values;
    private bool _hasRun;

    public GraphTrace(Graph graph)
    {
        _graph = graph;
        _interpreter = new Interpreter(graph);
        _values = [.. graph.Values.Select(v => v.Data?.Bytes.ToArray() ?? new byte[v.Type.Bytes])];
        Reset();
    }

    public ReadOnlySpan<byte> this[ValueId id] => _values[id.Index];

    /// <summary>A float value.</summary>
    public ReadOnlySpan<float> Reals(ValueId id) => MemoryMarshal.Cast<byte, float>(_values[id.Index]);

    public void Reset()
    {
        _interpreter.Reset();
        _hasRun = false;
        foreach (var state in _graph.States) state.Initial.Bytes.CopyTo(_values[state.Before.Index]);
    }

    public void Run(ReadOnlySpan<byte> example)
    {
        if (_hasRun)
            foreach (var state in _graph.States) _values[state.After.Index].CopyTo(_values[state.Before.Index], 0);
        _hasRun = true;
        var rest = example;
        foreach (var input in _graph.Inputs)
        {
            var value = _values[input.Index];
            rest[..value.Length].CopyTo(value);
            rest = rest[value.Length..];
        }
        _interpreter.Run(example, (node, output, data) => data.CopyTo(_values[_graph.Nodes[node].Outputs[output].Index]));
    }
}

/// <summary>Between reals and the integers of a type with one scale.</summary>
internal static class StoredReals
{
    /// <summary>As the operator Quantize rounds; a float type takes the reals as they are.</summary>
    public static void Store(TensorType type, ReadOnlySpan<float> reals, Span<byte> stored)
    {
        if (type.IsFloat)
        {
            reals.CopyTo(MemoryMarshal.Cast<byte, float>(stored));
            return;
        }
        var (q, (low, high)) = (type.PerTensor, type.Element.Range());
        var wide = MemoryMarshal.Cast<byte, short>(stored);
        for (var i = 0; i < reals.Length; i++)
        {
            var steps = MathF.Round(reals[i] / q.Scale, MidpointRounding.AwayFromZero);
            var code = (int)Math.Clamp(steps + (double)q.ZeroPoint, low, high);
            if (type.Element == ElementType.Int16) wide[i] = (short)code;
            else stored[i] = (byte)code;
        }
    }

    /// <summary>As the operator Dequantize.</summary>
    public static void Load(TensorType type, ReadOnlySpan<byte> stored, Span<float> reals)
    {
        if (type.IsFloat)
        {
            MemoryMarshal.Cast<byte, float>(stored).CopyTo(reals);
            return;
        }
        var q = type.PerTensor;
        if (type.Element == ElementType.Int16)
        {
            var wide = MemoryMarshal.Cast<byte, short>(stored);
            for (var i = 0; i < reals.Length; i++) reals[i] = q.Scale * (wide[i] - q.ZeroPoint);
        }
        else if (type.Element == ElementType.UInt8)
            for (var i = 0; i < reals.Length; i++) reals[i] = q.Scale * (stored[i] - q.ZeroPoint);
        else
            for (var i = 0; i < reals.Length; i++) reals[i] = q.Scale * ((sbyte)stored[i] - q.ZeroPoint);
    }

    /// <summary>All inputs of an example, as another graph's inputs take them.</summary>
    public static byte[] Inputs(Graph from, Graph to, ReadOnlySpan<byte> example)
    {
        var bytes = new byte[to.Inputs.Sum(i => to.Type(i).Bytes)];
        var rest = bytes.AsSpan();
        for (var i = 0; i < from.Inputs.Length; i++)
        {
            var (x, y) = (from.Type(from.Inputs[i]), to.Type(to.Inputs[i]));
            if (x == y) example[..x.Bytes].CopyTo(rest);
            else Store(y, MemoryMarshal.Cast<byte, float>(example[..x.Bytes]), rest[..y.Bytes]);
            example = example[x.Bytes..];
            rest = rest[y.Bytes..];
        }
        return bytes;
    }
}
