using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Compiler.Lowering;

/// <summary>From operators to calls of C kernels. Every decision about the code is made here; what follows prints.</summary>
internal static partial class Lower
{
    public static ImmutableArray<Step> Graph(Graph graph, CompileOptions options) =>
        [.. graph.Nodes.Select((node, i) => new Step(i, node, Calls(new NodeLowering(graph, node, options))))];

    private static ImmutableArray<KernelCall> Calls(NodeLowering n) => n.Node.Op switch
    {
        Conv2D o => n.Y.IsFloat ? LowerConv2DFloat(o, n) : LowerConv2DInt8(o, n),
        DepthwiseConv2D o => n.Y.IsFloat ? LowerDepthwiseFloat(o, n) : LowerDepthwiseInt8(o, n),
        AveragePool2D o => LowerPool("average_pool2d", o.KernelY, o.KernelX, o.Steps, o.Padding, o.Activation, n),
        MaxPool2D o => LowerPool("max_pool2d", o.KernelY, o.KernelX, o.Steps, o.Padding, o.Activation, n),
        FullyConnected o => n.Y.IsFloat ? LowerMatrixFloat(o.Activation, n) : LowerMatrixInt8(o, n),
        Add o => n.Y.IsFloat ? LowerBinaryFloat("add", o.Activation, n) : LowerAddInt8(o, n),
        Mul o => n.Y.IsFloat ? LowerBinaryFloat("mul", o.Activation, n) : LowerMulInt8(o, n),
        Relu o => n.Y.IsFloat ? LowerReluFloat(o, n) : LowerReluInt8(o, n),
        Quantize => n.X().IsFloat ? LowerQuantize(n) : LowerRequantize(n),
        Dequantize => LowerDequantize(n),
        Lookup => LowerLookup(n),
        Softmax o => n.Y.IsFloat ? LowerSoftmaxFloat(o, n) : LowerSoftmaxInt8(o, n),
        Reshape => LowerReshape(n),
        Pad o => LowerPad(o, n),
        Concatenation o => LowerConcatenation(o, n),
        Svdf o => n.Y.IsFloat ? LowerSvdfFloat(o, n) : LowerSvdfInt8(o, n),
        Lstm o => n.Y.IsFloat ? LowerLstmFloat(o, n) : LowerLstmInteger(o, n),
        Mean o => LowerMean(o, n),
    };
}
