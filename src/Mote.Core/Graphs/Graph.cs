using System.Collections.Immutable;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Graphs;

/// <summary>A value's place in <see cref="Graph.Values"/>.</summary>
public readonly record struct ValueId(int Index)
{
    /// <summary>An optional operand that is absent.</summary>
    public static readonly ValueId None = new(-1);

    public bool IsNone => Index < 0;

    public override string ToString() => IsNone ? "_" : $"%{Index}";
}

/// <summary>An input of the graph, a constant (with data), a node's output, or what a state holds when an inference begins.</summary>
public sealed record Value(ValueId Id, string Name, TensorType Type, Tensor? Data = null)
{
    public bool IsConstant => Data is not null;
}

/// <summary>An operator applied to operands.</summary>
public sealed record Node(Op Op, EquatableArray<ValueId> Inputs, EquatableArray<ValueId> Outputs, Origin Origin)
{
    public ValueId Output => Outputs[0];
}

/// <summary>
/// A program on tensors: immutable, in static single assignment, every operand defined before its use. Made by
/// <see cref="GraphBuilder"/> alone, which infers and checks each node as it is added.
/// </summary>
public sealed class Graph
{
    internal Graph(string name, ImmutableArray<Value> values, ImmutableArray<Node> nodes, ImmutableArray<ValueId> inputs,
        ImmutableArray<ValueId> outputs, ImmutableArray<State> states = default)
    {
        Name = name;
        Values = values;
        Nodes = nodes;
        Inputs = inputs;
        Outputs = outputs;
        States = states.IsDefault ? [] : states;
    }

    public string Name { get; }

    public ImmutableArray<Value> Values { get; }

    /// <summary>In an order of execution.</summary>
    public ImmutableArray<Node> Nodes { get; }

    public ImmutableArray<ValueId> Inputs { get; }

    public ImmutableArray<ValueId> Outputs { get; }

    /// <summary>What survives from one inference to the next; empty for most models.</summary>
    public ImmutableArray<State> States { get; }

    public Value this[ValueId id] => Values[id.Index];

    public TensorType Type(ValueId id) => Values[id.Index].Type;

    /// <summary>Types of a node's operands; absent ones are null.</summary>
    public TensorType?[] InputTypes(Node node)
    {
        var types = new TensorType?[node.Inputs.Count];
        for (var i = 0; i < types.Length; i++) types[i] = node.Inputs[i].IsNone ? null : Type(node.Inputs[i]);
        return types;
    }
}
