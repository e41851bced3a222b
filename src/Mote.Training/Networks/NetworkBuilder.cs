using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Types;

namespace Mote.Training.Networks;

/// <summary>Makes a <see cref="Network"/>, or continues one; infers and checks the shape of each result.</summary>
public sealed partial class NetworkBuilder
{
    private readonly string _name;
    private readonly List<NetworkValue> _values = [];
    private readonly List<NetworkNode> _nodes = [];
    private readonly List<Update> _updates = [];
    private readonly HashSet<string> _names = [];

    public NetworkBuilder(string name) => _name = name;

    /// <summary>Begins with all of a network; values keep their places.</summary>
    public NetworkBuilder(Network network)
    {
        _name = network.Name;
        _values.AddRange(network.Values);
        _nodes.AddRange(network.Nodes);
        _updates.AddRange(network.Updates);
        _names.UnionWith(network.Values.Where(v => v.Kind is ValueKind.Parameter or ValueKind.Buffer).Select(v => v.Name));
    }

    public NetworkValue this[int id] => _values[id];

    public Shape Shape(int id) => _values[id].Shape;

    /// <summary>The node whose result a value is; null for inputs, parameters and buffers.</summary>
    internal NetworkNode? Definition(int id) => _nodes.LastOrDefault(n => n.Outputs.Contains(id));

    /// <param name="name">For messages.</param>
    /// <param name="shape">Of one example; begins with 1.</param>
    public int Input(string name, Shape shape)
    {
        Require(shape.Rank > 0 && shape[0] == 1, name, $"an input has a batch dimension of 1 first, not {shape}.");
        return AddValue(name, shape, ValueKind.Input);
    }

    /// <param name="name">Must be unique in the network.</param>
    /// <param name="shape">As it is stored.</param>
    /// <param name="initial">One number an element.</param>
    public int Parameter(string name, Shape shape, ImmutableArray<float> initial) => Stored(name, shape, initial, ValueKind.Parameter);

    public int Buffer(string name, Shape shape, ImmutableArray<float> initial) => Stored(name, shape, initial, ValueKind.Buffer);

    /// <summary>A buffer takes another value when a step is done.</summary>
    public void Update(int buffer, int value)
    {
        Require(Shape(buffer) == Shape(value) && _values[buffer].Kind == ValueKind.Buffer && !_values[value].IsPerExample,
            _values[buffer].Name, $"cannot be updated with {Shape(value)}.");
        _updates.Add(new Update(buffer, value));
    }

    /// <summary>Adds a node with one result.</summary>
    public int Add(TrainingOp op, ReadOnlySpan<int> inputs, string name) => AddAll(op, inputs, name)[0];

    /// <summary>Adds a node.</summary>
    /// <exception cref="MoteException">MOTE0601: the operator does not take these operands.</exception>
    public int[] AddAll(TrainingOp op, ReadOnlySpan<int> inputs, string name)
    {
        var operands = inputs.ToArray().Select(i => _values[i]).ToArray();
        return AddNode(op, inputs, NetworkShapes.Infer(op, operands, name), name);
    }

    /// <summary>Adds a node whose results' shapes the caller knows, as those of gradients are known.</summary>
    internal int[] AddNode(TrainingOp op, ReadOnlySpan<int> inputs, IReadOnlyList<(Shape Shape, ValueKind Kind)> results, string name)
    {
        var outputs = results.Select(r => AddValue(name, r.Shape, r.Kind)).ToArray();
        _nodes.Add(new NetworkNode(op, EquatableArray.Create(inputs), EquatableArray.Create<int>(outputs), name));
        return outputs;
    }

    public Network Build(ReadOnlySpan<int> outputs) =>
        new(_name, [.. _values], [.. _nodes], outputs.ToImmutableArray(), [.. _updates]);

    private int Stored(string name, Shape shape, ImmutableArray<float> initial, ValueKind kind)
    {
        Require(_names.Add(name), name, "two parameters or buffers have this name.");
        Require(initial.Length == shape.Elements, name, $"{shape} takes {shape.Elements} numbers, not {initial.Length}.");
        return AddValue(name, shape, kind, initial);
    }

    private int AddValue(string name, Shape shape, ValueKind kind, ImmutableArray<float> initial = default)
    {
        _values.Add(new NetworkValue(_values.Count, name, shape, kind, initial));
        return _values.Count - 1;
    }

    private static void Require(bool condition, string where, string message)
    {
        if (!condition) throw new MoteException("MOTE0601", where, message);
    }
}
