using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>
/// Cells with weights and a memory: per-tensor symmetric weights, memories of 16 bits but for an int8 LSTM's hidden state.
/// </summary>
internal sealed partial class GraphQuantization
{
    private LayerPlan Recurrent(Node node, NumberFormat format) => node.Op is Lstm ? PlanLstm(node, format)
        : node.Op is Svdf svdf ? PlanSvdf(node, svdf)
        : node.Op is Gru gru ? PlanGated(node, format, Gru.Hidden, (reals, x, h, scale) => GatedQuantization.Gru(gru, reals, x, h, scale))
        : PlanGated(node, format, FastGrnn.Hidden, GatedQuantization.FastGrnn);

    private LayerPlan PlanLstm(Node node, NumberFormat format)
    {
        var element = Element(format);
        var x = _values.Type(node.Inputs[Lstm.Input], element);
        var hidden = _values.Type(node.Inputs[Lstm.Hidden], element);
        var cell = _values.Type(node.Inputs[Lstm.Cell], ElementType.Int16);
        var operands = new PlannedOperand[node.Inputs.Count];
        operands[Lstm.Input] = new PlannedOperand.Stored(node.Inputs[Lstm.Input], x);
        operands[Lstm.Hidden] = new PlannedOperand.Stored(node.Inputs[Lstm.Hidden], hidden);
        operands[Lstm.Cell] = new PlannedOperand.Stored(node.Inputs[Lstm.Cell], cell);
        foreach (var gate in Enum.GetValues<LstmGate>())
        {
            var (w, r, b) = (Lstm.Weights + (int)gate, Lstm.Recurrent + (int)gate, Lstm.Bias + (int)gate);
            var weights = MatrixOf(node, w);
            operands[w] = Made(node, w, weights);
            operands[r] = Made(node, r, MatrixOf(node, r));
            operands[b] = Made(node, b, GatedQuantization.Bias(Constant(node, b), x, weights.Type));
        }
        return new LayerPlan(node.Op, [.. operands], [hidden.Quantization, hidden.Quantization, cell.Quantization]);
    }

    private LayerPlan PlanSvdf(Node node, Svdf op)
    {
        if (op.Activation is Nonlinearity.Tanh or Nonlinearity.SignBit)
            throw new MoteException("MOTE0201", node.Origin.ToString(), "integers are only clamped.");
        var x = _values.Type(node.Inputs[Svdf.Input], ElementType.Int8);
        var state = _values.Type(node.Inputs[Svdf.State], ElementType.Int16);
        var time = Constant(node, Svdf.TimeWeights);
        var reals = node.Inputs[Svdf.Bias].IsNone ? null : Constant(node, Svdf.Bias);
        var times = QuantizedWeights.StoreInt16(time, time.Type.Shape[1] * op.Rank, reals is null ? [] : reals.Span<float>(), state);
        // Sums have 32 bits, whatever the state has.
        var bias = reals is null ? null : QuantizedWeights.Bias(reals, state with { Element = ElementType.Int8 }, times.Type);
        return new LayerPlan(op,
        [
            new PlannedOperand.Stored(node.Inputs[Svdf.Input], x),
            Made(node, Svdf.FeatureWeights, MatrixOf(node, Svdf.FeatureWeights)),
            Made(node, Svdf.TimeWeights, times),
            bias is null ? new PlannedOperand.Absent() : Made(node, Svdf.Bias, bias),
            new PlannedOperand.Stored(node.Inputs[Svdf.State], state),
        ], [_scales.Of(node.Output, ElementType.Int8), state.Quantization]);
    }

    private LayerPlan PlanGated(
        Node node, NumberFormat format, int hiddenOperand,
        Func<IReadOnlyList<Tensor?>, TensorType, TensorType, Func<int, float?>, Tensor?[]> quantize)
    {
        var element = Element(format);
        var x = _values.Type(node.Inputs[0], element);
        // 16 bits cost little in a state, and pay where a cell remembers for long.
        var hidden = _values.Type(node.Inputs[hiddenOperand], ElementType.Int16);
        Tensor?[] reals = [.. Enumerable.Range(1, hiddenOperand - 1).Select(i => node.Inputs[i].IsNone ? null : Constant(node, i))];
        var integers = quantize(reals, x, hidden, o => LearnedScale(node.Inputs[o]));
        var operands = new PlannedOperand[node.Inputs.Count];
        operands[0] = new PlannedOperand.Stored(node.Inputs[0], x);
        operands[hiddenOperand] = new PlannedOperand.Stored(node.Inputs[hiddenOperand], hidden);
        for (var i = 0; i < integers.Length; i++)
            operands[i + 1] = integers[i] is { } made ? Made(node, i + 1, made) : new PlannedOperand.Absent();
        var y = element == ElementType.Int16 ? (Quantization.PerTensor)hidden.Quantization! : _scales.Of(node.Output, element);
        return new LayerPlan(node.Op, [.. operands], [y, hidden.Quantization]);
    }

    private PlannedOperand.Made Made(Node node, int operand, Tensor data) => new(_source[node.Inputs[operand]].Name, data);

    /// <summary>Integer weights stay as they are.</summary>
    private Tensor MatrixOf(Node node, int operand)
    {
        var data = Data(node, operand);
        if (!data.Type.IsFloat) return data;
        return GatedQuantization.Weights(data, LearnedScale(node.Inputs[operand]));
    }

    /// <summary>The one scale that training has chosen for a matrix; null if it has not.</summary>
    private float? LearnedScale(ValueId id) => !_ranges.WeightScales.TryGetValue(id, out var exact) ? null
        : exact.Count == 1 ? exact[0]
        : throw new MoteException("MOTE0703", _source[id].Name, $"it is given {exact.Count} scales; a cell's matrix has one.");

    private Tensor Constant(Node node, int operand) => Data(node, operand) is { Type.IsFloat: true } data ? data
        : throw new MoteException("MOTE0201", node.Origin.ToString(), $"operand {operand} is not of reals.");

    private Tensor Data(Node node, int operand) => _source[node.Inputs[operand]].Data
        ?? throw new MoteException("MOTE0201", node.Origin.ToString(), $"operand {operand} is not constant.");
}
