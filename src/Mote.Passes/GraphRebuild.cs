using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Passes;

/// <summary>
/// Makes a graph from another, node by node. Constants come over when first used, so unused ones disappear; the order of inputs,
/// states, outputs and nodes stays.
/// </summary>
public sealed class GraphRebuild
{
    private readonly Graph _source;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<ValueId, ValueId> _map = [];
    private readonly List<State> _states;

    /// <param name="source">What to make it from.</param>
    /// <param name="keeps">Which states stay; all, if null.</param>
    public GraphRebuild(Graph source, Func<State, bool>? keeps = null)
    {
        _source = source;
        _states = [.. source.States.Where(s => keeps?.Invoke(s) ?? true)];
        _builder = new GraphBuilder(source.Name);
        foreach (var input in source.Inputs) _map[input] = _builder.Input(source[input].Name, source[input].Type);
        foreach (var state in _states) _map[state.Before] = _builder.State(source[state.Before].Name, state.Initial);
    }

    public Graph Source => _source;

    /// <summary>The new graph's value for an old one.</summary>
    public ValueId this[ValueId old]
    {
        get
        {
            if (old.IsNone) return old;
            if (_map.TryGetValue(old, out var mapped)) return mapped;
            var value = _source[old];
            return _map[old] = _builder.Constant(value.Name,
                value.Data ?? throw new InvalidOperationException($"{old} '{value.Name}' was dropped, but is still read"));
        }
    }

    public TensorType Type(ValueId mapped) => _builder.Type(mapped);

    /// <summary>Copies a node as it is.</summary>
    public void Keep(Node node) => Emit(node, node.Op, [.. node.Inputs.Select(i => this[i])]);

    /// <summary>Adds an operator in a node's place; its outputs stand for the node's.</summary>
    /// <param name="node">Whose outputs (names, quantization) are made.</param>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Operands in the new graph.</param>
    /// <param name="origin">Where other layers have gone into it.</param>
    public void Emit(Node node, Op op, ReadOnlySpan<ValueId> inputs, Origin? origin = null)
    {
        var outputs = _builder.Add(op, inputs, [.. node.Outputs.Select(o => _source.Type(o).Quantization)],
            [.. node.Outputs.Select(o => _source[o].Name)], origin ?? node.Origin);
        for (var i = 0; i < outputs.Length; i++) _map[node.Outputs[i]] = outputs[i];
    }

    /// <summary>Adds an operator that stands for no old value.</summary>
    public ValueId Add(Op op, ReadOnlySpan<ValueId> inputs, Quantization? quantization, string name, Origin origin) =>
        _builder.Add(op, inputs, quantization, name, origin);

    public ValueId Constant(string name, Tensor data) => _builder.Constant(name, data);

    /// <summary>From now on, readers of <paramref name="old"/> read <paramref name="mapped"/>.</summary>
    public void Replace(ValueId old, ValueId mapped) => _map[old] = mapped;

    public Graph Build()
    {
        foreach (var state in _states) _builder.Keep(this[state.Before], this[state.After]);
        return _builder.Build([.. _source.Outputs.Select(o => this[o])]);
    }
}
