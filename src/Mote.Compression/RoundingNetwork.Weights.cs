using System.Collections.Immutable;
using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Compression;

/// <summary>What is rounded beside activations: weights, and the states of recurrent cells.</summary>
public sealed partial class RoundingNetwork
{
    /// <param name="Axis">Along which scales differ.</param>
    /// <param name="Span">So many successive indices share one.</param>
    private readonly record struct WeightGrid(int Bits, int Axis, int Span);

    /// <summary>Operands that are weights: a scale an output channel, and one a matrix of a cell's gate, which always has int8.</summary>
    private IEnumerable<(int Operand, WeightGrid Grid)> Weights(NetworkNode node, RoundingOptions options)
    {
        if (node.Op is Convolve or Connect or ConvolveDepthwise)
        {
            var axis = node.Op is ConvolveDepthwise ? 3 : 0;
            var span = options.OneScale.Contains(node.Name) ? _network.Values[node.Inputs[Convolve.Weights]].Shape[axis] : 1;
            return [(Convolve.Weights, new(BitsOf(node, axis, options), axis, span))];
        }
        if (node.Op is not (LstmSequence or GruSequence or FastGrnnSequence)) return [];
        var grid = new WeightGrid(8, 0, _network.Values[node.Output].Shape[2]);
        return [(LstmSequence.Weights, grid), (LstmSequence.Recurrent, grid)];
    }

    private int BitsOf(NetworkNode node, int axis, RoundingOptions options)
    {
        if (options.LayerBits.TryGetValue(node.Name, out var bits)) return bits;
        var weights = _network.Values[node.Inputs[Convolve.Weights]];
        // What has been trained as signs stays so; and where a layer gives signs, its weights are doubled (SignLayers).
        return AreSigns(weights, axis) ? 1 : IsSigned(node.Output) ? Math.Min(options.WeightBits, 7) : options.WeightBits;
    }

    /// <summary>Whether each output channel has weights of one magnitude, and several.</summary>
    private static bool AreSigns(NetworkValue weights, int axis)
    {
        if (weights.Kind != ValueKind.Parameter && weights.Kind != ValueKind.Buffer) return false;
        var (inner, channels) = (weights.Shape.Strides()[axis], weights.Shape[axis]);
        var magnitudes = new float[channels];
        for (var i = 0; i < weights.Initial.Length; i++)
        {
            ref var magnitude = ref magnitudes[i / inner % channels];
            if (weights.Initial[i] == 0 || (magnitude != 0 && MathF.Abs(weights.Initial[i]) != magnitude)) return false;
            magnitude = MathF.Abs(weights.Initial[i]);
        }
        return weights.Initial.Length > channels;
    }

    private static int RoundedWeights(NetworkBuilder builder, int weights, WeightGrid grid, string name, bool learn)
    {
        var (value, called) = (builder[weights], $"{builder[weights].Name}.rounded");
        // Weights of frozen layers stay as they are, and so do their steps.
        if (!(learn || grid.Bits is 2 or 3) || grid.Bits == 1 || value.Kind != ValueKind.Parameter)
            return builder.Add(new QuantizeWeights(grid.Bits, grid.Axis, grid.Span), [weights], called);
        var first = FirstSteps(value, grid);
        var begin = builder.Buffer($"{value.Name}.first_steps", [first.Length], first);
        // Learned as a factor near 1: optimizers that take steps of one size for all parameters would overrun numbers as small as these.
        var factor = builder.Parameter($"{value.Name}.steps", [first.Length], [.. first.Select(_ => 1f)]);
        var steps = builder.Add(new Combine(CombineKind.Product), [begin, factor], $"{name}.steps");
        return builder.Add(new QuantizeWithSteps(grid.Bits, grid.Axis, grid.Span), [weights, steps], called);
    }

    /// <summary>
    /// Steps of the least squared error. The paper begins at 2·mean|w|/√max, made for few bits: with eight most integers would be unused.
    /// </summary>
    private static ImmutableArray<float> FirstSteps(NetworkValue weights, WeightGrid grid)
    {
        var shape = weights.Shape;
        var perTensor = grid.Span == shape[grid.Axis];
        if (grid.Span > 1 && !perTensor) shape = [shape[grid.Axis] / grid.Span, grid.Span * shape.Strides()[grid.Axis]];
        var reals = Tensor.From<float>(new TensorType(ElementType.Float32, shape), weights.Initial.AsSpan());
        return [.. QuantizedWeights.Scales(reals, grid.Axis, (1 << (grid.Bits - 1)) - 1, perTensor, leastError: true)];
    }

    /// <summary>A cell that rounds its states in each step as the integer graph's does, and its output.</summary>
    private static int Cell(
        NetworkBuilder builder, NetworkNode node, int[] inputs, ImmutableDictionary<int, (float Low, float High)> ranges,
        RoundingOptions options)
    {
        var (low, high) = ranges[node.Output];
        var range = builder.Buffer($"{node.Name}.{node.Output}.range", [2], [low, high]);
        // Hidden states have 16 bits but an LSTM's, which are those of its output.
        var rounding = new StateRounding(node.Op is LstmSequence ? options.ActivationBits : 16, options.ActivationBits);
        var outputs = node.Op is LstmSequence
            ? builder.AddAll(new LstmSequence(rounding), [.. inputs, range, CellRange(builder, node, ranges)], node.Name)
            : builder.AddAll(
                node.Op is GruSequence ? new GruSequence(rounding) : new FastGrnnSequence(rounding), [.. inputs, range], node.Name);
        Follow(builder, range, outputs[^1], $"{node.Name}.{node.Output}", options.Momentum);
        return builder.Add(new QuantizeActivation(options.ActivationBits), [outputs[0], range], $"{node.Name}.rounding");
    }

    /// <summary>Cells have steps of a power of two, which leaves them room: the range stays.</summary>
    private static int CellRange(NetworkBuilder builder, NetworkNode node, ImmutableDictionary<int, (float Low, float High)> ranges)
    {
        var (low, high) = ranges[node.Outputs[LstmSequence.Cells]];
        var most = short.MaxValue * ScaleGroups.CellStep(Math.Max(-low, high));
        return builder.Buffer($"{node.Name}.cells.range", [2], [-most, most]);
    }
}
