using System.Diagnostics.CodeAnalysis;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

/// <summary>The operands of one node under inference, with the checks all rules share.</summary>
internal readonly ref struct OperandChecks(Op op, ReadOnlySpan<TensorType?> operands, ReadOnlySpan<Quantization?> outputs, Origin at)
{
    private readonly ReadOnlySpan<TensorType?> _operands = operands;
    private readonly ReadOnlySpan<Quantization?> _outputs = outputs;

    public int Count => _operands.Length;

    public TensorType this[int index]
    {
        get
        {
            var type = index < _operands.Length ? _operands[index] : null;
            Require(type is not null, $"operand {index} is missing.");
            return type;
        }
    }

    public TensorType? Optional(int index) => index < _operands.Length ? _operands[index] : null;

    public Quantization? OutputQuantization => _outputs.Length > 0 ? _outputs[0] : null;

    /// <summary>Quantization of each output; an operator with several needs as many.</summary>
    public ReadOnlySpan<Quantization?> OutputQuantizations => _outputs;

    public void Takes(int least, int most)
    {
        if (Count < least || Count > most)
            Fail($"takes {(least == most ? least : $"{least} to {most}")} operands, not {Count}.");
    }

    /// <summary>
    /// An activation of one of the allowed element types (f32 and i8 unless given). Quantized integers (i8, i16) have one scale on
    /// this operand and on the output; others have none.
    /// </summary>
    public TensorType Activation(int index, params ReadOnlySpan<ElementType> allowed)
    {
        var type = this[index];
        if (allowed.IsEmpty) allowed = [ElementType.Float32, ElementType.Int8];
        if (!allowed.Contains(type.Element))
        {
            var names = string.Join(", ", allowed.ToArray().Select(e => e.Text()));
            Fail($"operand {index} is {type.Element.Text()}; supported here: {names}.");
        }
        if (type.Element is ElementType.Int8 or ElementType.Int16)
        {
            var lacks = $"is {type.Element.Text()} without a scale for the whole tensor.";
            Require(type.Quantization is Quantization.PerTensor, $"operand {index} {lacks}");
            Require(OutputQuantization is Quantization.PerTensor, $"the output {lacks}");
        }
        else if (type.IsFloat) Require(OutputQuantization is null, "a float output has no quantization.");
        return type;
    }

    /// <summary>
    /// As <see cref="Activation"/>, for operators that move or compare elements: integers may also be plain, that is, have no scale,
    /// if the output has none either.
    /// </summary>
    public TensorType ActivationOrPlain(int index, params ReadOnlySpan<ElementType> allowed)
    {
        var type = this[index];
        var isPlain = type.Element is ElementType.Int8 or ElementType.Int16 && type.Quantization is null && OutputQuantization is null;
        return isPlain && (allowed.IsEmpty ? type.Element == ElementType.Int8 : allowed.Contains(type.Element))
            ? type : Activation(index, allowed);
    }

    /// <summary>No operand but the weights has two elements a byte.</summary>
    public void PackedAreWeights(int weights)
    {
        for (var i = 0; i < Count; i++)
            Require(i == weights || Optional(i)?.Element != ElementType.Int4,
                $"operand {i} is i4; only the weights of convolutions and matrices can be.");
    }

    public TensorType Image(int index)
    {
        var type = this[index];
        Require(type.Shape.Rank == 4, $"operand {index} has shape {type.Shape}; an image [n,h,w,c] is expected.");
        return type;
    }

    /// <summary>As <see cref="Activation"/>, with weights beside it: int16 activations are symmetric there.</summary>
    public TensorType WeightedActivation(int index)
    {
        var x = Activation(index, ElementType.Float32, ElementType.Int8, ElementType.Int16);
        if (x.Element == ElementType.Int16) Symmetric(index);
        return x;
    }

    /// <summary>An operand and the output have the zero point 0.</summary>
    public void Symmetric(int index)
    {
        var zeroPoint = this[index].PerTensor.ZeroPoint;
        Require(zeroPoint == 0, $"operand {index} is i16 with the zero point {zeroPoint}; 0 is expected.");
        Require(OutputQuantization is Quantization.PerTensor { ZeroPoint: 0 }, "an i16 output must have the zero point 0.");
    }

    /// <summary>
    /// Weights beside activations: f32 beside f32, i8 beside i8, i16 and f32 (<see cref="HybridWeights"/>), i4 beside i8; one scale,
    /// or one scale a channel along <paramref name="axis"/>.
    /// </summary>
    public TensorType Weights(int index, TensorType x, int axis, bool zeroPointAllowed = false)
    {
        var weights = this[index];
        Require(weights.Element == (x.Element == ElementType.Int16 ? ElementType.Int8 : x.Element) || HybridWeights.Are(x, weights)
            || (weights.Element == ElementType.Int4 && x.Element == ElementType.Int8),
            $"weights are {weights.Element.Text()} beside {x.Element.Text()} activations; "
            + "supported: f32 beside f32, i8 beside i8, i16 or f32, i4 beside i8.");
        if (weights.IsFloat) return weights;
        var trouble = weights.Quantization switch
        {
            Quantization.PerTensor q => q.ZeroPoint == 0 || (zeroPointAllowed && !x.IsFloat) ? null
                : $"have the zero point {q.ZeroPoint}; integer weights must have 0.",
            Quantization.PerAxis q => q.Axis == axis ? null : $"are quantized along axis {q.Axis}; axis {axis} is expected.",
            null => weights.Element == ElementType.Int4 ? "are int4 without a scale." : "are int8 without a scale.",
        };
        Require(trouble is null, $"weights {trouble}");
        return weights;
    }

    public void Bias(int index, TensorType x, int channels)
    {
        if (Optional(index) is not { } bias) return;
        var wide = x.Element == ElementType.Int16 && bias.Element == ElementType.Int64;
        var expected = x.IsFloat ? ElementType.Float32 : wide ? ElementType.Int64 : ElementType.Int32;
        Require(bias.Element == expected, $"the bias is {bias.Element.Text()}; {expected.Text()} is expected.");
        Require(bias.Shape.Elements == channels, $"the bias has {bias.Shape.Elements} elements for {channels} channels.");
    }

    public void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition) Fail(message);
    }

    [DoesNotReturn]
    public void Fail(string message) =>
        throw new MoteException("MOTE0201", at.ToString(), $"{op.GetType().Name}: {message}");
}
