using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>
/// States in the file: a variable tensor where one operator reads and changes it and nobody else sees it; otherwise a resource
/// that is read before everything and assigned after everything.
/// </summary>
internal sealed partial class TfLiteWritePlan
{
    /// <summary>For each new value that shares a variable's tensor, the old one.</summary>
    private Dictionary<ValueId, ValueId> Variables(Graph graph)
    {
        var uses = new Uses(graph);
        var variables = new Dictionary<ValueId, ValueId>();
        var states = graph.States.ToDictionary(s => s.Before);
        HideMemory(graph, uses);
        foreach (var node in graph.Nodes.Where(n => n.Op is Svdf or Lstm))
        {
            var operands = node.Op.StateOperands();
            for (var i = 0; i < operands.Count; i++)
            {
                var (before, after) = (node.Inputs[operands[i]], node.Outputs[node.Outputs.Count - operands.Count + i]);
                if (!states.TryGetValue(before, out var state))
                    throw new MoteException("MOTE0120", node.Origin.ToString(),
                        $"{node.Op.Name()} that begins anew at every inference cannot be written as .tflite, where it goes on.",
                        "Keep the model in Mote's text form or as ONNX, which every command reads.");
                if (state.After != after || graph.Outputs.Contains(after)
                    || node.Inputs.Count(v => v == before) != 1 || uses.Readers(before).Count != 1 || uses.Readers(after).Count != 0
                    || graph.States.Count(s => s.After == after) != 1)
                    throw new MoteException("MOTE0120", node.Origin.ToString(),
                        $"{node.Op.Name()} whose state is used elsewhere, too, cannot be written as .tflite.");
                if (!BeginsWithZero(state))
                    throw new MoteException("MOTE0120", $"state '{graph[before].Name}'",
                        $"the memory of {node.Op.Name()} cannot be written as .tflite unless it begins with zero.");
                variables[after] = before;
            }
        }
        return variables;
    }

    /// <summary>
    /// States that the file's operators keep themselves, as values that are in no tensor: what they hold before, and after unless the
    /// operator gives that as a result. They begin as the operator lets them begin.
    /// </summary>
    private void HideMemory(Graph graph, Uses uses)
    {
        var states = graph.States.ToDictionary(s => s.Before);
        foreach (var node in graph.Nodes.Where(n => n.Op.IsWithinOperator() || n.Op is CircularBuffer))
        {
            var operands = node.Op.StateOperands();
            var isResult = node.Op is SpectralSubtraction or CircularBuffer;
            for (var i = 0; i < operands.Count; i++)
            {
                var (before, after) = (node.Inputs[operands[i]], node.Outputs[node.Outputs.Count - operands.Count + i]);
                var initial = node.Op is CircularBuffer
                    ? TfLiteTensors.Zero(graph.Type(before)) : StreamStates.Initial(node.Op, graph.Type(node.Inputs[0]))[i];
                if (!states.TryGetValue(before, out var state) || state.After != after || !state.Initial.Equals(initial)
                    || node.Inputs.Count(v => v == before) != 1 || uses.Readers(before).Count != 1
                    || (!isResult && (uses.Readers(after).Count != 0 || graph.Outputs.Contains(after)))
                    || graph.States.Count(s => s.After == after) != 1)
                    throw new MoteException("MOTE0120", node.Origin.ToString(),
                        $"{node.Op.Name()} whose memory is used elsewhere, too, or begins with something cannot be written as .tflite.");
                _hidden.Add(before);
                if (!isResult) _hidden.Add(after);
                else if (node.Op is CircularBuffer) _streams.Add(after);
            }
        }
    }

    private TfLiteResource Resource(State state)
    {
        var name = _graph[state.Before].Name;
        var isOnlyOne = _graph.States.Count(s => _graph[s.Before].Name == name) == 1;
        return new TfLiteResource(isOnlyOne ? null : state.Before.Index.ToString(CultureInfo.InvariantCulture), name);
    }

    private int Handle(TfLiteSubgraphPlan plan, TfLiteResource resource)
    {
        plan.Tensors.Add(
            new TfLiteTensorPlan($"{resource.Name}/handle", new TensorType(ElementType.Int32, []), 0, TfLiteTensorKind.Resource));
        var handle = plan.Tensors.Count - 1;
        plan.Operators.Add(
            new TfLiteOperatorPlan(_file.CodeIndex(BuiltinOperator.VAR_HANDLE, 1), [], [handle], 111, [], resource));
        return handle;
    }

    /// <summary>A subgraph that is called once gives variables their first values.</summary>
    private void Initialise(List<State> states)
    {
        if (states.Count == 0) return;
        var index = _file.Subgraphs.Count;
        var initial = _file.NewSubgraph("initialise");
        foreach (var state in states)
        {
            var handle = Handle(initial, Resource(state));
            var (name, data) = (_graph[state.Before].Name, state.Initial);
            initial.Tensors.Add(new TfLiteTensorPlan(name, data.Type, _file.Buffer(data.Bytes)));
            initial.Operators.Add(new TfLiteOperatorPlan(
                _file.CodeIndex(BuiltinOperator.ASSIGN_VARIABLE, 1), [handle, initial.Tensors.Count - 1], [], 113, []));
        }
        _plan.Operators.Add(new TfLiteOperatorPlan(
            _file.CodeIndex(BuiltinOperator.CALL_ONCE, 1), [], [], 103, [FlatField.Int(index)]));
    }

    private static bool BeginsWithZero(State state) => state.Initial.Equals(TfLiteTensors.Zero(state.Initial.Type));

    private void AddVariable(BuiltinOperator code, int optionsType, int[] inputs, int[] outputs) =>
        _plan.Operators.Add(new TfLiteOperatorPlan(_file.CodeIndex(code, 1), inputs, outputs, optionsType, []));

    private static int[] OfTheFile(int[] operands)
    {
        var all = new int[TfLiteOperators.LstmOperandsOfTheFile];
        Array.Fill(all, -1);
        for (var i = 0; i < operands.Length; i++) all[TfLiteOperators.LstmOperands[i]] = operands[i];
        return all;
    }
}
