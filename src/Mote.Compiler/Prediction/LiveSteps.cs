using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Prediction;

/// <summary>
/// How many bytes live during each step, before anything is placed: a result over an operand that is not needed any more counts only as far
/// as it is larger.
/// </summary>
internal sealed class LiveSteps
{
    private readonly Graph _graph;
    private readonly int[] _last;

    /// <summary>Values that are needed, and results.</summary>
    private readonly long[] _values;

    public LiveSteps(Graph graph)
    {
        _graph = graph;
        _last = new int[graph.Values.Length];
        for (var i = 0; i < graph.Nodes.Length; i++)
            foreach (var input in graph.Nodes[i].Inputs)
                if (!input.IsNone) _last[input.Index] = i;
        foreach (var kept in graph.Outputs.Concat(graph.States.SelectMany(s => new[] { s.Before, s.After })))
            _last[kept.Index] = graph.Nodes.Length;
        _values = new long[graph.Nodes.Length];
        var live = new HashSet<ValueId>(graph.Inputs.Concat(graph.States.Select(s => s.Before)));
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var outputs = graph.Nodes[i].Outputs;
            _values[i] = live.Sum(v => (long)graph.Type(v).Bytes) + outputs.Sum(o => (long)graph.Type(o).Bytes);
            live.UnionWith(outputs.Where(o => _last[o.Index] > i));
            live.RemoveWhere(v => _last[v.Index] <= i);
        }
    }

    /// <summary>During this step, lowered like that.</summary>
    public long Bytes(Step step)
    {
        var bytes = _values[step.Index] + step.ScratchBytes;
        var replaced = step.Calls is [var call] ? call.InPlace ?? call.Stream?.Operand : null;
        if (step.IsView) replaced = step.Node.Inputs[0];
        if (replaced is { } operand && !_graph[operand].IsConstant && _last[operand.Index] == step.Index)
            bytes -= Math.Min(_graph.Type(operand).Bytes, _graph.Type(step.Node.Output).Bytes);
        return bytes;
    }
}
