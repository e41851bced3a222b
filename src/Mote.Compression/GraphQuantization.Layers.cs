using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>Which operands and scales an integer operator has.</summary>
internal sealed partial class GraphQuantization
{
    private LayerPlan Plan(Node node, ScaleRule rule, NumberFormat format)
    {
        var element = Element(format);
        return rule switch
        {
            ScaleRule.Weighted => Weighted(node, format),
            ScaleRule.Same => Sharing(node, element, node.Outputs[0]),
            ScaleRule.SameOperands => Sharing(node, element, node.Inputs[0]),
            ScaleRule.Clamp => Clamp(node, element),
            ScaleRule.Recurrent => Recurrent(node, format),
            ScaleRule.Free or ScaleRule.Fixed => Free(node, element),
            ScaleRule.Conversion or ScaleRule.Float => throw new InvalidOperationException($"{node.Op.Name()} is not planned"),
        };
    }

    private PlannedOperand Operand(ValueId id, ElementType element) => id.IsNone ? new PlannedOperand.Absent()
        : _source.Type(id).IsFloat ? new PlannedOperand.Stored(id, _values.Type(id, element)) : new PlannedOperand.Plain(id);

    private ImmutableArray<Quantization?> Results(Node node, ElementType element) =>
        [.. node.Outputs.Select(o => _source.Type(o).IsFloat ? _scales.Of(o, element) : _source.Type(o).Quantization)];

    private LayerPlan Free(Node node, ElementType element)
    {
        var operands = node.Inputs.Select(i => Operand(i, element)).ToArray();
        // Slopes are int8 beside int16, too.
        if (node.Op is PRelu) operands[PRelu.Alpha] = Operand(node.Inputs[PRelu.Alpha], ElementType.Int8);
        // The reference's sum begins at minus the zero point, which therefore must be none.
        if (node.Op is CumSum && operands[0] is PlannedOperand.Stored x)
            operands[0] = x with { Type = x.Type with { Quantization = _scales.Symmetric(x.Source, element) } };
        return new LayerPlan(node.Op, [.. operands], Results(node, element));
    }

    /// <summary>All real operands have the scale of one value.</summary>
    private LayerPlan Sharing(Node node, ElementType element, ValueId like)
    {
        var scale = _scales.Of(like, element);
        var operands = node.Inputs.Select(i => Operand(i, element) is PlannedOperand.Stored s
            ? s with { Type = s.Type with { Quantization = scale } } : Operand(i, element));
        // Padding holds the integer that its real is stored as.
        var op = node.Op is Pad { Value: { } bits } pad ? pad with { Value = Code(BitConverter.Int32BitsToSingle(bits)) } : node.Op;
        return new LayerPlan(op, [.. operands], Results(node, element));

        int Code(float real)
        {
            var stored = StoredValues.Store(Tensor.From<float>(new TensorType(ElementType.Float32, [1]), [real]),
                new TensorType(element, [1], scale));
            return element == ElementType.Int16 ? stored.Span<short>()[0] : stored.Span<sbyte>()[0];
        }
    }

    private LayerPlan Clamp(Node node, ElementType element)
    {
        // All but max(x, 0) clamp stored integers.
        return ((Relu)node.Op).Kind == Activation.Relu ? Free(node, element) : Sharing(node, element, node.Output);
    }

    private LayerPlan Weighted(Node node, NumberFormat format)
    {
        var (x, w) = (node.Inputs[0], node.Inputs[1]);
        var element = Element(format);
        var xType = _values.Type(x, element);
        // Weights that are computed have no scale that anybody could know to be symmetric.
        if (_source[w].Data is not { } reals)
            throw new Core.Diagnostics.MoteException("MOTE0201", node.Origin.ToString(), "weights are not constant.");
        var bias = node.Inputs.Count > 2 && !node.Inputs[2].IsNone ? _source[node.Inputs[2]].Data : null;
        if (bias is null && node.Inputs.Count > 2 && !node.Inputs[2].IsNone)
            throw new Core.Diagnostics.MoteException("MOTE0201", node.Origin.ToString(), "the bias is not constant.");
        var axis = node.Op is DepthwiseConv2D ? 3 : 0;
        if (_signs.Gives(node)) return OfSigns(node, reals, bias, axis, xType);
        var stored = StoreWeights(node, w, reals, bias, axis, xType, format);
        PlannedOperand biasOperand = bias is null ? new PlannedOperand.Absent()
            : new PlannedOperand.Made(_source[node.Inputs[2]].Name, QuantizedWeights.Bias(bias, xType, stored.Type));
        return new LayerPlan(node.Op,
            [new PlannedOperand.Stored(x, xType), new PlannedOperand.Made(_source[w].Name, stored), biasOperand], Results(node, element));
    }

    private LayerPlan OfSigns(Node node, Tensor weights, Tensor? bias, int axis, TensorType x)
    {
        EquatableArray<float>? steps = _ranges.WeightScales.TryGetValue(node.Inputs[1], out var known) ? known : null;
        var (stored, offsets) = SignLayers.Store(
            weights, bias is null ? [] : bias.Span<float>(), axis, x, steps, node.Op is FullyConnected);
        return new LayerPlan(SignLayers.Clamped(node.Op),
        [
            new PlannedOperand.Stored(node.Inputs[0], x), new PlannedOperand.Made(_source[node.Inputs[1]].Name, stored),
            new PlannedOperand.Made(bias is null ? $"{node.Origin}.bias" : _source[node.Inputs[2]].Name, offsets),
        ], Results(node, ElementType.Int8));
    }

    private Tensor StoreWeights(Node node, ValueId id, Tensor weights, Tensor? bias, int axis, TensorType x, NumberFormat format)
    {
        var narrow = format == NumberFormat.Int4 && node.Op is not TransposeConv2D;
        // Integers beside reals are weights already, unless fewer bits are asked for.
        if (!weights.Type.IsFloat && !narrow) return weights;
        var reals = weights.Type.IsFloat ? weights : RealConstants.Weights(weights, axis);
        var element = narrow ? ElementType.Int4 : ElementType.Int8;
        if (_ranges.WeightScales.TryGetValue(id, out var exact)) return QuantizedWeights.Store(reals, axis, element, exact);
        var scales = QuantizedWeights.Scales(
            reals, axis, QuantizedWeights.Largest(element), _options.PerTensorWeights, _options.ClipWeights || narrow);
        if (bias is not null) QuantizedWeights.MakeRoom(scales, bias.Span<float>(), x);
        return QuantizedWeights.Store(reals, axis, element, new EquatableArray<float>(scales));
    }
}
