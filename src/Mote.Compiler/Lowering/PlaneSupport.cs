using Mote.Compiler.ArmDsp;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Compiler.Lowering;

/// <summary>What the kernels of a node can do with values in planes.</summary>
/// <param name="Reads">Whether operands may be in planes.</param>
/// <param name="Writes">Whether the result may be.</param>
/// <param name="Together">Whether all must be if one is: what only copies does not put anything into another order.</param>
internal readonly record struct PlaneSupport(bool Reads, bool Writes, bool Together = false)
{
    public static readonly PlaneSupport None = new(false, false);

    public static readonly PlaneSupport All = new(true, true);

    /// <summary>Channels joined or taken apart: whole planes, one after another.</summary>
    private static readonly PlaneSupport OfWholePlanes = new(true, true, Together: true);

    public static PlaneSupport Of(Graph graph, Node node, CompileOptions options) =>
        node.Op is DepthwiseConv2D depthwise ? DepthwisePlan.Of(depthwise, graph, node, options) is not null ? All : None
        : node.Op is Conv2D && SignLayer.Of(graph, node) is not null ? None
        : node.Op is Conv2D convolution ? Lower.PlaneSupportOf(convolution, NodeLowering.InRows(graph, node, options))
        : node.Op is AveragePool2D pool && Lower.IsMeanDsp(pool, NodeLowering.InRows(graph, node, options)) ? new PlaneSupport(true, false)
        : node.Op is Concatenation { Axis: Channels } or Split { Axis: Channels, DropAxis: false } || TakesChannels(graph, node)
            ? OfWholePlanes
        : None;

    private const int Channels = 3;

    /// <summary>Whether a slice has all rows and columns.</summary>
    private static bool TakesChannels(Graph graph, Node node)
    {
        if (node.Op is not StridedSlice { To.Rank: 4 } slice) return false;
        var shape = graph.Type(node.Inputs[0]).Shape;
        return shape.Rank == 4 && slice.Strides[Channels] == 1
            && Enumerable.Range(0, Channels).All(
                axis => slice.Begin[axis] == 0 && slice.Sizes[axis] == shape[axis] && slice.Strides[axis] == 1);
    }
}
