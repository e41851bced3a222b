using Mote.Core.Ops;
using Mote.Training.Networks;

namespace Mote.Training.Gradients;

internal sealed partial class GradientRules
{
    /// <summary>Gives a node's operands their gradients.</summary>
    /// <param name="node">Of the network as it was given, so no gradient itself.</param>
    /// <param name="dy">The gradient of its first result.</param>
    public void Follow(NetworkNode node, int dy)
    {
        var (x, y) = (node.Inputs, node.Output);
        Action follow = node.Op switch
        {
            Convolve o => () =>
            {
                Give(x[0], new ConvolveInputGradient(o.Steps, o.Padding), dy, x[1]);
                Give(x[1], new ConvolveWeightGradient(o.Steps, o.Padding), x[0], dy);
            },
            ConvolveDepthwise o => () =>
            {
                Give(x[0], new DepthwiseInputGradient(o.Steps, o.Padding), dy, x[1]);
                Give(x[1], new DepthwiseWeightGradient(o.Steps, o.Padding), x[0], dy);
            },
            Connect => () => FollowConnect(x[0], x[1], dy),
            AddBias => () =>
            {
                Contribute(x[0], dy);
                Give(x[1], new SumRows(), dy);
            },
            Clamp o => () => Give(x[0], new ClampGradient(o.Activation), dy, y),
            Apply o => () => Give(x[0], new ApplyGradient(o.Kind), dy, x[0], y),
            Leak o => () => Give(x[0], new LeakGradient(o.Alpha), dy, x[0]),
            Combine o => () => FollowCombine(o.Kind, x[0], x[1], dy),
            PoolAverage o => () => Give(x[0], new PoolAverageGradient(o.KernelY, o.KernelX, o.Steps, o.Padding), dy),
            PoolMaximum o => () => Give(x[0], new PoolMaximumGradient(o.KernelY, o.KernelX, o.Steps, o.Padding), dy, x[0]),
            Average o => () => Give(x[0], new AverageGradient(o.Axes), dy),
            Normalise o => () => Give(x[0], new NormaliseGradient(o.Beta), dy, y),
            Rearrange o => () => Give(x[0], new RearrangeGradient(o.Op), dy),
            Concatenate o => () => FollowConcatenate(o.Axis, x.AsSpan().ToArray(), dy),
            // The same elements are dropped, and the same factor applies.
            Dropout o => () => Give(x[0], o, dy),
            ScaleShift o => () => FollowScaleShift(o, node, dy),
            QuantizeActivation o => () => Give(x[0], new QuantizeActivationGradient(o.Bits), dy, x[0], x[1]),
            Binarize => () => Give(x[0], new BinarizeGradient(), dy, x[0]),
            // No weight lies outside the range, which its largest one spans.
            QuantizeWeights => () => Contribute(x[0], dy),
            QuantizeWithSteps o => () => FollowSteps(o, x[0], x[1], dy),
            LstmSequence o => () => FollowLstm(o, node, dy),
            GruSequence o => () => FollowGru(o, node, dy),
            FastGrnnSequence o => () => FollowFastGrnn(o, node, dy),
            Moments or FinishBatchNorm or FoldBatchNorm or Extremes or MoveRange => () => throw Constant(node),
            ConvolveInputGradient or ConvolveWeightGradient or DepthwiseInputGradient or DepthwiseWeightGradient or ConnectInputGradient
                or ConnectWeightGradient or SumRows or SumToShape or ClampGradient or ApplyGradient or LeakGradient
                or PoolAverageGradient or PoolMaximumGradient or AverageGradient or NormaliseGradient or RearrangeGradient
                or ConcatenateGradient or ScaleShiftSums or FinishBatchNormGradient or BatchNormInputGradient
                or ScaleShiftInputGradient or QuantizeActivationGradient or BinarizeGradient or QuantizeWithStepsGradient
                or LstmGradient or GruGradient or FastGrnnGradient or LossGradient or RoundTo or Accumulated => () => throw Constant(node),
        };
        follow();
    }

    /// <summary>Only <see cref="FollowScaleShift"/> sees through statistics; gradients have no gradients.</summary>
    private static InvalidOperationException Constant(NetworkNode node) => new($"{node.Name}: {node.Op.GetType().Name} has no gradient");

    private void FollowConnect(int x, int weights, int dy)
    {
        Give(x, new ConnectInputGradient(), dy, weights);
        Give(weights, new ConnectWeightGradient(), x, dy);
    }

    private void FollowCombine(CombineKind kind, int a, int b, int dy)
    {
        if (wanted.Contains(a)) Reduce(a, kind == CombineKind.Product ? TimesDy(b) : dy);
        if (wanted.Contains(b))
            Reduce(b, kind == CombineKind.Product ? TimesDy(a) : kind == CombineKind.Sum ? dy : Emit(new Apply(UnaryKind.Neg), [dy], dy));

        int TimesDy(int factor) => Emit(new Combine(CombineKind.Product), [dy, factor], dy);

        // What was broadcast gets the sum of what came of it.
        void Reduce(int operand, int gradient) => Contribute(operand, builder[operand] is var o && o.Shape == builder.Shape(gradient)
            && o.IsPerExample == builder[gradient].IsPerExample ? gradient : Emit(new SumToShape(), [gradient], operand));
    }

    private void FollowConcatenate(int axis, int[] operands, int dy)
    {
        var start = 0;
        foreach (var operand in operands)
        {
            Give(operand, new ConcatenateGradient(axis, start), dy);
            start += builder.Shape(operand)[axis];
        }
    }

    /// <summary>Through the batch's statistics, if scale and shift come of them: Ioffe and Szegedy (2015), section 3.</summary>
    private void FollowScaleShift(ScaleShift op, NetworkNode node, int dy)
    {
        var (x, scale, shift) = (node.Inputs[ScaleShift.Input], node.Inputs[ScaleShift.Scale], node.Inputs[ScaleShift.Shift]);
        if (builder.Definition(scale) is not { Op: FinishBatchNorm norm } statistics)
        {
            Give(x, new ScaleShiftInputGradient(op.Activation), dy, x, scale, shift);
            return;
        }
        var channels = builder.Shape(scale);
        var sums = EmitAll(new ScaleShiftSums(op.Activation), [dy, x, scale, shift, statistics.Outputs[FinishBatchNorm.Mean]],
            ([2, channels[0]], ValueKind.Whole))[0];
        var finished = EmitAll(new FinishBatchNormGradient(norm.RowsPerExample),
            [sums, scale, statistics.Outputs[FinishBatchNorm.Mean], statistics.Outputs[FinishBatchNorm.InverseDeviation]],
            (channels, ValueKind.Whole), (channels, ValueKind.Whole), ([2, channels[0]], ValueKind.Whole));
        Contribute(statistics.Inputs[FinishBatchNorm.Gamma], finished[0]);
        Contribute(statistics.Inputs[FinishBatchNorm.Beta], finished[1]);
        Give(x, new BatchNormInputGradient(op.Activation), dy, x, scale, shift, finished[2]);
    }

    private void FollowSteps(QuantizeWithSteps op, int weights, int steps, int dy)
    {
        var results = EmitAll(new QuantizeWithStepsGradient(op.Bits, op.Axis, op.Span), [dy, weights, steps],
            (builder.Shape(weights), ValueKind.Whole), (builder.Shape(steps), ValueKind.Whole));
        Contribute(weights, results[0]);
        Contribute(steps, results[1]);
    }

    /// <summary>A cell's states before they are rounded, and the ranges, which are its last operands.</summary>
    private static IEnumerable<int> Rounded(StateRounding? rounding, NetworkNode node, int ranges) =>
        rounding is null ? [] : [node.Outputs[^1], .. node.Inputs.Skip(ranges)];

    private void FollowLstm(LstmSequence op, NetworkNode node, int dy)
    {
        var (x, recurrent) = (node.Inputs, node.Inputs[LstmSequence.Recurrent]);
        var results = EmitAll(new LstmGradient(op.Rounding),
            [dy, recurrent, node.Outputs[0], node.Outputs[1], node.Outputs[2], .. Rounded(op.Rounding, node, LstmSequence.Range)],
            (builder.Shape(node.Outputs[1]), ValueKind.PerExample), (builder.Shape(recurrent), ValueKind.Whole));
        FollowConnect(x[LstmSequence.Input], x[LstmSequence.Weights], results[0]);
        Contribute(recurrent, results[1]);
        Give(x[LstmSequence.Bias], new SumRows(), results[0]);
    }

    private void FollowGru(GruSequence op, NetworkNode node, int dy)
    {
        var (x, recurrent, bias) = (node.Inputs, node.Inputs[GruSequence.Recurrent], node.Inputs[GruSequence.RecurrentBias]);
        var states = builder.Shape(recurrent)[1];
        var results = EmitAll(new GruGradient(op.Rounding),
            [dy, recurrent, node.Outputs[0], node.Outputs[1], .. Rounded(op.Rounding, node, GruSequence.Range)],
            (builder.Shape(dy).With(-1, 3 * states), ValueKind.PerExample), (builder.Shape(recurrent), ValueKind.Whole),
            (builder.Shape(bias), ValueKind.Whole));
        FollowConnect(x[GruSequence.Input], x[GruSequence.Weights], results[0]);
        Contribute(recurrent, results[1]);
        Contribute(bias, results[2]);
        Give(x[GruSequence.Bias], new SumRows(), results[0]);
    }

    private void FollowFastGrnn(FastGrnnSequence op, NetworkNode node, int dy)
    {
        var (x, recurrent, mix) = (node.Inputs, node.Inputs[FastGrnnSequence.Recurrent], node.Inputs[FastGrnnSequence.Mix]);
        var results = EmitAll(new FastGrnnGradient(op.Rounding),
            [dy, recurrent, node.Outputs[0], node.Outputs[1], mix, .. Rounded(op.Rounding, node, FastGrnnSequence.Range)],
            (builder.Shape(dy), ValueKind.PerExample), (builder.Shape(node.Outputs[1]), ValueKind.PerExample),
            (builder.Shape(recurrent), ValueKind.Whole), (builder.Shape(mix), ValueKind.Whole));
        FollowConnect(x[FastGrnnSequence.Input], x[FastGrnnSequence.Weights], results[0]);
        Give(x[FastGrnnSequence.Bias], new SumRows(), results[1]);
        Contribute(recurrent, results[2]);
        Contribute(mix, results[3]);
    }
}
