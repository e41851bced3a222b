using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Examples.Quantizing;

/// <summary>
/// From a float graph to the same graph in int8, by the rules of the TFLite 8-bit specification: activations asymmetric, with ranges
/// measured on typical inputs; weights symmetric, a scale a channel in convolutions; biases int32.
/// </summary>
public sealed class PostTrainingQuantizer
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<ValueId, ValueRange> _ranges;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<ValueId, ValueId> _quantized = [];

    private PostTrainingQuantizer(Graph graph, IReadOnlyDictionary<ValueId, ValueRange> ranges)
    {
        _graph = graph;
        _ranges = ranges;
        _builder = new GraphBuilder(graph.Name);
    }

    /// <param name="graph">In float; weights and biases are constants.</param>
    /// <param name="input">How the input's integers stand for reals: a matter of the sensor, not of the model.</param>
    /// <param name="typicalInputs">What the ranges are measured on.</param>
    public static Graph ToInt8(Graph graph, Quantization.PerTensor input, IEnumerable<float[]> typicalInputs)
    {
        var quantizer = new PostTrainingQuantizer(graph, Calibration.Measure(graph, typicalInputs));
        foreach (var id in graph.Inputs)
        {
            var type = new TensorType(ElementType.Int8, graph.Type(id).Shape, input);
            quantizer._quantized[id] = quantizer._builder.Input(graph[id].Name, type);
        }
        foreach (var node in graph.Nodes) quantizer.Translate(node);
        return quantizer._builder.Build([.. graph.Outputs.Select(o => quantizer._quantized[o])]);
    }

    private void Translate(Node node)
    {
        var operands = new ValueId[node.Inputs.Count];
        for (var i = 0; i < operands.Length; i++)
        {
            var value = _graph[node.Inputs[i]];
            operands[i] = value.Data is { } data ? _builder.Constant(value.Name, Constant(node, i, data, operands)) : _quantized[value.Id];
        }
        _quantized[node.Output] = _builder.Add(node.Op, operands, Output(node, operands), _graph[node.Output].Name, node.Origin);
    }

    private Tensor Constant(Node node, int operand, Tensor data, ValueId[] operandsBefore)
    {
        var op = node.Op;
        if (op is Conv2D) return operand == Conv2D.Bias ? Bias() : QuantizedConstants.PerAxis(data, axis: 0);
        if (op is DepthwiseConv2D) return operand == DepthwiseConv2D.Bias ? Bias() : QuantizedConstants.PerAxis(data, axis: 3);
        // The specification came to allow a scale a channel here too; a single one is what every runtime knows.
        if (op is FullyConnected) return operand == FullyConnected.Bias ? Bias() : QuantizedConstants.PerTensor(data);
        throw new NotSupportedException($"{node.Origin}: {op.Name()} with a constant operand");

        Tensor Bias() => QuantizedConstants.Bias(data, _builder.Type(operandsBefore[0]).PerTensor, _builder.Type(operandsBefore[1]));
    }

    private Quantization.PerTensor Output(Node node, ValueId[] operands)
    {
        // They only move, choose or average what is there; the specification wants one quantization on both sides.
        if (node.Op is AveragePool2D or MaxPool2D or Reshape or Pad or Concatenation) return _builder.Type(operands[0]).PerTensor;
        // Probabilities lie in [0, 1) whatever the inputs; the specification fixes this one.
        if (node.Op is Softmax) return new Quantization.PerTensor(1f / 256, sbyte.MinValue);
        if (node.Op is Conv2D or DepthwiseConv2D or FullyConnected or Add or Mul or Relu or Mean) return _ranges[node.Output].Asymmetric();
        throw new NotSupportedException($"{node.Origin}: {node.Op.Name()} in a float graph");
    }
}
