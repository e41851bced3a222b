using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Execution;

namespace Mote.Examples.Quantizing;

/// <summary>Ranges of every node's output while a float graph works through typical inputs.</summary>
public static class Calibration
{
    public static IReadOnlyDictionary<ValueId, ValueRange> Measure(Graph graph, IEnumerable<float[]> inputs)
    {
        var ranges = graph.Nodes.ToDictionary(n => n.Output, _ => default(ValueRange));
        var interpreter = new Interpreter(graph);
        foreach (var input in inputs)
            interpreter.Run(MemoryMarshal.AsBytes<float>(input), (node, _, data) =>
            {
                var output = graph.Nodes[node].Output;
                ranges[output] = ranges[output].Including(MemoryMarshal.Cast<byte, float>(data));
            });
        return ranges;
    }
}
