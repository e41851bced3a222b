using System.Collections.Immutable;
using Mote.Compiler.Prediction;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Compiler.Lowering;

/// <summary>What is asked of lowering, node by node, while a graph is compiled: of the nodes themselves, or of what is remembered of
/// others like them.</summary>
internal interface ILayerLowering
{
    /// <summary>What the programs are made of.</summary>
    ProgramParts Parts { get; }

    /// <summary>What the node's kernels can do with values in planes.</summary>
    PlaneSupport Planes(Graph graph, Node node, CompileOptions options);

    /// <summary>Whether the convolution can write lines over rows that it has read.</summary>
    bool StreamsLines(Graph graph, Node node, CompileOptions options);

    /// <summary>One node alone, without what control flow runs.</summary>
    Step Lower(Graph graph, Node node, int index, ImmutableArray<ValueLayout> layouts, CompileOptions options);
}

/// <summary>Every node anew.</summary>
internal sealed class LayerLowering : ILayerLowering
{
    public ProgramParts Parts { get; } = new();

    public PlaneSupport Planes(Graph graph, Node node, CompileOptions options) => PlaneSupport.Of(graph, node, options);

    public bool StreamsLines(Graph graph, Node node, CompileOptions options) =>
        node.Op is Conv2D op && Lowering.Lower.StreamsLines(op, NodeLowering.InRows(graph, node, options));

    public Step Lower(Graph graph, Node node, int index, ImmutableArray<ValueLayout> layouts, CompileOptions options) =>
        Lowering.Lower.Node(graph, node, index, layouts, options);
}
