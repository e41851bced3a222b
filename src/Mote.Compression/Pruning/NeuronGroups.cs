using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Training.Networks;

namespace Mote.Compression.Pruning;

/// <summary>Along which axis a value's elements belong to neurons, and to which: 0 to none that may go.</summary>
internal sealed record NeuronAxis(int Axis, int[] Labels);

/// <summary>
/// Which neurons (channels, units, states of cells) can go, and what goes with each: a cut is carried through sums, products,
/// concatenations, reshapes, depthwise layers, norms and recurrent cells to everything that has the neuron's elements. Neurons that can
/// only go together are one group.
/// </summary>
public sealed class NeuronGroups
{
    private readonly Network _network;
    private readonly Labels _labels = new();
    private readonly NeuronAxis?[] _axes;
    private readonly Dictionary<int, SortedDictionary<int, int[]>> _stored = [];

    /// <param name="network">Of reals, with or without norms; not differentiated.</param>
    /// <exception cref="MoteException">MOTE0613: a network that rounds already.</exception>
    public NeuronGroups(Network network)
    {
        (_network, _axes) = (network, new NeuronAxis?[network.Values.Length]);
        foreach (var input in network.Inputs) _axes[input.Id] = Fixed(input.Id);
        foreach (var node in network.Nodes) Follow(node);
        foreach (var output in network.Outputs) _labels.Keep(Of(output).Labels);
        foreach (var update in network.Updates)
            if (_stored.TryGetValue(update.Buffer, out var axes) && axes.TryGetValue(0, out var labels))
                _labels.Join(labels, Of(update.Value).Labels);
    }

    /// <summary>Layers whose outputs are neurons: each matrix of weights, and the group of each output.</summary>
    public IEnumerable<(NetworkNode Node, int Weights, int[] Groups)> Layers =>
        from node in _network.Nodes
        from weights in Matrices(node)
        where IsStored(weights)
        select (node, weights, GroupsOf(node.Output));

    private static int[] Matrices(NetworkNode node) =>
        node.Op is Convolve or Connect or ConvolveDepthwise ? [node.Inputs[Convolve.Weights]]
        : node.Op is LstmSequence or GruSequence or FastGrnnSequence
            ? [node.Inputs[LstmSequence.Weights], node.Inputs[LstmSequence.Recurrent]] : [];

    /// <summary>The group of each index along a value's axis of neurons; 0 stays.</summary>
    public int[] GroupsOf(int value) => [.. Of(value).Labels.Select(_labels.Find)];

    /// <summary>The axis of neurons of a computed value.</summary>
    public int AxisOf(int value) => Of(value).Axis;

    /// <summary>The groups along the axes of a parameter or a buffer that have neurons.</summary>
    public IEnumerable<(int Axis, int[] Groups)> StoredAxes(int value) => _stored.TryGetValue(value, out var axes)
        ? axes.Select(a => (a.Key, a.Value.Select(_labels.Find).ToArray())) : [];

    private bool IsStored(int value) => _network.Values[value].Kind is ValueKind.Parameter or ValueKind.Buffer;

    private Shape ShapeOf(int value) => _network.Values[value].Shape;

    private NeuronAxis Fixed(int value)
    {
        var shape = ShapeOf(value);
        return shape.Rank == 0 ? new NeuronAxis(0, [0]) : new NeuronAxis(shape.Rank - 1, new int[shape[-1]]);
    }

    private NeuronAxis Of(int value) => _axes[value] ??= Fixed(value);

    /// <summary>A value's labels along its last axis; if its neurons lie along another one, they stay.</summary>
    private int[] Last(int value)
    {
        var (axis, rank) = (Of(value), ShapeOf(value).Rank);
        if (axis.Axis == rank - 1) return axis.Labels;
        _labels.Keep(axis.Labels);
        return new int[ShapeOf(value)[-1]];
    }

    /// <summary>Numbers along an axis of a parameter or buffer, or the one axis of a value computed of such, are these neurons'.</summary>
    private void Belongs(int value, int axis, int[] labels)
    {
        if (!IsStored(value))
        {
            _labels.Join(Last(value), labels);
            return;
        }
        if (!_stored.TryGetValue(value, out var axes)) _stored[value] = axes = [];
        if (axes.TryGetValue(axis, out var others)) _labels.Join(others, labels);
        else axes[axis] = labels;
    }

    private void Give(NetworkNode node, int[] labels, int result = 0) =>
        _axes[node.Outputs[result]] = new NeuronAxis(ShapeOf(node.Outputs[result]).Rank - 1, labels);

    private void Follow(NetworkNode node)
    {
        Action follow = node.Op switch
        {
            Convolve or Connect => () => FollowMatrix(node),
            ConvolveDepthwise => () => FollowDepthwise(node),
            AddBias or ScaleShift => () => FollowChannels(node),
            Moments or PoolAverage or PoolMaximum => () => Give(node, Last(node.Inputs[0])),
            FinishBatchNorm => () => FollowNorm(node),
            FoldBatchNorm => () => FollowFoldedNorm(node),
            Clamp or Apply or Leak or Dropout or Binarize => () => _axes[node.Output] = Of(node.Inputs[0]),
            Average o => () => FollowAverage(node, o),
            Normalise => () => _labels.Keep(Of(node.Inputs[0]).Labels),
            Combine => () => FollowCombine(node),
            Concatenate o => () => FollowConcatenate(node, o.Axis),
            Rearrange o => () => _axes[node.Output] = Rearranged(node, o.Op),
            LstmSequence => () => FollowCell(node, gates: 4, biases: 4),
            GruSequence => () => FollowCell(node, gates: 3, biases: 3),
            FastGrnnSequence => () => FollowCell(node, gates: 1, biases: 2),
            QuantizeActivation or Extremes or MoveRange or QuantizeWeights or QuantizeWithSteps => () => throw new MoteException(
                "MOTE0613", $"{_network.Name}: {node.Name}", "neurons cannot be cut from a network that rounds.",
                "Cut the float network, then round it."),
            ConvolveInputGradient or ConvolveWeightGradient or DepthwiseInputGradient or DepthwiseWeightGradient or ConnectInputGradient
                or ConnectWeightGradient or SumRows or SumToShape or ClampGradient or ApplyGradient or LeakGradient or PoolAverageGradient
                or PoolMaximumGradient or AverageGradient or NormaliseGradient or RearrangeGradient or ConcatenateGradient
                or ScaleShiftSums or FinishBatchNormGradient or BatchNormInputGradient or ScaleShiftInputGradient
                or QuantizeActivationGradient or BinarizeGradient or QuantizeWithStepsGradient or LstmGradient or GruGradient
                or FastGrnnGradient
                or LossGradient => () => throw new InvalidOperationException($"{node.Name}: gradients have no neurons"),
        };
        follow();
    }

    private void FollowMatrix(NetworkNode node)
    {
        var weights = node.Inputs[Convolve.Weights];
        Belongs(weights, ShapeOf(weights).Rank - 1, Last(node.Inputs[0]));
        Give(node, _labels.New(ShapeOf(node.Output)[-1]));
        Belongs(weights, 0, Of(node.Output).Labels);
    }

    /// <summary>A channel has as many filters as the multiplier says.</summary>
    private void FollowDepthwise(NetworkNode node)
    {
        var (channels, filters) = (Last(node.Inputs[0]), ShapeOf(node.Output)[-1]);
        Give(node, [.. Enumerable.Range(0, filters).Select(o => channels[o / (filters / channels.Length)])]);
        Belongs(node.Inputs[ConvolveDepthwise.Weights], 3, Of(node.Output).Labels);
    }

    /// <summary>Something that is there once for each channel.</summary>
    private void FollowChannels(NetworkNode node)
    {
        Give(node, Last(node.Inputs[0]));
        foreach (var whole in node.Inputs.Skip(1)) Belongs(whole, 0, Of(node.Output).Labels);
    }

    private void FollowNorm(NetworkNode node)
    {
        var labels = Last(node.Inputs[FinishBatchNorm.Sums]);
        foreach (var stored in node.Inputs.Skip(1)) Belongs(stored, 0, labels);
        for (var i = 0; i < node.Outputs.Count; i++) Give(node, labels, i);
    }

    private void FollowFoldedNorm(NetworkNode node)
    {
        var labels = _labels.New(ShapeOf(node.Inputs[0])[0]);
        foreach (var stored in node.Inputs) Belongs(stored, 0, labels);
        for (var i = 0; i < node.Outputs.Count; i++) Give(node, labels, i);
    }

    private void FollowAverage(NetworkNode node, Average average)
    {
        var x = Of(node.Inputs[0]);
        if (average.Axes.Contains(x.Axis)) _labels.Keep(x.Labels);
        else _axes[node.Output] = x with { Axis = average.KeepDims ? x.Axis : x.Axis - average.Axes.Count(a => a < x.Axis) };
    }

    /// <summary>Shapes are aligned at their ends. An operand of one element along the axis is everyone's.</summary>
    private void FollowCombine(NetworkNode node)
    {
        var rank = ShapeOf(node.Output).Rank;
        var computed = node.Inputs.Where(i => !IsStored(i) && ShapeOf(i).Elements > 1).ToArray();
        if (computed.Length == 0) return;
        var lead = computed.MaxBy(i => Of(i).Labels.Length);
        var fromEnd = ShapeOf(lead).Rank - Of(lead).Axis;
        var labels = Of(lead).Labels;
        foreach (var operand in node.Inputs.Where(i => i != lead))
        {
            var axis = ShapeOf(operand).Rank - fromEnd;
            var size = axis >= 0 ? ShapeOf(operand)[axis] : 1;
            if (IsStored(operand))
            {
                if (size > 1) Belongs(operand, axis, labels);
            }
            else if (Of(operand).Axis == axis && size == labels.Length) _labels.Join(labels, Of(operand).Labels);
            else if (ShapeOf(operand).Elements > 1)
            {
                _labels.Keep(Of(operand).Labels);
                if (size > 1) _labels.Keep(labels);
            }
        }
        _axes[node.Output] = new NeuronAxis(rank - fromEnd, labels);
    }

    private void FollowConcatenate(NetworkNode node, int axis)
    {
        var operands = node.Inputs.Select(Of).ToArray();
        if (operands.All(o => o.Axis == axis)) _axes[node.Output] = new NeuronAxis(axis, [.. operands.SelectMany(o => o.Labels)]);
        else if (operands.All(o => o.Axis == operands[0].Axis))
        {
            foreach (var other in operands.Skip(1)) _labels.Join(operands[0].Labels, other.Labels);
            _axes[node.Output] = operands[0];
        }
        else
        {
            foreach (var operand in operands) _labels.Keep(operand.Labels);
        }
    }

    /// <summary>A cell's states; matrices of its gates are stacked, and so are some of its biases.</summary>
    private void FollowCell(NetworkNode node, int gates, int biases)
    {
        var states = _labels.New(ShapeOf(node.Output)[-1]);
        var stacked = Repeated(gates);
        Belongs(node.Inputs[LstmSequence.Weights], 1, Last(node.Inputs[0]));
        Belongs(node.Inputs[LstmSequence.Weights], 0, stacked);
        Belongs(node.Inputs[LstmSequence.Recurrent], 0, stacked);
        Belongs(node.Inputs[LstmSequence.Recurrent], 1, states);
        Belongs(node.Inputs[LstmSequence.Bias], 0, Repeated(biases));
        if (node.Op is GruSequence) Belongs(node.Inputs[GruSequence.RecurrentBias], 0, states);
        Give(node, states);

        int[] Repeated(int times) => [.. Enumerable.Range(0, times).SelectMany(_ => states)];
    }

    /// <summary>Where the operator takes each element of its operand is asked of the reference kernels, with labels for reals.</summary>
    private NeuronAxis? Rearranged(NetworkNode node, Op op)
    {
        var (x, shape) = (Of(node.Inputs[0]), ShapeOf(node.Inputs[0]));
        var stride = shape.Strides()[x.Axis];
        var labels = new float[shape.Elements];
        // Zero is what the operator pads with.
        for (var i = 0; i < labels.Length; i++) labels[i] = 1 + x.Labels[i / stride % x.Labels.Length];
        var alone = new GraphBuilder(node.Name);
        var operand = alone.Constant("x", Tensor.From<float>(new TensorType(ElementType.Float32, shape), labels));
        var graph = alone.Build([alone.Add(op, [operand], null, node.Name, Origin.Of(node.Name))]);
        var type = graph.Type(graph.Outputs[0]);
        var moved = Tensor.FromBytes(type, new Interpreter(graph).Run([])).Span<float>();
        // Only these can be made again for fewer neurons.
        if (op is Reshape or Transpose or Pad || (op is StridedSlice s && s.Strides[x.Axis] == 1))
            for (var axis = type.Shape.Rank - 1; axis >= 0; axis--)
                if (Along(moved, type.Shape, axis) is { } along && (op is Reshape || along.Length == x.Labels.Length))
                    return new NeuronAxis(axis, along);
        _labels.Keep(x.Labels);
        return null;
    }

    /// <summary>The labels along an axis, if they depend on nothing else; what is padding everywhere stays.</summary>
    private static int[]? Along(ReadOnlySpan<float> labels, Shape shape, int axis)
    {
        var (stride, found) = (shape.Strides()[axis], new int[shape[axis]]);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 0) continue;
            ref var at = ref found[i / stride % found.Length];
            if (at != 0 && at != (int)labels[i]) return null;
            at = (int)labels[i];
        }
        return [.. found.Select(l => Math.Max(0, l - 1))];
    }
}
