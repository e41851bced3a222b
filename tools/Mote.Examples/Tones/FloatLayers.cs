using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Examples.Tones;

/// <summary>Builds a float graph layer by layer; each layer is named, and its output carries the name.</summary>
internal sealed class FloatLayers(string name)
{
    private readonly GraphBuilder _builder = new(name);

    public ValueId Input(string input, Shape shape) => _builder.Input(input, new TensorType(ElementType.Float32, shape));

    public ValueId Constant(string constant, Shape shape, float[] data) =>
        _builder.Constant(constant, Tensor.From<float>(new TensorType(ElementType.Float32, shape), data));

    public ValueId Add(string layer, Op op, params ReadOnlySpan<ValueId> operands) =>
        _builder.Add(op, operands, null, layer, Origin.Of(layer));

    public Graph Build(ValueId output) => _builder.Build([output]);
}
