using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Training.Networks;

internal sealed partial class GraphExporter
{
    /// <summary>The graph's operator for a node, given the clamp that it ends with; those that take none ignore it.</summary>
    private static Func<Activation, Op> Forward(NetworkNode node, int rank) => node.Op switch
    {
        Convolve o => a => new Conv2D(o.Steps, o.Padding, a),
        ConvolveDepthwise o => a => new DepthwiseConv2D(o.Steps, o.Padding, a),
        Connect => a => new FullyConnected(a, KeepDims: rank != 2),
        AddBias => a => new Add(a),
        Clamp o => _ => new Relu(o.Activation),
        Apply o => _ => new Unary(o.Kind),
        Leak o => _ => new LeakyRelu(o.Alpha),
        Combine o => o.Kind switch
        {
            CombineKind.Sum => a => new Add(a),
            CombineKind.Difference => a => new Binary(BinaryKind.Sub, a),
            CombineKind.Product => a => new Mul(a),
        },
        PoolAverage o => a => new AveragePool2D(o.KernelY, o.KernelX, o.Steps, o.Padding, a),
        PoolMaximum o => a => new MaxPool2D(o.KernelY, o.KernelX, o.Steps, o.Padding, a),
        Average o => _ => new Mean(o.Axes, o.KeepDims),
        Normalise o => _ => new Softmax(o.Beta),
        Rearrange o => _ => o.Op,
        Concatenate o => _ => new Concatenation(o.Axis),
        Dropout or Moments or FinishBatchNorm or MoveRange => throw Unexpected(node, "has no place at inference"),
        Extremes => throw Unexpected(node, "is about a batch, and a graph is for one example"),
        ScaleShift or FoldBatchNorm or QuantizeActivation or QuantizeWeights or QuantizeWithSteps or LstmSequence or GruSequence
            or FastGrnnSequence or Binarize => throw Unexpected(node, "reads scales, steps or weights that depend on the input"),
        ConvolveInputGradient or ConvolveWeightGradient or DepthwiseInputGradient or DepthwiseWeightGradient or ConnectInputGradient
            or ConnectWeightGradient or SumRows or SumToShape or ClampGradient or ApplyGradient or LeakGradient or PoolAverageGradient
            or PoolMaximumGradient or AverageGradient or NormaliseGradient or RearrangeGradient or ConcatenateGradient or ScaleShiftSums
            or FinishBatchNormGradient or BatchNormInputGradient or ScaleShiftInputGradient or QuantizeActivationGradient
            or BinarizeGradient or QuantizeWithStepsGradient or LstmGradient or GruGradient or FastGrnnGradient or LossGradient
            or RoundTo or Accumulated =>
            throw Unexpected(node, "is part of training"),
    };

    private static InvalidOperationException Unexpected(NetworkNode node, string why) =>
        new($"{node.Name}: {node.Op.GetType().Name} {why}");

    /// <summary>1 where x >= 0, -1 elsewhere: <see cref="Core.Rules.Signs"/> knows these two operators again.</summary>
    private ValueId EmitSigns(NetworkNode node)
    {
        var origin = Origin.Of(node.Name);
        var isPlus = _builder.Add(new Compare(ComparisonKind.GreaterEqual), [Id(node.Inputs[0]), Number("zero", 0)], null,
            $"{node.Name}.is_plus", origin);
        return _builder.Add(new Select(), [isPlus, Number("plus", 1), Number("minus", -1)], null, network.Values[node.Output].Name, origin);

        ValueId Number(string what, float number) => Constant($"{node.Name}.{what}", [number], [1], null);
    }

    private ValueId EmitSequence(NetworkNode node)
    {
        var x = node.Inputs;
        var states = ShapeOf(node.Output)[2];
        var origin = Origin.Of(node.Name);
        var zeros = Zeros("zeros");
        if (node.Op is LstmSequence lstm)
        {
            var y = Add(new Lstm(), [Id(x[0]), .. Gates<LstmGate>(node, 1, "weights"), .. Gates<LstmGate>(node, 2, "recurrent"),
                .. Gates<LstmGate>(node, 3, "bias"), zeros, Zeros("zeros.cell")], 3);
            if (lstm.Rounding is not null && _numbers[x[LstmSequence.CellRange]] is var range)
                _ranges[y[LstmSequence.Cells]] = new ActivationRange(range[0], range[1], LstmSequence.CellBits);
            return y[0];
        }
        if (node.Op is GruSequence)
            return Add(new Gru(LinearBeforeReset: true), [Id(x[0]), .. Gates<GruGate>(node, 1, "weights"),
                .. Gates<GruGate>(node, 2, "recurrent"), .. Gates<GruGate>(node, 3, "bias"),
                Id(x[GruSequence.RecurrentBias]), zeros], 2)[0];
        var (mix, bias) = (_numbers[x[FastGrnnSequence.Mix]], _numbers[x[FastGrnnSequence.Bias]]);
        return Add(new FastGrnn(Logistic(mix[0]), Logistic(mix[1])), [Id(x[0]), Id(x[1]), Id(x[2]), ValueId.None,
            Constant($"{node.Name}.bias.update", bias[..states], [states], null),
            Constant($"{node.Name}.bias.candidate", bias[states..], [states], null), zeros], 2)[0];

        // Hidden states and cells are stored differently, and so are their beginnings.
        ValueId Zeros(string what) => Constant($"{node.Name}.{what}", new float[states], [1, states], null);

        ValueId[] Add(Op op, ReadOnlySpan<ValueId> operands, int results)
        {
            string[] names = [network.Values[node.Output].Name, $"{node.Name}.hidden", $"{node.Name}.cell"];
            return _builder.Add(op, operands, new Quantization?[results], names.AsSpan(0, results), origin);
        }
    }

    /// <summary>One operand a gate, of what the network keeps in one piece.</summary>
    private IEnumerable<ValueId> Gates<TGate>(NetworkNode node, int operand, string what)
        where TGate : struct, Enum
    {
        var value = node.Inputs[operand];
        var (numbers, shape, gates) = (_numbers[value], ShapeOf(value), Enum.GetNames<TGate>());
        var part = shape.With(0, shape[0] / gates.Length);
        var steps = _roundedBy.GetValueOrDefault(value);
        for (var gate = 0; gate < gates.Length; gate++)
        {
            var from = gate * part.Elements;
            // Steps along another axis than the gates' are the same for all of them.
            var each = steps is { Axis: 0 } ? steps.Steps.Length / gates.Length : 0;
            var own = each > 0 ? steps! with { Steps = [.. steps.Steps.Skip(gate * each).Take(each)] } : steps;
            yield return Constant($"{node.Name}.{what}.{gates[gate].ToLowerInvariant()}", numbers[from..(from + part.Elements)], part, own);
        }
    }

    private static float Logistic(float x) => (float)(1 / (1 + Math.Exp(-(double)x)));
}
