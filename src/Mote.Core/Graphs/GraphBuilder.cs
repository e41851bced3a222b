using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Core.Graphs;

/// <summary>The only way to make a <see cref="Graph"/>: infers and checks each node as it is added.</summary>
public sealed class GraphBuilder(string name)
{
    private readonly List<Value> _values = [];
    private readonly List<Node> _nodes = [];
    private readonly List<ValueId> _inputs = [];
    private readonly List<State> _states = [];

    public TensorType Type(ValueId id) => _values[id.Index].Type;

    public ValueId Input(string valueName, TensorType type)
    {
        var id = AddValue(valueName, type);
        _inputs.Add(id);
        return id;
    }

    /// <summary>A state, as its value at the beginning of an inference. It keeps that value unless <see cref="Keep"/> is called.</summary>
    public ValueId State(string valueName, Tensor initial)
    {
        var id = AddValue(valueName, initial.Type);
        _states.Add(new State(id, id, initial));
        return id;
    }

    /// <summary>All states so far.</summary>
    public IReadOnlyList<State> States => _states;

    /// <summary>What a state holds when the next inference begins.</summary>
    public void Keep(ValueId before, ValueId after)
    {
        var index = _states.FindIndex(s => s.Before == before);
        if (index < 0) throw new InvalidOperationException($"{before} is no state");
        if (after.IsNone || after.Index >= _values.Count) throw new InvalidOperationException($"{after}, kept in {before}, is not defined");
        _states[index] = _states[index] with { After = after };
    }

    public ValueId Constant(string valueName, Tensor data) => AddValue(valueName, data.Type, data);

    /// <summary>Adds a node with one output.</summary>
    /// <exception cref="MoteException">MOTE0201, MOTE0202: the operator does not accept these operands.</exception>
    public ValueId Add(Op op, ReadOnlySpan<ValueId> inputs, Quantization? quantization, string outputName, Origin origin) =>
        Add(op, inputs, [quantization], [outputName], origin)[0];

    /// <summary>Adds a node.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Operands; <see cref="ValueId.None"/> where an optional one is absent.</param>
    /// <param name="quantizations">Of the outputs, which no operator can infer.</param>
    /// <param name="outputNames">One for each output.</param>
    /// <param name="origin">The layers the node comes from.</param>
    /// <returns>The outputs.</returns>
    /// <exception cref="MoteException">MOTE0201, MOTE0202: the operator does not accept these operands,
    /// or gives what cannot be.</exception>
    public ValueId[] Add(Op op, ReadOnlySpan<ValueId> inputs, ReadOnlySpan<Quantization?> quantizations,
        ReadOnlySpan<string> outputNames, Origin origin)
    {
        var types = new TensorType?[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Index >= _values.Count)
                throw new InvalidOperationException($"operand {inputs[i]} of {origin} is not defined yet");
            types[i] = inputs[i].IsNone ? null : _values[inputs[i].Index].Type;
        }
        var inferred = TypeInference.Infer(op, types, quantizations, origin);
        if (inferred.Length != outputNames.Length)
            throw new MoteException("MOTE0201", origin.ToString(),
                $"the operator has {inferred.Length} outputs, not {outputNames.Length}.");
        var outputs = new ValueId[inferred.Length];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = AddValue(outputNames[i], inferred[i]);
        _nodes.Add(new Node(op, EquatableArray.Create(inputs), EquatableArray.Create<ValueId>(outputs), origin));
        return outputs;
    }

    public Graph Build(ReadOnlySpan<ValueId> outputs)
    {
        foreach (var output in outputs)
        {
            if (output.IsNone || output.Index >= _values.Count) throw new InvalidOperationException($"output {output} is not defined");
            if (Type(output).Element == ElementType.Int4)
                throw new MoteException("MOTE0202", _values[output.Index].Name, "constants packed in four bits cannot be an output.");
        }
        var graph = new Graph(name, [.. _values], [.. _nodes], [.. _inputs], outputs.ToImmutableArray(), [.. _states]);
        return StateChecks.Problems(graph).FirstOrDefault() is { } problem ? throw new InvalidOperationException(problem) : graph;
    }

    private ValueId AddValue(string valueName, TensorType type, Tensor? data = null)
    {
        if (TypeChecks.Problem(type) is { } problem)
            throw new MoteException("MOTE0202", valueName, $"no tensor can have this type: {problem}.");
        if (data is null && type.Element == ElementType.Int4)
            throw new MoteException("MOTE0202", valueName, "no tensor can have this type: only constants are packed in four bits.");
        var id = new ValueId(_values.Count);
        _values.Add(new Value(id, valueName, type, data));
        return id;
    }
}
