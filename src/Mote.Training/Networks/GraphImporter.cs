using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Training.Networks;

/// <summary>
/// Makes a network of one graph. What an example has begins with a dimension of 1 in a network: values of the graph that do not get one
/// more in front, so that every value has the elements it has in the graph, in the same order.
/// </summary>
internal sealed partial class GraphImporter(Graph graph, ImportOptions options, ICollection<Diagnostic> notes)
{
    private const string Quantized = "Import the float model that the quantized one was made from.";

    private readonly LayerBuilder _layers = new(graph.Name, seed: 0);
    private readonly Uses _uses = new(graph);
    private readonly Dictionary<ValueId, int> _values = [];
    private readonly Dictionary<ValueId, byte[]> _computed = [];
    private readonly Dictionary<(ValueId, bool Learned), int> _stored = [];
    private readonly HashSet<string> _names = [];
    private readonly List<Diagnostic> _problems = [];

    private NetworkBuilder Network => _layers.Network;

    public Network Import()
    {
        foreach (var input in graph.Inputs)
        {
            if (!graph.Type(input).IsFloat)
                Problem(graph[input].Name, $"the input is {graph.Type(input)}; training needs reals.", Quantized);
            _values[input] = Network.Input(graph[input].Name, Batched(graph.Type(input).Shape));
        }
        if (_problems.Count > 0) throw new MoteException([.. _problems]);
        foreach (var node in graph.Nodes)
        {
            try
            {
                if (Signs.IsPartOf(graph, _uses, node)) continue;
                if (Signs.Of(graph, _uses, node) is { } x && _values.TryGetValue(x, out var real))
                    _values[node.Output] = Emit(node, new Binarize(), real);
                else if (node.Op is not (If or While or Periodic) && node.Inputs.All(i => i.IsNone || Bytes(i) is not null)) Compute(node);
                else if (node.Inputs.All(IsThere)) Add(node);
            }
            catch (MoteException e)
            {
                _problems.AddRange(e.Diagnostics);
            }
        }
        if (_problems.Count == 0)
            foreach (var output in graph.Outputs.Where(o => !_values.ContainsKey(o)))
                Problem(graph[output].Name, "this output is computed from constants alone.", null);
        if (_problems.Count > 0) throw new MoteException([.. _problems]);
        return Network.Build([.. graph.Outputs.Select(o => _values[o])]);
    }

    private static Shape Batched(Shape shape) => shape.Rank > 0 && shape[0] == 1 ? shape : Shape.Create([1, .. shape]);

    /// <summary>Not if the node that makes it has been refused.</summary>
    private bool IsThere(ValueId id) =>
        id.IsNone || _values.ContainsKey(id) || Bytes(id) is not null || graph.States.Any(s => s.Before == id);

    private void Problem(string layer, string what, string? help) =>
        _problems.Add(new Diagnostic("MOTE0602", Severity.Error, $"{graph.Name}: layer '{layer}'", what, help));

    private MoteException Refuse(Node node, string what, string? help = null) =>
        new("MOTE0602", $"{graph.Name}: layer '{node.Origin}'", what, help);

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_names.Add(unique); i++) unique = $"{name}.{i}";
        return unique;
    }

    /// <summary>A node without operands that change is a constant.</summary>
    private void Compute(Node node)
    {
        var results = Interpreter.Evaluate(graph, node, id => Bytes(id)!);
        for (var i = 0; i < results.Length; i++) _computed[node.Outputs[i]] = results[i];
    }

    private byte[]? Bytes(ValueId id) => _computed.GetValueOrDefault(id) ?? graph[id].Data?.Bytes.ToArray();

    /// <summary>A constant's reals; null if the value is none.</summary>
    private float[]? Known(ValueId id)
    {
        if (id.IsNone || Bytes(id) is not { } bytes) return null;
        var (type, data) = (graph.Type(id), Tensor.FromBytes(graph.Type(id), bytes));
        if (type.IsFloat) return data.Span<float>().ToArray();
        if (type.Quantization is null || type.Element is not (ElementType.Int8 or ElementType.Int4)) return null;
        var (integers, scales) = (data.Int8().ToArray(), HybridWeights.Scales(type));
        var zero = (type.Quantization as Quantization.PerTensor)?.ZeroPoint ?? 0;
        var step = type.Quantization is Quantization.PerAxis q ? type.Shape.Strides()[q.Axis] : 1;
        return [.. integers.Select((w, i) => scales[i / step % scales.Length] * (w - zero))];
    }

    /// <summary>A value in the network; a constant that is no layer's weights does not change.</summary>
    private int Operand(Node node, ValueId id)
    {
        if (_values.TryGetValue(id, out var value)) return value;
        if (graph.States.Any(s => s.Before == id))
            throw Refuse(node, $"it reads {graph[id].Name}, which the model remembers from one inference to the next.");
        return Known(id) is { } numbers ? Stored(id, graph[id].Name, Batched(graph.Type(id).Shape), numbers, learned: false)
            : throw Refuse(node, $"it reads {graph[id].Name}, which is {graph.Type(id)}; training needs reals.", Quantized);
    }

    private float[] Numbers(Node node, ValueId id, string what) => Known(id)
        ?? throw Refuse(node, $"its {what} are computed by the model; only constants can be trained.");

    /// <summary>A layer's weights or bias.</summary>
    private int Learned(Node node, ValueId id, string what)
    {
        var numbers = Numbers(node, id, what);
        return Stored(id, $"{node.Origin.Layers[0]}.{what}", graph.Type(id).Shape, numbers, learned: !IsFrozen(node));
    }

    private bool IsFrozen(Node node) => options.IsFrozen?.Invoke(node.Origin.ToString()) ?? false;

    /// <summary>Layers that share a constant share the parameter.</summary>
    private int Stored(ValueId id, string name, Shape shape, float[] numbers, bool learned)
    {
        if (!_stored.TryGetValue((id, learned), out var value)) _stored[(id, learned)] = value = Stored(name, shape, numbers, learned);
        return value;
    }

    private int Stored(string name, Shape shape, float[] numbers, bool learned) => learned
        ? Network.Parameter(Unique(name), shape, [.. numbers]) : Network.Buffer(Unique(name), shape, [.. numbers]);

    private void Add(Node node)
    {
        if (node.Outputs.Any(o => !graph.Type(o).IsFloat) && node.Op is not (Framer or Stacker))
            throw Refuse(node, $"it gives {graph.Type(node.Outputs.First(o => !graph.Type(o).IsFloat))}; training needs reals.", Quantized);
        var results = Translate(node);
        for (var i = 0; i < results.Length; i++)
            if (results[i] >= 0) _values[node.Outputs[i]] = Shaped(results[i], Batched(graph.Type(node.Outputs[i]).Shape), node);
    }

    private int Shaped(int value, Shape shape, Node node) =>
        Network.Shape(value) == shape ? value : Emit(node, new Rearrange(new Reshape(shape)), value);

    private int Emit(Node node, TrainingOp op, params ReadOnlySpan<int> operands) =>
        Network.Add(op, operands, node.Origin.ToString());

    private int Clamped(Node node, int x, Activation activation) =>
        activation == Activation.None ? x : Emit(node, new Clamp(activation), x);

    private int Constant(Node node, string what, Shape shape, params ImmutableArray<float> numbers) =>
        Network.Buffer(Unique($"{node.Origin.Layers[0]}.{what}"), shape, numbers);
}
