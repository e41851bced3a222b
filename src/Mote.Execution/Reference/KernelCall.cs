using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Execution.Reference;

/// <summary>Operands and results of one node, as types and as memory.</summary>
internal readonly struct KernelCall(Graph graph, Node node, Memory<byte>[] buffers)
{
    public int Operands => node.Inputs.Count;

    public bool Has(int operand) => operand < node.Inputs.Count && !node.Inputs[operand].IsNone;

    public TensorType X(int operand) => graph.Type(node.Inputs[operand]);

    public TensorType Y => graph.Type(node.Output);

    public ReadOnlySpan<T> In<T>(int operand)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(buffers[node.Inputs[operand].Index].Span);

    /// <summary>An optional operand; empty where absent.</summary>
    public ReadOnlySpan<T> InOrEmpty<T>(int operand)
        where T : unmanaged => Has(operand) ? In<T>(operand) : [];

    public int Results => node.Outputs.Count;

    /// <summary>The only result, or the first of several.</summary>
    public Span<T> Out<T>(int output = 0)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(buffers[node.Outputs[output].Index].Span);
}
