using Google.Protobuf;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Onnx.Writing;

namespace Mote.Onnx;

/// <summary>
/// Writes graphs as .onnx (operator set 17): float ones as they are, int8 ones with QuantizeLinear and DequantizeLinear around real
/// operators. Inputs and outputs keep the graph's shapes, channels last; transpositions stand before and behind runs of operators that
/// want channels first. Same graph, same bytes.
/// </summary>
public static class OnnxWriter
{
    /// <exception cref="MoteException">MOTE0136: what ONNX has no counterpart for, all of it at once.</exception>
    public static byte[] Write(Graph graph)
    {
        var file = new OnnxFile(graph);
        var problems = new List<Diagnostic>();
        if (!graph.States.IsEmpty)
            problems.Add(new("MOTE0136", Severity.Error, graph.Name, "ONNX has no memory from one inference to the next.",
                "Write the graph as .tflite."));
        foreach (var node in graph.Nodes)
        {
            try
            {
                OnnxNodes.Write(file, node);
            }
            catch (MoteException e)
            {
                problems.AddRange(e.Diagnostics);
            }
        }
        if (problems.Count > 0) throw new MoteException([.. problems]);
        return file.Finish().ToByteArray();
    }
}
