using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Execution.Fast;

/// <summary>A node with what a fast kernel asks about it: types, constants, places in the arena.</summary>
internal sealed class PlannedNode(Graph graph, ArenaLayout layout, Node node)
{
    public Graph Graph => graph;

    public Node Node => node;

    public int Operands => node.Inputs.Count;

    public TensorType Y => graph.Type(node.Output);

    public int OutputAt => layout.Offset(node.Output);

    public bool Has(int operand) => operand < node.Inputs.Count && !node.Inputs[operand].IsNone;

    public TensorType Type(int operand) => graph.Type(node.Inputs[operand]);

    /// <summary>The operand's data if it is a constant.</summary>
    public Tensor? Data(int operand) => graph[node.Inputs[operand]].Data;

    /// <summary>The place of an operand that is no constant.</summary>
    public int At(int operand) => layout.Offset(node.Inputs[operand]);

    /// <summary>Operand 0 and the result are int8, and operand 0 is no constant.</summary>
    public bool IsInt8 => Data(0) is null && Type(0).Element == ElementType.Int8 && Y.Element == ElementType.Int8;

    /// <summary>Operands 1 and, if there is one, 2 are constant weights and bias of int8 activations.</summary>
    public bool HasInt8Sums => IsInt8 && Data(1) is not null && (!Has(2) || Data(2) is { Type.Element: ElementType.Int32 });

    /// <summary>Operands 1 and, if there is one, 2 are constant weights and bias of int16 activations; zero points are 0.</summary>
    public bool HasInt16Sums => Data(0) is null && Type(0).Element == ElementType.Int16 && Y.Element == ElementType.Int16
        && Type(0).PerTensor.ZeroPoint == 0 && Y.PerTensor.ZeroPoint == 0 && Data(1) is not null && (!Has(2) || Data(2) is not null);

    /// <summary>Operands 1 and, if there is one, 2 are constant weights and bias of real activations.</summary>
    public bool HasRealSums => Data(0) is null && Y.IsFloat && Data(1) is not null && (!Has(2) || Data(2) is not null);

    /// <summary>Operand 1 as reals; integers are converted and not yet scaled.</summary>
    public float[] RealWeights => Type(1).IsFloat ? Data(1)!.Span<float>().ToArray() : [.. Data(1)!.Int8().ToArray().Select(w => (float)w)];

    /// <summary>Operand 1, of eight bits or of four, as eight.</summary>
    public ReadOnlyMemory<sbyte> Weights => Data(1)!.Int8().ToArray();

    /// <param name="weights">By output channel.</param>
    /// <param name="factors">By output channel.</param>
    /// <param name="activation">Fused into the node.</param>
    public ChannelSums Sums(ReadOnlyMemory<sbyte> weights, QuantizedMultiplier[] factors, Activation activation) => new(
        weights, Has(2) ? Data(2)!.Span<int>().ToArray() : [], factors, Type(0).PerTensor.ZeroPoint, Y.PerTensor.ZeroPoint,
        Requantization.Clamp(activation, Y));
}
