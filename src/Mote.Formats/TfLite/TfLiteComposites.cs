using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Formats.TfLite;

/// <summary>The file's operators that are several of ours.</summary>
internal static class TfLiteComposites
{
    public static readonly ImmutableArray<BuiltinOperator> Codes = [BuiltinOperator.TILE, BuiltinOperator.RELU_0_TO_1, BuiltinOperator.POW];

    /// <summary>Adds an operator's nodes; its one output is the last one's.</summary>
    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE0109, MOTE0201: not with these operands.</exception>
    public static ValueId Add(GraphBuilder builder, TfLiteOperator o, TfLiteTensors tensors)
    {
        if (o.Outputs.Length != 1) throw o.Bad($"has one output, not {o.Outputs.Length}.");
        var x = tensors.Use(builder, o.Input(0), o.Where);
        var y = tensors.Type(o.Outputs[0], o.Where);
        var chain = new Chain(builder, o, tensors.Name(o.Outputs[0]));
        return o.Code switch
        {
            BuiltinOperator.TILE => Tile(chain, x, tensors.Integers(o.Input(1), o.Where, "multiples"), y, o),
            BuiltinOperator.POW => Power(chain, x, tensors.Constant(o.Input(1), o.Where), y, o),
            _ => chain.Then(chain.Then(x, new Relu(Activation.ReluN1To1), builder.Type(x)), new Relu(Activation.Relu), y),
        };
    }

    /// <summary>A dimension repeated m times is the second of two, of which the first is repeated from 1 to m.</summary>
    private static ValueId Tile(Chain chain, ValueId x, int[] multiples, TensorType y, TfLiteOperator o)
    {
        var shape = chain.Type(x).Shape;
        if (multiples.Length != shape.Rank || multiples.Any(m => m < 1))
            throw o.Bad($"[{string.Join(',', multiples)}] does not say how often each dimension of {shape} is repeated.");
        var (split, repeated) = (new List<int>(), new List<int>());
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (multiples[axis] > 1)
            {
                split.Add(1);
                repeated.Add(multiples[axis]);
            }
            split.Add(shape[axis]);
            repeated.Add(shape[axis]);
        }
        if (split.Count > TfLiteTensors.MostDimensions) throw o.Bad($"too many dimensions of {shape} are repeated.");
        if (split.Count == 0) return chain.Then(x, new Reshape(shape), y);
        var from = Shape.Create([.. split]);
        var to = Shape.Create([.. repeated]);
        if (to.UncheckedElements != y.Shape.UncheckedElements) throw o.Bad($"the output has shape {y.Shape}, which is not {to} together.");
        var apart = chain.Then(x, new Reshape(from), y with { Shape = from });
        return chain.Then(chain.Then(apart, new BroadcastTo(to), y with { Shape = to }), new Reshape(y.Shape), y);
    }

    private static ValueId Power(Chain chain, ValueId x, Tensor? exponent, TensorType y, TfLiteOperator o)
    {
        if (exponent is not { Type: { IsFloat: true, Elements: 1 } }) throw o.Bad("the exponent must be a single constant real.");
        var power = exponent.Span<float>()[0];
        Op op = power switch
        {
            1 => new Reshape(chain.Type(x).Shape),
            2 => new Unary(UnaryKind.Square),
            0.5f => new Unary(UnaryKind.Sqrt),
            -0.5f => new Unary(UnaryKind.Rsqrt),
            _ => throw o.Bad($"the exponent {power} is not supported; 1, 2, 0.5 and -0.5 are."),
        };
        return chain.Then(x, op, y);
    }

    /// <summary>One node after another for one operator of the file.</summary>
    private sealed class Chain(GraphBuilder builder, TfLiteOperator o, string name)
    {
        private int _nodes;

        public TensorType Type(ValueId value) => builder.Type(value);

        public ValueId Then(ValueId x, Op op, TensorType type) =>
            builder.Add(op, [x], type.Quantization, _nodes++ == 0 ? name : $"{name}/{_nodes}", Origin.Of(o.Layer));
    }
}
