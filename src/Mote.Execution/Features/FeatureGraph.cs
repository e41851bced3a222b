using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features;

/// <summary>A graph of features under construction: each node is a layer of its own, named like its result.</summary>
internal sealed class FeatureGraph(string name)
{
    private readonly GraphBuilder _builder = new(name);

    public TensorType Type(ValueId value) => _builder.Type(value);

    public ValueId Input(string valueName, TensorType type) => _builder.Input(valueName, type);

    public ValueId Add(Op op, Quantization? quantization, string result, params ReadOnlySpan<ValueId> operands) =>
        _builder.Add(op, operands, quantization, result, Origin.Of($"{name}/{result}"));

    /// <summary>A node that keeps the quantization of its operand.</summary>
    public ValueId Keep(Op op, string result, ValueId operand) => Add(op, Type(operand).Quantization, result, operand);

    public ValueId Constant(string valueName, float value) =>
        _builder.Constant(valueName, Tensor.From<float>(new TensorType(ElementType.Float32, [1, 1]), [value]));

    public ValueId Constant<T>(string valueName, TensorType type, params ReadOnlySpan<T> values)
        where T : unmanaged => _builder.Constant(valueName, Tensor.From(type, values));

    /// <summary>[1, n].</summary>
    public ValueId Vector(string valueName, IReadOnlyCollection<double> values) =>
        Constant<float>(valueName, new TensorType(ElementType.Float32, [1, values.Count]), [.. values.Select(v => (float)v)]);

    public ValueId Matrix(string valueName, double[,] values) => Constant<float>(valueName,
        new TensorType(ElementType.Float32, [values.GetLength(0), values.GetLength(1)]), [.. values.Cast<double>().Select(v => (float)v)]);

    public Graph Build(params ReadOnlySpan<ValueId> outputs) => _builder.Build(outputs);
}
