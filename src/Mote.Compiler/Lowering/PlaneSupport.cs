using Mote.Compiler.ArmDsp;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Compiler.Lowering;

/// <summary>What the kernels of a node can do with values in planes.</summary>
/// <param name="Reads">Whether operands may be in planes.</param>
/// <param name="Writes">Whether the result may be.</param>
internal readonly record struct PlaneSupport(bool Reads, bool Writes)
{
    public static readonly PlaneSupport None = new(false, false);

    public static readonly PlaneSupport All = new(true, true);

    public static PlaneSupport Of(Graph graph, Node node, CompileOptions options) =>
        node.Op is DepthwiseConv2D depthwise ? DepthwisePlan.Of(depthwise, graph, node, options) is not null ? All : None
        : node.Op is Conv2D convolution ? Lower.PlaneSupportOf(convolution, NodeLowering.InRows(graph, node, options))
        : node.Op is AveragePool2D pool && Lower.IsMeanDsp(pool, NodeLowering.InRows(graph, node, options)) ? new PlaneSupport(true, false)
        : None;
}
