using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>
/// A graph under construction with random constants: what samples and random graphs are made of. Written once for float and
/// int8: the sketch is one or the other, and quantization asked of a float sketch is absent.
/// </summary>
public sealed class GraphSketch(string name, RandomStream random, bool isFloat = false)
{
    private const float WeightScale = 0.01f;

    private int _names;

    public GraphBuilder Builder { get; } = new(name);

    public RandomStream Random => random;

    public bool IsFloat => isFloat;

    /// <summary>Quantization of an output; none in a float sketch.</summary>
    public Quantization? Q(float scale, int zeroPoint) => isFloat ? null : new Quantization.PerTensor(scale, zeroPoint);

    /// <summary>Quantization that lets most sums over <paramref name="taps"/> products of the input fall inside int8.</summary>
    public Quantization? Sums(ValueId x, int taps, int zeroPoint) => isFloat ? null
        : new Quantization.PerTensor(Builder.Type(x).PerTensor.Scale * WeightScale * MathF.Sqrt(taps) * 60, zeroPoint);

    public TensorType Type(Shape shape, float scale = 0.05f, int zeroPoint = 3) =>
        new(isFloat ? ElementType.Float32 : ElementType.Int8, shape, Q(scale, zeroPoint));

    public ValueId Input(Shape shape, float scale = 0.05f, int zeroPoint = 3) => Input(Type(shape, scale, zeroPoint));

    public ValueId Input(TensorType type) => Builder.Input(Name("input"), type);

    /// <summary>Random weights with one scale, or one a channel along an axis.</summary>
    public ValueId Weights(Shape shape, int? perAxis = null) => Constant(WeightData(shape, perAxis));

    public Tensor WeightData(Shape shape, int? perAxis)
    {
        if (isFloat) return RandomTensors.Create(new TensorType(ElementType.Float32, shape), random);
        Quantization q = perAxis is { } axis
            ? new Quantization.PerAxis(axis, Enumerable.Range(0, shape[axis]).Select(_ => NextWeightScale()).ToEquatableArray())
            : new Quantization.PerTensor(WeightScale, 0);
        return RandomTensors.Create(new TensorType(ElementType.Int8, shape, q), random);
    }

    public ValueId Bias(int count) => Constant(new TensorType(isFloat ? ElementType.Float32 : ElementType.Int32, [count]), 3000);

    /// <summary>A random constant of the sketch's kind.</summary>
    public ValueId Constant(Shape shape, float scale = 0.05f, int zeroPoint = 3) => Constant(Type(shape, scale, zeroPoint));

    public ValueId Constant(TensorType type, int range = 1000) => Constant(RandomTensors.Create(type, random, range));

    public ValueId Constant(Tensor tensor) => Builder.Constant(Name("constant"), tensor);

    public ValueId Node(Op op, Quantization? quantization, params ReadOnlySpan<ValueId> operands)
    {
        var layer = Name(op.Name());
        return Builder.Add(op, operands, quantization, layer, Origin.Of(layer));
    }

    /// <summary>A node whose output has the first operand's quantization.</summary>
    public ValueId Keep(Op op, params ReadOnlySpan<ValueId> operands) => Node(op, Builder.Type(operands[0]).Quantization, operands);

    public Graph Build(params ReadOnlySpan<ValueId> outputs) => Builder.Build(outputs);

    private float NextWeightScale() => WeightScale * (0.3f + (float)random.NextDouble());

    private string Name(string kind) => $"{kind}_{_names++}";
}
