using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

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
        foreach (var state in graph.States.Where(s => !_hidden.Contains(s.Before)))
            if (!state.Initial.Equals(TfLiteTensors.Zero(state.Initial.Type)))
                throw new MoteException("MOTE0120", $"state '{graph[state.Before].Name}'",
                    "a state that does not begin with zero cannot be written as .tflite.");
        foreach (var node in graph.Nodes.Where(n => n.Op is Svdf or Lstm))
        {
            var operands = node.Op.StateOperands();
            for (var i = 0; i < operands.Count; i++)
            {
                var (before, after) = (node.Inputs[operands[i]], node.Outputs[node.Outputs.Count - operands.Count + i]);
                if (!states.TryGetValue(before, out var state) || state.After != after || graph.Outputs.Contains(after)
                    || node.Inputs.Count(v => v == before) != 1 || uses.Readers(before).Count != 1 || uses.Readers(after).Count != 0
                    || graph.States.Count(s => s.After == after) != 1)
                    throw new MoteException("MOTE0120", node.Origin.ToString(),
                        $"{node.Op.Name()} whose state is used elsewhere, too, cannot be written as .tflite.");
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

    private int Handle(State state, int index)
    {
        var name = _graph[state.Before].Name;
        Tensors.Add(new TfLiteTensorPlan($"{name}/handle", new TensorType(ElementType.Int32, []), 0, TfLiteTensorKind.Resource));
        var handle = Tensors.Count - 1;
        Operators.Add(new TfLiteOperatorPlan(CodeIndex(BuiltinOperator.VAR_HANDLE, 1), [], [handle], 111, [], $"{name}/{index}"));
        return handle;
    }

    private void AddVariable(BuiltinOperator code, int optionsType, int[] inputs, int[] outputs) =>
        Operators.Add(new TfLiteOperatorPlan(CodeIndex(code, 1), inputs, outputs, optionsType, []));

    private static int[] OfTheFile(int[] operands)
    {
        var all = new int[TfLiteOperators.LstmOperandsOfTheFile];
        Array.Fill(all, -1);
        for (var i = 0; i < operands.Length; i++) all[TfLiteOperators.LstmOperands[i]] = operands[i];
        return all;
    }
}
