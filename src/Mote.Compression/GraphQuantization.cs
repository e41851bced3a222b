using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compression;

/// <summary>One run of <see cref="Quantizer.Quantize"/>.</summary>
internal sealed partial class GraphQuantization
{
    private readonly Graph _source;
    private readonly ActivationRanges _ranges;
    private readonly QuantizationOptions _options;
    private readonly ScaleGroups _scales;
    private readonly StoredValues _values;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<ValueId, TensorType> _inputTypes = [];
    private readonly List<Diagnostic> _warnings = [];
    private readonly NumberFormat[] _formats;
    private readonly SignLayers _signs;

    public GraphQuantization(Graph source, ActivationRanges ranges, QuantizationOptions options)
    {
        (_source, _ranges, _options) = (source, ranges, options);
        _formats = new NumberFormat[source.Nodes.Length];
        RequireKnownLayers();
        for (var i = 0; i < source.Inputs.Length; i++)
            if (options.InputTypes is { IsDefaultOrEmpty: false } types && i < types.Length && types[i] is { } type)
                _inputTypes[source.Inputs[i]] = RequireInput(source[source.Inputs[i]], type);
        _signs = new SignLayers(source, n => FormatOf(n) == NumberFormat.Int8);
        _ranges = _ranges with { Values = _ranges.Values.SetItems(_signs.Values.Select(v => KeyValuePair.Create(v, Sign))) };
        _scales = new ScaleGroups(source, _ranges, _inputTypes);
        _builder = new GraphBuilder(source.Name);
        _values = new StoredValues(source, _builder, _scales);
    }

    private static ActivationRange Sign { get; } = ActivationRange.Of(SignLayers.Grid);

    public QuantizedModel Run()
    {
        foreach (var input in _source.Inputs) AddInput(input);
        foreach (var state in _source.States) AddState(state);
        for (var i = 0; i < _source.Nodes.Length; i++) _formats[i] = Add(_source.Nodes[i]);
        foreach (var state in _source.States.Where(s => s.IsWritten))
        {
            var before = _values.Native(state.Before)!.Value;
            _builder.Keep(before, _values.As(state.After, _builder.Type(before), StateOrigin(state)));
        }
        var outputs = _source.Outputs.Select(Output).ToArray();
        var graph = _builder.Build(outputs);
        GraphVerifier.Verify(graph, "quantization");
        return new QuantizedModel(_source, graph, _values.Map(), _values.Sources(), [.. _formats], [.. _warnings]);
    }

    private static Origin StateOrigin(State state) => Origin.Of($"state {state.Before}");

    private ValueId Output(ValueId id)
    {
        if (!_source.Type(id).IsFloat) return _values.Plain(id);
        var native = _values.Native(id) ?? _values.As(id, _values.Type(id, Element(_options.Format)), Origin.Of(_source[id].Name));
        return _options.FloatOutputs ? _values.As(id, _source.Type(id), Origin.Of(_source[id].Name)) : native;
    }

    private void AddInput(ValueId id)
    {
        var value = _source[id];
        if (!value.Type.IsFloat || _options.FloatInputs) _values.Add(id, _builder.Input(value.Name, value.Type));
        else if (_inputTypes.TryGetValue(id, out var type)) _values.Add(id, _builder.Input(value.Name, type));
        else if (_options.Format == NumberFormat.Float) _values.Add(id, _builder.Input(value.Name, value.Type));
        else _values.Add(id, _builder.Input(value.Name, _values.Type(id, Element(_options.Format))));
    }

    /// <summary>A state is stored as its reader needs it, which only cells prescribe; else as the layer does that makes it.</summary>
    private void AddState(State state)
    {
        var value = _source[state.Before];
        if (!value.Type.IsFloat)
        {
            _values.Add(state.Before, _builder.State(value.Name, state.Initial));
            return;
        }
        var reader = _source.Nodes.FirstOrDefault(n => n.Inputs.Contains(state.Before));
        var maker = _source.Nodes.FirstOrDefault(n => n.Outputs.Contains(state.After));
        var format = reader is { } cell && ScaleRules.Of(cell.Op) == ScaleRule.Recurrent ? FormatOf(cell)
            : maker is null ? _options.Format : FormatOf(maker);
        if (format == NumberFormat.Float || (reader is not null && ScaleRules.Of(reader.Op) == ScaleRule.Float))
        {
            _values.Add(state.Before, _builder.State(value.Name, state.Initial));
            return;
        }
        var element = reader is null ? Element(format) : StateElement(reader, state.Before, format);
        var type = _values.Type(state.Before, element);
        _values.Add(state.Before, _builder.State(value.Name, StoredValues.Store(state.Initial, type)));
    }

    private static ElementType StateElement(Node reader, ValueId state, NumberFormat format) =>
        reader.Op is Gru or FastGrnn or Svdf || (reader.Op is Lstm && reader.Inputs[Lstm.Cell] == state)
            ? ElementType.Int16 : Element(format);

    /// <summary>Activations' element type.</summary>
    private static ElementType Element(NumberFormat format) => format switch
    {
        NumberFormat.Int8 or NumberFormat.Int4 => ElementType.Int8,
        NumberFormat.Int16x8 => ElementType.Int16,
        NumberFormat.Float => ElementType.Float32,
    };

    /// <summary>Adds what stands for a node, and says in which format.</summary>
    private NumberFormat Add(Node node)
    {
        if (_signs.IsSpared(node)) return NumberFormat.Int8;
        if (_signs.Source(node) is { } signs)
        {
            _values.Add(node.Output, _values.Native(signs)!.Value);
            return NumberFormat.Int8;
        }
        var rule = ScaleRules.Of(node.Op);
        var isReal = node.Inputs.Concat(node.Outputs).Any(v => !v.IsNone && _source.Type(v).IsFloat);
        if (!isReal || rule == ScaleRule.Conversion) return AddConversion(node);
        var format = FormatOf(node);
        if (format == NumberFormat.Float || (rule == ScaleRule.Same && !IsNamed(node) && AllFloat(node))) return AddFloat(node);
        if (rule == ScaleRule.Float)
        {
            Warn(node, "has no integer form");
            return AddFloat(node);
        }
        if (rule == ScaleRule.Same && !IsNamed(node)) format = FormatOfOperands(node, format);
        LayerPlan plan;
        try
        {
            plan = Plan(node, rule, format);
            TypeInference.Infer(plan.Op, plan.OperandTypes(_source), plan.Results.AsSpan(), node.Origin);
        }
        catch (MoteException e) when (e.Diagnostics[0].Code is "MOTE0201" or "MOTE0202")
        {
            Warn(node, $"has no {Text(format)} form here ({e.Diagnostics[0].Message.TrimEnd('.')})");
            return AddFloat(node);
        }
        Emit(node, plan);
        // Filter banks have one form on integers.
        return node.Op is Svdf ? NumberFormat.Int8 : format;
    }

    private void Emit(Node node, LayerPlan plan)
    {
        var operands = plan.Operands.Select(o => o switch
        {
            PlannedOperand.Absent => ValueId.None,
            PlannedOperand.Plain p => _values.Plain(p.Source),
            PlannedOperand.Stored s => _values.As(s.Source, s.Type, node.Origin),
            PlannedOperand.Made m => _builder.Constant(m.Name, m.Data),
        }).ToArray();
        var results = _builder.Add(plan.Op, operands, plan.Results.AsSpan(), [.. node.Outputs.Select(o => _source[o].Name)], node.Origin);
        for (var i = 0; i < results.Length; i++) _values.Add(node.Outputs[i], results[i]);
    }

    private NumberFormat AddFloat(Node node)
    {
        var operands = node.Inputs.Select(PlannedOperand (i) => i.IsNone ? new PlannedOperand.Absent()
            : _source.Type(i).IsFloat ? new PlannedOperand.Stored(i, _source.Type(i)) : new PlannedOperand.Plain(i));
        Emit(node, new LayerPlan(node.Op, [.. operands], [.. node.Outputs.Select(o => _source.Type(o).Quantization)]));
        return NumberFormat.Float;
    }

    /// <summary>What is integer in the float graph already: conversions meet the integers on both sides, everything else stays.</summary>
    private NumberFormat AddConversion(Node node)
    {
        if (node.Op is Dequantize && _source.Type(node.Inputs[0]).Element is ElementType.Int8 or ElementType.Int16)
        {
            _values.Add(node.Output, _values.Plain(node.Inputs[0]));
            return NumberFormat.Int8;
        }
        var operands = node.Inputs.Select(i => i.IsNone ? ValueId.None
            : !_source.Type(i).IsFloat ? _values.Plain(i)
            : _values.Native(i) ?? _values.As(i, _source.Type(i), node.Origin)).ToArray();
        var results = _builder.Add(node.Op, operands, [.. node.Outputs.Select(o => _source.Type(o).Quantization)],
            [.. node.Outputs.Select(o => _source[o].Name)], node.Origin);
        for (var i = 0; i < results.Length; i++) _values.Add(node.Outputs[i], results[i]);
        return NumberFormat.Int8;
    }

    private bool IsNamed(Node node) =>
        node.Origin.Layers.Any(_options.Layers.ContainsKey) || _options.Layers.ContainsKey(node.Origin.ToString());

    private NumberFormat FormatOf(Node node)
    {
        if (_options.Layers.TryGetValue(node.Origin.ToString(), out var whole)) return whole;
        foreach (var layer in node.Origin.Layers)
            if (_options.Layers.TryGetValue(layer, out var format)) return format;
        return _options.Format;
    }

    /// <summary>Whatever moves elements moves them as they are, if all operands that are computed are alike.</summary>
    private NumberFormat FormatOfOperands(Node node, NumberFormat format)
    {
        var elements = ComputedReals(node)
            .Select(i => _values.Native(i) is { } native ? _builder.Type(native).Element : ElementType.Float32)
            .Where(e => e != ElementType.Float32).Distinct().ToList();
        return elements is [ElementType.Int16] ? NumberFormat.Int16x8 : elements is [ElementType.Int8] ? NumberFormat.Int8 : format;
    }

    private bool AllFloat(Node node)
    {
        var reals = ComputedReals(node).ToList();
        return reals.Count > 0 && reals.All(i => _values.Native(i) is { } native && _builder.Type(native).IsFloat);
    }

    private IEnumerable<ValueId> ComputedReals(Node node) =>
        node.Inputs.Where(i => !i.IsNone && _source.Type(i).IsFloat && !_source[i].IsConstant);

    private void Warn(Node node, string why) => _warnings.Add(new Diagnostic("MOTE0701", Severity.Warning, node.Origin.ToString(),
        $"{node.Op.Name()} {why}; the layer stays float.",
        "It runs between a Dequantize and a Quantize; on a device without a floating-point unit that is slow."));

    private static string Text(NumberFormat format) => format switch
    {
        NumberFormat.Int8 => "int8",
        NumberFormat.Int16x8 => "int16x8",
        NumberFormat.Int4 => "int4",
        NumberFormat.Float => "float",
    };

    private void RequireKnownLayers()
    {
        var names = _source.Nodes.SelectMany(n => n.Origin.Layers.Append(n.Origin.ToString())).ToHashSet();
        foreach (var layer in _options.Layers.Keys.Order(StringComparer.Ordinal).Where(l => !names.Contains(l)))
            throw new MoteException("MOTE0703", layer, "a number format is given for this layer, which the graph does not have.",
                "'mote inspect' lists the layers.");
    }

    private static TensorType RequireInput(Value input, TensorType type)
    {
        if (input.Type.IsFloat && type.Shape == input.Type.Shape && type.Quantization is Quantization.PerTensor
            && type.Element is ElementType.Int8 or ElementType.Int16) return type;
        throw new MoteException("MOTE0703", input.Name, $"the input is {input.Type} and cannot become {type}.",
            "Float inputs become int8 or int16 of the same shape with one scale.");
    }
}
