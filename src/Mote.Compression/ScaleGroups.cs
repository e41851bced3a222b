using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compression;

/// <summary>
/// Values of a float graph that share one scale once they are integers, because an operator moves or compares their elements as they
/// are stored (pools, concatenations, reshapes, ...), and the scale that they share. Where an operand's scale is prescribed and the
/// others' is not, it stays out and is rescaled on the way in.
/// </summary>
internal sealed class ScaleGroups
{
    private readonly Graph _graph;
    private readonly ActivationRanges _ranges;
    private readonly int[] _parent;
    private readonly Scale[] _scales;

    /// <summary>What is known of a group. A grid for one width is a range for the other.</summary>
    private struct Scale
    {
        public Quantization.PerTensor? Int8;
        public Quantization.PerTensor? Int16;
        public bool HasRange;
        public (float Low, float High) Narrow;
        public (float Low, float High) Wide;

        public readonly bool IsFixed => Int8 is not null || Int16 is not null;

        public readonly bool Fits(Scale other) =>
            (Int8 is null || other.Int8 is null || Int8 == other.Int8) && (Int16 is null || other.Int16 is null || Int16 == other.Int16);
    }

    /// <param name="graph">In float.</param>
    /// <param name="ranges">Of its values.</param>
    /// <param name="inputs">Types that inputs are given, by their value.</param>
    public ScaleGroups(Graph graph, ActivationRanges ranges, IReadOnlyDictionary<ValueId, TensorType> inputs)
    {
        _graph = graph;
        _ranges = ranges;
        _parent = [.. Enumerable.Range(0, graph.Values.Length)];
        _scales = new Scale[graph.Values.Length];
        foreach (var value in graph.Values.Where(v => v.Type.IsFloat)) _scales[value.Id.Index] = Known(value);
        foreach (var (id, type) in inputs) _scales[id.Index] = FixedTo(type);
        foreach (var state in graph.States.Where(s => IsReal(s.Before) && !_scales[s.Before.Index].HasRange))
        {
            var initial = FakeQuantization.Range(state.Initial.Span<float>());
            _scales[state.Before.Index] = Ranged(initial, initial);
        }
        foreach (var node in graph.Nodes) Prescribe(node);
        var uses = new Uses(graph);
        foreach (var node in graph.Nodes) Join(node, uses);
        foreach (var state in graph.States.Where(s => IsReal(s.Before))) Join(state.Before, state.After);
    }

    /// <summary>How a value is stored as int8 or int16.</summary>
    /// <exception cref="MoteException">MOTE0702: nobody knows its range.</exception>
    public Quantization.PerTensor Of(ValueId id, ElementType element)
    {
        var scale = _scales[Root(id)];
        var isWide = element == ElementType.Int16;
        if ((isWide ? scale.Int16 : scale.Int8) is { } exact) return exact;
        if (!scale.HasRange)
            throw new MoteException("MOTE0702", _graph[id].Name, "no range is known of this value, so it has no scale.",
                "Calibrate with examples that reach it, or give its range.");
        var (low, high) = isWide ? scale.Wide : scale.Narrow;
        var grid = isWide ? QuantizationGrid.Symmetric(Math.Max(-low, high), short.MaxValue)
            : QuantizationGrid.Nudged(low, high, sbyte.MinValue, sbyte.MaxValue);
        return new Quantization.PerTensor(grid.Scale, grid.ZeroPoint);
    }

    /// <summary>As <see cref="Of"/>, with the zero point 0.</summary>
    public Quantization.PerTensor Symmetric(ValueId id, ElementType element)
    {
        var exact = Of(id, element);
        var (min, max) = element.Range();
        return exact.ZeroPoint == 0 ? exact
            : new Quantization.PerTensor(exact.Scale * Math.Max(max - exact.ZeroPoint, exact.ZeroPoint - min) / max, 0);
    }

    private bool IsReal(ValueId id) => !id.IsNone && _graph.Type(id).IsFloat;

    private Scale Known(Value value)
    {
        if (value.Data is { } data)
        {
            var (low, high) = FakeQuantization.Range(data.Span<float>());
            return Ranged((low, high), (low, high));
        }
        if (!_ranges.Values.TryGetValue(value.Id, out var range)) return default;
        var scale = Ranged((range.Low, range.High), range.Observed ?? (range.Low, range.High));
        if (range.Grid is not { } grid) return scale;
        var stored = new Quantization.PerTensor(grid.Scale, grid.ZeroPoint);
        if ((grid.Min, grid.Max) == ElementType.Int8.Range()) scale.Int8 = stored;
        else if ((grid.Min, grid.Max) == ElementType.Int16.Range() || (grid.Min, grid.Max) == (-short.MaxValue, short.MaxValue))
            scale.Int16 = stored;
        else
            throw new MoteException("MOTE0702", value.Name, $"its grid is of {grid.Min} to {grid.Max}, which no activation is stored as.",
                "Activations are of -128 to 127 or of -32768 to 32767.");
        return scale;
    }

    private static Scale Ranged((float Low, float High) narrow, (float Low, float High) wide) =>
        new() { HasRange = true, Narrow = narrow, Wide = (Math.Min(wide.Low, 0), Math.Max(wide.High, 0)) };

    private static Scale FixedTo(TensorType type)
    {
        var (min, max) = type.Element.Range();
        var q = type.PerTensor;
        var reals = (q.Scale * (min - q.ZeroPoint), q.Scale * (max - q.ZeroPoint));
        var scale = Ranged(reals, reals);
        if (type.Element == ElementType.Int8) scale.Int8 = q;
        else if (type.Element == ElementType.Int16) scale.Int16 = q;
        return scale;
    }

    /// <summary>Scales that operators prescribe.</summary>
    private void Prescribe(Node node)
    {
        if (node.Op is Dequantize && _graph.Type(node.Inputs[0]) is { Element: ElementType.Int8 or ElementType.Int16 } stored)
            _scales[node.Output.Index] = FixedTo(stored);
        if (ScaleRules.Of(node.Op) != ScaleRule.Fixed || !IsReal(node.Output)) return;
        // Sigmoids have other scales, too, where training chose one; probabilities do not.
        if (node.Op is Unary && _scales[node.Output.Index].IsFixed) return;
        var (int8, int16) = ScaleRules.Fixed(node.Op);
        var scale = FixedTo(new TensorType(ElementType.Int8, [1], int8));
        scale.Int16 = int16;
        _scales[node.Output.Index] = scale;
    }

    private void Join(Node node, Uses uses)
    {
        var rule = ScaleRules.Of(node.Op);
        if (rule == ScaleRule.Clamp) JoinClamp(node, uses);
        else if (rule == ScaleRule.Same) JoinAll(node.Inputs.Where(IsReal), node.Outputs.Where(IsReal), node);
        else if (rule == ScaleRule.SameOperands) JoinAll(node.Inputs.Where(IsReal), [], node);
        else if (node.Op is Svdf) Join(node.Inputs[Svdf.State], node.Outputs[1]);
        else if (node.Op is Lstm)
        {
            JoinAll([node.Inputs[Lstm.Hidden]], [node.Outputs[0], node.Outputs[1]], node);
            JoinCell(node);
        }
        else if (node.Op is Gru) JoinAll([node.Inputs[Gru.Hidden]], [node.Outputs[0], node.Outputs[1]], node);
        else if (node.Op is FastGrnn) JoinAll([node.Inputs[FastGrnn.Hidden]], [node.Outputs[0], node.Outputs[1]], node);
    }

    /// <summary>
    /// What only a clamp reads need not be stored beyond the clamp: it takes over the result's scale, and the operator that makes it
    /// saturates where the clamp would cut.
    /// </summary>
    private void JoinClamp(Node node, Uses uses)
    {
        var (x, y) = (node.Inputs[0], node.Output);
        if (!IsReal(x)) return;
        var isMade = uses.Definition(x) is { } maker && ScaleRules.Of(maker.Op) is ScaleRule.Weighted or ScaleRule.Free;
        if (isMade && uses.IsPrivateTo(x, node) && Root(x) == x.Index && !_scales[x.Index].IsFixed)
        {
            _scales[x.Index] = default;
            Join(x, y);
        }
        else if (((Relu)node.Op).Kind != Activation.Relu) JoinAll([x], [y], node);
    }

    private void JoinAll(IEnumerable<ValueId> operands, IEnumerable<ValueId> results, Node node)
    {
        var all = operands.ToList();
        var free = all.Where(o => !_scales[Root(o)].IsFixed).ToList();
        var fixedOnes = all.Where(o => _scales[Root(o)].IsFixed).ToList();
        var first = results.Concat(free).Concat(fixedOnes).First();
        foreach (var result in results) Join(first, result);
        foreach (var operand in free) Join(first, operand);
        // A prescribed scale is for all only where there is no other.
        var agree = fixedOnes.Count > 0 && fixedOnes.All(o => _scales[Root(o)].Fits(_scales[Root(fixedOnes[0])]));
        if (agree && free.All(o => _graph[o].IsConstant))
            foreach (var operand in fixedOnes) Join(first, operand);
        if (node.Op is Pad { Value: { } bits }) Include(first, BitConverter.Int32BitsToSingle(bits));
    }

    /// <summary>The cell state's scale is a power of two, as the reference has it.</summary>
    private void JoinCell(Node node)
    {
        var (before, after) = (node.Inputs[Lstm.Cell], node.Outputs[2]);
        Join(before, after);
        ref var scale = ref _scales[Root(before)];
        if (scale.Int16 is not null || !scale.HasRange) return;
        scale.Int16 = new Quantization.PerTensor(CellStep(Math.Max(-scale.Wide.Low, scale.Wide.High)), 0);
    }

    /// <summary>The step of a cell state that reaches a magnitude.</summary>
    internal static float CellStep(float magnitude)
    {
        var power = (int)Math.Ceiling(Math.Log2(Math.Max(magnitude, 1e-3) / (short.MaxValue + 1.0)));
        return (float)Math.ScaleB(1, Math.Clamp(power, -24, -1));
    }

    private void Include(ValueId id, float real)
    {
        ref var scale = ref _scales[Root(id)];
        if (!float.IsFinite(real) || scale.IsFixed || !scale.HasRange) return;
        scale = Ranged((Math.Min(scale.Narrow.Low, real), Math.Max(scale.Narrow.High, real)),
            (Math.Min(scale.Wide.Low, real), Math.Max(scale.Wide.High, real)));
    }

    private void Join(ValueId a, ValueId b)
    {
        var (i, j) = (Root(a), Root(b));
        if (i == j) return;
        var (x, y) = (_scales[i], _scales[j]);
        if (!x.Fits(y)) return;
        var joined = x.HasRange && y.HasRange && !(x.IsFixed || y.IsFixed)
            ? Ranged((Math.Min(x.Narrow.Low, y.Narrow.Low), Math.Max(x.Narrow.High, y.Narrow.High)),
                (Math.Min(x.Wide.Low, y.Wide.Low), Math.Max(x.Wide.High, y.Wide.High)))
            : x.HasRange && (x.IsFixed || !y.HasRange) ? x : y;
        joined.Int8 = x.Int8 ?? y.Int8;
        joined.Int16 = x.Int16 ?? y.Int16;
        _parent[j] = i;
        _scales[i] = joined;
    }

    private int Root(ValueId id)
    {
        var i = id.Index;
        while (_parent[i] != i) i = _parent[i] = _parent[_parent[i]];
        return i;
    }
}
