using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

/// <summary>
/// Operators with int8 weights beside float activations, in the file. Their versions tell a runtime that it has to quantize
/// activations itself; where the format lets us choose how, we ask for the way that loses least (a zero point for each row).
/// </summary>
internal static class TfLiteHybrid
{
    public static bool Is(Graph graph, Node node) =>
        node.Inputs.Count > 1 && !node.Inputs[0].IsNone && !node.Inputs[1].IsNone
        && node.Op is Conv2D or DepthwiseConv2D or FullyConnected or TransposeConv2D or BatchMatMul or Svdf or Lstm
        && HybridWeights.Are(graph.Type(node.Inputs[0]), graph.Type(node.Inputs[1]));

    /// <param name="op">The operator.</param>
    /// <param name="weights">The type of its weights.</param>
    /// <param name="version">Without hybrid weights.</param>
    /// <param name="options">Without hybrid weights.</param>
    public static (int Version, FlatField[] Options) Adjust(Op op, TensorType weights, int version, FlatField[] options)
    {
        var perChannel = weights.Quantization is Quantization.PerAxis;
        return op is Conv2D ? (perChannel ? 5 : 2, options)
            : op is DepthwiseConv2D ? (perChannel ? 6 : 4, options)
            : op is FullyConnected ? (perChannel ? 12 : 9, [.. options, FlatField.Bool(true)])
            : op is BatchMatMul ? (4, [.. options, FlatField.Bool(true)])
            : op is Svdf ? (4, [.. options, FlatField.Bool(true)])
            : op is Lstm ? (3, [.. options, FlatField.Bool(true)])
            : (Math.Max(version, 2), options);
    }
}
