using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx;

/// <summary>The state of one import: the graph so far, and what each name of the file stands for.</summary>
internal sealed partial class Importer
{
    /// <summary>All tensors of the graph together; what a microcontroller holds is a thousand times less.</summary>
    private const long MostBytes = 1L << 28;

    private readonly Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<OnnxNode>> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs;
    private readonly HashSet<OnnxNode> _done = [];
    private GraphBuilder _builder;
    private Dictionary<(ValueId, string), ValueId> _made = [];
    private long _bytes;

    public Importer(string graphName, IEnumerable<OnnxNode> nodes, IEnumerable<string> outputs, OnnxConstants constants)
    {
        _builder = new GraphBuilder(graphName);
        _outputs = [.. outputs];
        Constants = constants;
        foreach (var node in nodes)
            foreach (var input in node.Inputs.Distinct())
            {
                if (!_readers.TryGetValue(input, out var list)) _readers[input] = list = [];
                list.Add(node);
            }
    }

    public OnnxConstants Constants { get; }

    public GraphBuilder Builder => _builder;

    public bool IsDone(OnnxNode node) => _done.Contains(node);

    public bool IsKnown(string name) => _values.ContainsKey(name);

    public OnnxValue this[string name] => _values[name];

    public void Define(string name, OnnxValue value)
    {
        if (name.Length > 0) _values[name] = value;
    }

    public void Define(OnnxNode n, OnnxValue value) => Define(n.Outputs[0], value);

    public OnnxValue In(OnnxNode n, int input) => Optional(n, input) ?? throw n.Bad($"operand {input} is missing.");

    public OnnxValue? Optional(OnnxNode n, int input) =>
        input < n.Inputs.Length && n.Inputs[input].Length > 0 ? _values[n.Inputs[input]] : null;

    /// <summary>An operand that must be known when the file is read, dequantized if it is quantized.</summary>
    public OnnxTensor Known(OnnxNode n, int input, string what)
    {
        var value = In(n, input);
        return Reals(value) ?? throw n.Bad($"the {what} ('{value.Name}') must be constant.",
            "Export the model with fixed shapes and without training mode.");
    }

    /// <summary>As <see cref="Known"/>, of reals.</summary>
    public float[] KnownReals(OnnxNode n, int input, string what) => RealsOf(n, Known(n, input, what), what);

    public static float[] RealsOf(OnnxNode n, OnnxTensor tensor, string what) =>
        tensor.Reals ?? throw n.Bad($"the {what} are {tensor.Element.Text()}; f32 is expected.");

    public float Scalar(OnnxNode n, int input, float missing, string what)
    {
        if (Optional(n, input) is null) return missing;
        var tensor = Known(n, input, what);
        if (tensor.Count != 1) throw n.Bad($"the {what} must be one number, not {tensor.Count}.");
        return tensor.Reals?[0] ?? tensor.Integers![0];
    }

    /// <summary>
    /// A list of integers: the operand if there is one, else the attribute that older operator sets have; null without both.
    /// </summary>
    public int[]? Integers(OnnxNode n, int input, string attribute)
    {
        if (Optional(n, input) is null) return attribute.Length > 0 ? n.Ints(attribute) : null;
        var tensor = Known(n, input, attribute.Length > 0 ? attribute : "operand");
        return tensor.Integers is { } values ? [.. values.Select(OnnxNode.Narrow)] : throw n.Bad($"the {attribute} must be integers.");
    }

    public static OnnxTensor? Reals(OnnxValue value) =>
        value.Constant is { } constant ? value.Scales?.Reals(constant) ?? constant : null;

    public TensorType Type(ValueId id) => _builder.Type(id);

    /// <summary>Adds a node with one output.</summary>
    public ValueId Emit(OnnxNode n, Op op, ReadOnlySpan<ValueId> inputs, Quantization? quantization = null) =>
        Emit(n, op, inputs, [quantization])[0];

    public ValueId[] Emit(OnnxNode n, Op op, ReadOnlySpan<ValueId> inputs, ReadOnlySpan<Quantization?> quantizations)
    {
        try
        {
            var names = new string[quantizations.Length];
            for (var i = 0; i < names.Length; i++) names[i] = i < n.Outputs.Length && n.Outputs[i].Length > 0 ? n.Outputs[i] : n.Layer;
            var ids = _builder.Add(op, inputs, quantizations, names, n.Origin);
            foreach (var id in ids) Count(n.Where, Type(id));
            return ids;
        }
        catch (MoteException e)
        {
            throw new MoteException([.. e.Diagnostics.Select(d =>
                d.Where == n.Where ? d : d with { Where = n.Where, Message = $"{n.FullName}: {d.Message}" })]);
        }
    }

    /// <summary>A constant under a shape of as many elements.</summary>
    public ValueId Constant(OnnxNode n, string name, OnnxTensor data, ElementType element, Shape shape, Quantization? quantization = null)
    {
        if (shape.UncheckedElements != data.Count || data.Count == 0)
            throw n.Bad($"'{name}' has {data.Count} elements; {shape} is expected.");
        Count(n.Where, new TensorType(element, shape, quantization));
        return _builder.Constant(name, data.ToGraph(element, shape, quantization));
    }

    public ValueId Constant(OnnxNode n, string name, params float[] values) =>
        Constant(n, name, OnnxTensor.Of([values.Length], values), ElementType.Float32, [values.Length]);

    public void Count(string where, TensorType type)
    {
        _bytes += type.Bytes;
        if (_bytes > MostBytes)
            throw new MoteException("MOTE0131", where, $"with {type} the model's tensors take more than {MostBytes >> 20} MiB.");
    }

    /// <summary>A float operand as a value that is no view: dequantized by a node if it has to be.</summary>
    public OnnxValue Plain(OnnxNode n, OnnxValue value)
    {
        if (value.IsConstant) return value.Scales is null ? value : OnnxValue.OfConstant(value.Name, Reals(value)!);
        if (value.View == View.Plain) return value;
        if (value.View == View.Stored && !value.IsUnsigned) return value;
        if (!_made.TryGetValue((value.Id, value.View.ToString()), out var id))
        {
            var q = Type(value.Id).PerTensor;
            id = value.View == View.Real ? Emit(n, new Dequantize(), [value.Id])
                : Emit(n, new Quantize(ElementType.UInt8), [value.Id], q with { ZeroPoint = q.ZeroPoint + 128 });
            _made[(value.Id, value.View.ToString())] = id;
        }
        return new OnnxValue { Name = value.Name, Dims = value.Dims, Id = id, Layout = value.Layout };
    }

    public OnnxValue PlainIn(OnnxNode n, int input) => Plain(n, In(n, input));

    /// <summary>The value in memory with the file's axes in a given order: the shape dims[axes[0]], dims[axes[1]], ...</summary>
    public ValueId Arrange(OnnxNode n, OnnxValue value, int[] axes)
    {
        value = Signed(value);
        var shape = Shape.Create([.. axes.Select(a => value.Dims[a])]);
        if (value.Constant is { } constant)
            return Constant(n, value.Name, constant.Permuted(axes), Graphed(constant.Element), shape, ConstantQuantization(n, value));
        var factors = value.Factors;
        var wanted = axes.SelectMany(factors.Of).ToArray();
        return Moved(n, value.Id, factors, wanted, shape);
    }

    /// <summary>The value in memory in the file's order.</summary>
    public ValueId Arrange(OnnxNode n, OnnxValue value) => Arrange(n, value, [.. Enumerable.Range(0, value.Rank)]);

    public ValueId Moved(OnnxNode n, ValueId id, Factors factors, int[] wanted, Shape shape)
    {
        if (!wanted.SequenceEqual(factors.Order))
        {
            // As few axes as possible: what stays together moves together.
            var places = Layout.Of([.. factors.Order.Select(f => factors.Sizes[f])],
                [.. wanted.Select(f => Array.IndexOf(factors.Order, f))]);
            id = Reshaped(n, id, Shape.Create(places.Sizes));
            var key = (id, $"transpose {string.Join(',', places.Order)}");
            if (!_made.TryGetValue(key, out var moved))
                _made[key] = moved = Emit(n, new Transpose(new(places.Order)), [id], Type(id).Quantization);
            id = moved;
        }
        return Reshaped(n, id, shape);
    }

    public ValueId Reshaped(OnnxNode n, ValueId id, Shape shape)
    {
        if (Type(id).Shape == shape) return id;
        if (!_made.TryGetValue((id, shape.ToString()), out var reshaped))
            _made[(id, shape.ToString())] = reshaped = Emit(n, new Reshape(shape), [id], Type(id).Quantization);
        return reshaped;
    }

    /// <summary>The axes in the order in which they lie in memory, for a value none of whose axes is scattered; otherwise null.</summary>
    public int[]? Axes(OnnxValue value)
    {
        if (value.IsConstant) return [.. Enumerable.Range(0, value.Rank)];
        var factors = value.Factors;
        var actual = Type(value.Id).Shape;
        foreach (var axes in (int[][])[ChannelsLast(value.Rank), [.. Enumerable.Range(0, value.Rank)]])
            if (actual.Rank == axes.Length && axes.Select((a, i) => value.Dims[a] == actual[i]).All(same => same)
                && axes.SelectMany(factors.Of).SequenceEqual(factors.Order)) return axes;
        return factors.WholeAxes(value.Rank);
    }

    /// <summary>Batch, the rest, channels: 0, 2, 3, 1.</summary>
    public static int[] ChannelsLast(int rank) => rank < 3 ? [.. Enumerable.Range(0, rank)] : [0, .. Enumerable.Range(2, rank - 2), 1];

    /// <summary>The axes in the order of memory; scattered ones are gathered first.</summary>
    public (ValueId Id, int[] Axes) Whole(OnnxNode n, OnnxValue value)
    {
        var axes = Axes(value) ?? [.. Enumerable.Range(0, value.Rank)];
        return (Arrange(n, value, axes), axes);
    }

    /// <summary>The graph has no 64-bit arithmetic: such integers are indices and counts, and fit 32 bits.</summary>
    public static ElementType Graphed(ElementType element) => element == ElementType.Int64 ? ElementType.Int32 : element;

    public static int Axis(OnnxNode n, int axis, int rank) =>
        axis >= -rank && axis < rank ? axis < 0 ? axis + rank : axis : throw n.Bad($"axis {axis} is not one of {rank}.");

    /// <summary>A value with its axes in the order of memory.</summary>
    public static OnnxValue Arranged(OnnxNode n, ValueId id, int[] dims, int[] axes, OnnxValue? viewed = null)
    {
        var layout = Layout.Arranged(dims, axes);
        var name = n.Outputs.Length > 0 ? n.Outputs[0] : n.Layer;
        return viewed is null ? new OnnxValue { Name = name, Dims = dims, Id = id, Layout = layout } : viewed.Of(name, dims, id, layout);
    }

    /// <summary>The one node that reads a value nobody else sees; null if there is none or several.</summary>
    public OnnxNode? OnlyReader(string name) =>
        !_outputs.Contains(name) && _readers.TryGetValue(name, out var list) && list.Count == 1 && !_done.Contains(list[0])
            && list[0].Outputs.Length > 0
            ? list[0] : null;

    public IReadOnlyList<OnnxNode> Readers(string name) => _readers.TryGetValue(name, out var list) ? list : [];

    /// <summary>A node is part of another one's work from now on.</summary>
    public void Take(OnnxNode node) => _done.Add(node);

    /// <summary>Runs an import step on constants alone in a graph of its own, and gives its results back as constants.</summary>
    public void Fold(OnnxNode n, Action step, Func<Graph, byte[]> run)
    {
        var (builder, made, bytes) = (_builder, _made, _bytes);
        (_builder, _made) = (new GraphBuilder("constants"), []);
        try
        {
            step();
            foreach (var output in n.Outputs.Where(o => o.Length > 0 && IsKnown(o) && !_values[o].IsConstant))
            {
                var value = _values[output];
                var id = Arrange(n, Plain(n, value));
                var result = run(_builder.Build([id]));
                _values[output] = OnnxValue.OfConstant(output, OnnxTensor.FromGraph(Type(id), result, value.Dims));
            }
        }
        finally
        {
            (_builder, _made, _bytes) = (builder, made, bytes);
        }
    }
}
