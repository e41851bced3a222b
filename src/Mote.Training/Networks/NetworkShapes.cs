using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Results = System.Collections.Generic.IReadOnlyList<(Mote.Core.Types.Shape Shape, Mote.Training.Networks.ValueKind Kind)>;

namespace Mote.Training.Networks;

/// <summary>
/// Shapes of what operators of a network give. Where the graph has the same operator, its rules are asked. Gradients have the shapes of
/// what they are gradients of, so that their makers say them.
/// </summary>
internal static class NetworkShapes
{
    /// <exception cref="MoteException">MOTE0601, MOTE0201: the operator does not take these operands.</exception>
    public static Results Infer(TrainingOp op, NetworkValue[] x, string name) => op switch
    {
        Convolve o => One(Ask(new Conv2D(o.Steps, o.Padding), x, name)),
        ConvolveDepthwise o => One(Ask(new DepthwiseConv2D(o.Steps, o.Padding), x, name)),
        Connect => One(Ask(new FullyConnected(KeepDims: true), x, name)),
        AddBias => One(Same(x, x[1].Shape == [x[0].Shape[-1]], name)),
        Clamp or Apply or Leak or Normalise or Dropout or QuantizeActivation or Binarize => [(x[0].Shape, Computed(x))],
        Combine => [(Ask(new Core.Ops.Add(), x, name), Computed(x))],
        PoolAverage o => One(Ask(new AveragePool2D(o.KernelY, o.KernelX, o.Steps, o.Padding), x, name)),
        PoolMaximum o => One(Ask(new MaxPool2D(o.KernelY, o.KernelX, o.Steps, o.Padding), x, name)),
        Average o => One(Ask(new Mean(o.Axes, o.KeepDims), x, name)),
        Rearrange o => One(Ask(o.Op, x, name)),
        Concatenate o => One(Ask(new Concatenation(o.Axis), x, name)),
        Moments => [([2, x[0].Shape[-1]], ValueKind.Whole)],
        FinishBatchNorm => [.. Enumerable.Repeat((x[1].Shape, ValueKind.Whole), 6)],
        FoldBatchNorm => [(x[0].Shape, ValueKind.Whole), (x[0].Shape, ValueKind.Whole)],
        ScaleShift => One(Same(x, x[1].Shape == [x[0].Shape[-1]] && x[2].Shape == x[1].Shape, name)),
        Extremes => [([2], ValueKind.Whole)],
        MoveRange => [([2], ValueKind.Whole)],
        QuantizeWeights or QuantizeWithSteps => [(x[0].Shape, ValueKind.Whole)],
        LstmSequence o => Sequence(x, 4, o.Rounding is null ? [4, 1] : [4, 1, 1], name),
        GruSequence o => Sequence(x, 3, o.Rounding is null ? [4] : [4, 1], name),
        FastGrnnSequence o => Sequence(x, 1, o.Rounding is null ? [2] : [2, 1], name),
        RoundTo => [(x[0].Shape, Computed(x))],
        Accumulated o => Infer(o.Op, x, name),
        ConvolveInputGradient or ConvolveWeightGradient or DepthwiseInputGradient or DepthwiseWeightGradient or ConnectInputGradient
            or ConnectWeightGradient or SumRows or SumToShape or ClampGradient or ApplyGradient or LeakGradient or PoolAverageGradient
            or PoolMaximumGradient or AverageGradient or NormaliseGradient or RearrangeGradient or ConcatenateGradient or ScaleShiftSums
            or FinishBatchNormGradient or BatchNormInputGradient or ScaleShiftInputGradient or QuantizeActivationGradient
            or BinarizeGradient or QuantizeWithStepsGradient or LstmGradient or GruGradient or FastGrnnGradient or LossGradient =>
            throw new InvalidOperationException($"{name}: the shape of a gradient is not inferred"),
    };

    private static ValueKind Computed(NetworkValue[] x) => x.Any(v => v.IsPerExample) ? ValueKind.PerExample : ValueKind.Whole;

    private static Results One(Shape shape) => [(shape, ValueKind.PerExample)];

    private static Shape Ask(Op op, NetworkValue[] x, string name)
    {
        var types = x.Select(v => (TensorType?)new TensorType(ElementType.Float32, v.Shape)).ToArray();
        // A bias is none of a network's convolutions', but the graph's rules want to be told so.
        if (op is Conv2D or DepthwiseConv2D or FullyConnected) types = [.. types, null];
        return TypeInference.Infer(op, types, new Quantization?[1], Origin.Of(name))[0].Shape;
    }

    private static Shape Same(NetworkValue[] x, bool fits, string name) => fits ? x[0].Shape
        : throw new MoteException(
            "MOTE0601", name, $"{string.Join(", ", x.Skip(1).Select(v => v.Shape))} do not fit the channels of {x[0].Shape}.");

    /// <summary>A recurrent cell's result, and what its gradient needs, in multiples of the number of states.</summary>
    private static Results Sequence(NetworkValue[] x, int gates, int[] kept, string name)
    {
        var (input, weights, recurrent) = (x[0].Shape, x[1].Shape, x[2].Shape);
        if (input.Rank != 3 || recurrent.Rank != 2 || recurrent[0] != gates * recurrent[1] || weights != [recurrent[0], input[2]])
            throw new MoteException("MOTE0601", name, $"inputs {input}, weights {weights} and recurrent weights {recurrent} do not fit: "
                + $"[1,t,k], [{gates}s,k] and [{gates}s,s] are expected.");
        var states = recurrent[1];
        return [.. kept.Prepend(1).Select(m => (Core.Types.Shape.Create([1, input[1], m * states]), ValueKind.PerExample))];
    }
}
