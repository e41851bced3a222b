using System.Collections.Immutable;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;

namespace Mote.Training.Networks;

/// <summary>Builds the graph of one network in its form for inference.</summary>
/// <param name="stored">Numbers of a parameter or a buffer, by name.</param>
internal sealed partial class GraphExporter(Network network, Func<string, float[]> stored, string name)
{
    private readonly GraphBuilder _builder = new(name);
    private readonly Dictionary<int, ValueId> _ids = [];
    private readonly Dictionary<int, float[]> _numbers = [];
    private readonly Dictionary<int, PendingLayer> _pending = [];
    private readonly Dictionary<int, WeightSteps> _roundedBy = [];
    private readonly int[] _reads = Reads(network);
    private readonly Dictionary<ValueId, ActivationRange> _ranges = [];
    private readonly Dictionary<ValueId, WeightSteps> _steps = [];

    public ExportedModel Export()
    {
        foreach (var input in network.Inputs) _ids[input.Id] = _builder.Input(input.Name, Float(input.Shape));
        foreach (var value in network.Parameters.Concat(network.Buffers)) _numbers[value.Id] = stored(value.Name);
        foreach (var node in network.Nodes)
        {
            if (node.Inputs.All(_numbers.ContainsKey)) Compute(node);
            else Emit(node);
        }
        var outputs = network.Outputs.Select(Id).ToArray();
        return new ExportedModel(_builder.Build(outputs), _ranges.ToImmutableDictionary(), _steps.ToImmutableDictionary());
    }

    private static int[] Reads(Network network)
    {
        var reads = new int[network.Values.Length];
        foreach (var value in network.Nodes.SelectMany(n => n.Inputs).Concat(network.Outputs)) reads[value]++;
        return reads;
    }

    private static TensorType Float(Shape shape) => new(ElementType.Float32, shape);

    private Shape ShapeOf(int value) => network.Values[value].Shape;

    /// <summary>A node that no input changes.</summary>
    private void Compute(NetworkNode node)
    {
        var x = node.Inputs;
        if (node.Op is FoldBatchNorm norm) FoldNorm(norm, node);
        else if (node.Op is QuantizeWeights o) Round(node, o.Axis, o.Bits, o.Span, StepsOf(_numbers[x[0]], ShapeOf(x[0]), o));
        else if (node.Op is QuantizeWithSteps learned) Round(node, learned.Axis, learned.Bits, learned.Span, _numbers[x[1]]);
        else if (node.Op is QuantizeActivation) _numbers[node.Output] = _numbers[x[0]];
        else _numbers[node.Output] = Folded(node);
    }

    private void FoldNorm(FoldBatchNorm norm, NetworkNode node)
    {
        var (gamma, beta) = (_numbers[node.Inputs[0]], _numbers[node.Inputs[1]]);
        var (mean, variance) = (_numbers[node.Inputs[2]], _numbers[node.Inputs[3]]);
        var scale = gamma.Select((g, c) => g / Math.Sqrt((double)variance[c] + norm.Epsilon)).ToArray();
        _numbers[node.Outputs[0]] = [.. scale.Select(s => (float)s)];
        _numbers[node.Outputs[1]] = [.. scale.Select((s, c) => (float)(beta[c] - mean[c] * s))];
    }

    private void Round(NetworkNode node, int axis, int bits, int span, float[] steps)
    {
        var numbers = _numbers[node.Inputs[0]];
        // Eight bits are what the quantizer rounds to. Of fewer it knows nothing: it is given the points of their grids.
        if (bits < 8)
        {
            var (shape, rounded) = (ShapeOf(node.Inputs[0]), new float[numbers.Length]);
            if (bits == 1) FakeQuantization.Signs<float>(numbers, steps, shape.Strides()[axis] * span, rounded);
            else FakeQuantization.Forward<float>(numbers, steps, shape.Strides()[axis] * span, (1 << (bits - 1)) - 1, rounded);
            numbers = rounded;
        }
        _numbers[node.Output] = numbers;
        _roundedBy[node.Output] = new WeightSteps([.. steps], axis, bits);
    }

    private static float[] StepsOf(float[] weights, Shape shape, QuantizeWeights op)
    {
        var (step, largest) = (shape.Strides()[op.Axis] * op.Span, new float[shape[op.Axis] / op.Span]);
        if (op.Bits == 1)
        {
            FakeQuantization.MeanMagnitudes<float>(weights, step, largest);
            return largest;
        }
        for (var i = 0; i < weights.Length; i++)
            largest[i / step % largest.Length] = MathF.Max(largest[i / step % largest.Length], MathF.Abs(weights[i]));
        return [.. largest.Select(l => QuantizationGrid.Symmetric(l, (1 << (op.Bits - 1)) - 1).Scale)];
    }

    /// <summary>The graph's own reference kernels, asked for this node alone.</summary>
    private float[] Folded(NetworkNode node)
    {
        var alone = new GraphBuilder(node.Name);
        var operands = node.Inputs.Select(i => alone.Constant($"x{i}", Tensor.From<float>(Float(ShapeOf(i)), _numbers[i]))).ToArray();
        var op = Forward(node, ShapeOf(node.Inputs[0]).Rank)(Activation.None);
        // Convolutions and dense layers of the graph have a place for a bias.
        ReadOnlySpan<ValueId> all = node.Op is Convolve or ConvolveDepthwise or Connect ? [.. operands, ValueId.None] : operands;
        var graph = alone.Build([alone.Add(op, all, null, node.Name, Origin.Of(node.Name))]);
        return Tensor.FromBytes(graph.Type(graph.Outputs[0]), new Interpreter(graph).Run([])).Span<float>().ToArray();
    }

    private void Emit(NetworkNode node)
    {
        var x = node.Inputs;
        if (node.Op is QuantizeActivation rounding)
        {
            // What is rounded must be there: a clamp behind it must not slip in front of it.
            var range = _numbers[x[QuantizeActivation.Range]];
            _ids[node.Output] = Id(x[QuantizeActivation.Input]);
            _ranges[_ids[node.Output]] = new ActivationRange(range[0], range[1], rounding.Bits);
        }
        else if (node.Op is Clamp { Activation: Activation.None }) _ids[node.Output] = Id(x[0]);
        else if (node.Op is Binarize) _ids[node.Output] = EmitSigns(node);
        else if (node.Op is LstmSequence or GruSequence or FastGrnnSequence) _ids[node.Output] = EmitSequence(node);
        else _pending[node.Output] = Merged(node) ?? Apart(node);
    }

    /// <summary>As part of the layer before it.</summary>
    private PendingLayer? Merged(NetworkNode node)
    {
        var x = node.Inputs[0];
        if (!_pending.TryGetValue(x, out var before) || _reads[x] != 1) return null;
        var merged = node.Op is AddBias ? before.Scaled(null, _numbers[node.Inputs[AddBias.Bias]], node.Name)
            : node.Op is ScaleShift s ? before.Scaled(_numbers[node.Inputs[ScaleShift.Scale]], _numbers[node.Inputs[ScaleShift.Shift]],
                node.Name)?.Clamped(s.Activation, node.Name)
            : node.Op is Clamp c && before.Op(c.Activation) != before.Op(Activation.None) ? before.Clamped(c.Activation, node.Name)
            : null;
        if (merged is not null) _pending.Remove(x);
        return merged;
    }

    private PendingLayer Apart(NetworkNode node)
    {
        if (node.Op is ScaleShift scale)
        {
            var (origin, factors) = (Origin.Of(node.Name), Id(node.Inputs[ScaleShift.Scale]));
            var product = _builder.Add(new Mul(), [Id(node.Inputs[0]), factors], null, $"{node.Name}.scaled", origin);
            return new PendingLayer(a => new Add(a), [product, Id(node.Inputs[ScaleShift.Shift])], null, origin, scale.Activation);
        }
        var axis = node.Op is Convolve or Connect ? 0 : node.Op is ConvolveDepthwise ? 3 : -1;
        var weights = axis >= 0 ? node.Inputs[Convolve.Weights] : -1;
        var known = axis >= 0 && _numbers.TryGetValue(weights, out var numbers)
            ? new LayerWeights(weights, numbers, ShapeOf(weights), axis, null, _roundedBy.GetValueOrDefault(weights)) : null;
        ImmutableArray<ValueId> operands = known is not null ? [Id(node.Inputs[0])]
            : axis >= 0 ? [.. node.Inputs.Select(Id), ValueId.None] : [.. node.Inputs.Select(Id)];
        return new PendingLayer(Forward(node, ShapeOf(node.Inputs[0]).Rank), operands, known, Origin.Of(node.Name));
    }

    /// <summary>The value in the graph; what was waiting for it is emitted.</summary>
    private ValueId Id(int value)
    {
        if (_ids.TryGetValue(value, out var id)) return id;
        var (called, shape) = (network.Values[value].Name, ShapeOf(value));
        return _ids[value] = _pending.Remove(value, out var layer) ? Materialise(layer, called)
            : Constant(called, _numbers[value], shape, _roundedBy.GetValueOrDefault(value));
    }

    private ValueId Materialise(PendingLayer layer, string called)
    {
        var operands = layer.Operands.ToList();
        if (layer.Matrix is { } matrix)
        {
            var first = layer.Origin.Layers[0];
            operands.Add(matrix.Source >= 0 ? Id(matrix.Source) : Constant($"{first}.weights", matrix.Weights, matrix.Shape, matrix.Steps));
            operands.Add(matrix.Bias is { } bias ? Constant($"{first}.bias", bias, [bias.Length], null) : ValueId.None);
        }
        return _builder.Add(layer.Op(layer.Activation), operands.ToArray(), null, called, layer.Origin);
    }

    private ValueId Constant(string called, float[] numbers, Shape shape, WeightSteps? steps)
    {
        var id = _builder.Constant(called, Tensor.From<float>(Float(shape), numbers));
        if (steps is not null) _steps[id] = steps;
        return id;
    }
}
