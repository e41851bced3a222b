using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compression;

/// <summary>
/// Layers of a float graph of which nothing but the sign is used (<see cref="Signs"/>), maybe after a maximum over windows. As integers
/// such a layer gives the signs itself: its sums are never zero, and are clamped to -1 and 1.
/// </summary>
internal sealed class SignLayers
{
    /// <summary>The largest weight: a bit less than eight bits have, because all weights are doubled.</summary>
    public const int Largest = 63;

    private const int MostBias = 1 << 28;

    private readonly HashSet<ValueId> _sums = [];
    private readonly Dictionary<ValueId, ValueId> _signs = [];
    private readonly HashSet<ValueId> _conditions = [];
    private readonly HashSet<ValueId> _values = [];

    /// <param name="graph">In float.</param>
    /// <param name="isInt8">Whether a layer becomes one of int8.</param>
    public SignLayers(Graph graph, Func<Node, bool> isInt8)
    {
        var uses = new Uses(graph);
        foreach (var node in graph.Nodes)
        {
            if (Signs.Of(graph, uses, node) is not { } x || Begin(graph, uses, node, x, isInt8) is not { } chain) continue;
            _sums.Add(chain[^1]);
            _signs[node.Output] = x;
            _conditions.Add(node.Inputs[Select.Condition]);
            _values.UnionWith([.. chain, node.Output]);
        }
    }

    /// <summary>Signs as they are stored: -1 and 1.</summary>
    public static QuantizationGrid<float> Grid { get; } = new(1, 0, sbyte.MinValue, sbyte.MaxValue);

    /// <summary>All values that hold nothing but signs in the integer graph.</summary>
    public IEnumerable<ValueId> Values => _values;

    /// <summary>Whether a layer gives signs.</summary>
    public bool Gives(Node layer) => _sums.Contains(layer.Outputs[0]);

    /// <summary>What a value is in the integer graph: the signs that its layer gives.</summary>
    public ValueId? Source(Node node) => _signs.TryGetValue(node.Outputs[0], out var x) ? x : null;

    /// <summary>A comparison that no integer graph needs.</summary>
    public bool IsSpared(Node node) => _conditions.Contains(node.Outputs[0]);

    /// <summary>
    /// Weights and bias: twice the weights' integers and an odd bias, so that a sum is odd, which is never zero, and has the sign of what
    /// it stands for. (Padding adds nothing.) All reals are multiplied so that a step of the sum is one of the result.
    /// </summary>
    /// <param name="reals">The weights.</param>
    /// <param name="bias">Empty if there is none.</param>
    /// <param name="axis">Of the output channels.</param>
    /// <param name="x">What is multiplied with the weights.</param>
    /// <param name="steps">Of the weights' integers, one or one a channel, if training has chosen them.</param>
    /// <param name="perTensor">Whether the weights' type has one scale.</param>
    public static (Tensor Weights, Tensor Bias) Store(
        Tensor reals, ReadOnlySpan<float> bias, int axis, TensorType x, EquatableArray<float>? steps, bool perTensor)
    {
        var values = reals.Span<float>();
        var (inner, channels) = (reals.Type.Shape.Strides()[axis], reals.Type.Shape[axis]);
        var magnitudes = new float[channels];
        FakeQuantization.Magnitudes(values, inner, magnitudes);
        var each = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            var known = steps is { } s ? s[s.Count == 1 ? 0 : c] : 0;
            // A step that was made for more bits gives way to a coarser one.
            each[c] = known > 0 && magnitudes[c] / known < Largest + 0.5f ? known
                : QuantizationGrid.Symmetric(magnitudes[c], Largest).Scale;
        }
        var codes = new sbyte[values.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var grid = new QuantizationGrid<float>(each[i / inner % channels], 0, -Largest, Largest);
            codes[i] = (sbyte)(2 * FakeQuantization.Code(values[i], grid));
        }
        var biases = new int[channels];
        for (var c = 0; c < channels; c++)
        {
            // sum + bias >= 0 where the sum, an integer, is at least the threshold: where 2·sum + 1 - 2·threshold > 0.
            var real = bias.IsEmpty ? 0 : bias[c] / ((double)x.PerTensor.Scale * each[c]);
            biases[c] = 1 - 2 * (int)Math.Clamp(Math.Ceiling(-real), -MostBias, MostBias);
        }
        var scale = 1 / x.PerTensor.Scale;
        var product = x.PerTensor.Scale * scale;
        var scales = Enumerable.Repeat(scale, channels).ToEquatableArray();
        Quantization q = perTensor ? new Quantization.PerTensor(scale, 0) : new Quantization.PerAxis(axis, scales);
        Quantization ofBias = perTensor ? new Quantization.PerTensor(product, 0)
            : new Quantization.PerAxis(0, Enumerable.Repeat(product, channels).ToEquatableArray());
        return (Tensor.From<sbyte>(new TensorType(ElementType.Int8, reals.Type.Shape, q), codes),
            Tensor.From<int>(new TensorType(ElementType.Int32, [channels], ofBias), biases));
    }

    /// <summary>A layer that gives signs as integers.</summary>
    public static Op Clamped(Op op) => op is Conv2D c ? c with { Activation = Activation.ReluN1To1 }
        : op is DepthwiseConv2D d ? d with { Activation = Activation.ReluN1To1 }
        : ((FullyConnected)op) with { Activation = Activation.ReluN1To1 };

    /// <summary>From what the signs are taken of back to the layer, each seen by the next alone; null if no layer is there.</summary>
    private static List<ValueId>? Begin(Graph graph, Uses uses, Node select, ValueId x, Func<Node, bool> isInt8)
    {
        var compare = uses.Definition(select.Inputs[Select.Condition])!;
        if (!uses.IsPrivateTo(compare.Output, select)) return null;
        var (chain, reader) = (new List<ValueId>(), compare);
        while (uses.IsPrivateTo(x, reader) && uses.Definition(x) is { } maker && isInt8(maker))
        {
            chain.Add(x);
            if (maker.Op is Conv2D { Activation: Activation.None } or DepthwiseConv2D { Activation: Activation.None }
                or FullyConnected { Activation: Activation.None })
                return HasConstants(graph, maker) ? chain : null;
            if (maker.Op is not (MaxPool2D { Activation: Activation.None } or Reshape)) return null;
            (x, reader) = (maker.Inputs[0], maker);
        }
        return null;
    }

    private static bool HasConstants(Graph graph, Node layer) =>
        graph[layer.Inputs[1]].Data is { Type.IsFloat: true }
        && (layer.Inputs.Count < 3 || layer.Inputs[2].IsNone || graph[layer.Inputs[2]].Data is { Type.IsFloat: true });
}
