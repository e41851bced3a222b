using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Execution.Fast;

/// <summary>Which kernel computes a node: a fast one if it is certain to give the same bits, otherwise the reference's.</summary>
internal sealed class KernelChoice(Graph graph, ArenaLayout layout, VectorPath path)
{
    private readonly SumKernels _sums = SumKernels.For(path);

    public FastStep StepFor(Node node) => Fast(node.Op, new PlannedNode(graph, layout, node)) ?? new ReferenceStep(graph, node);

    private FastStep? Fast(Op op, PlannedNode node) =>
        op is Reshape ? (layout.Owner(node.Node.Output) == layout.Owner(node.Node.Inputs[0]) ? new ViewStep() : null)
        : op is Conv2D convolution ? ConvolutionStep.Of(convolution, node, _sums) ?? Int16ConvolutionStep.Of(convolution, node, path)
            ?? RealConvolutionStep.Of(convolution, node)
        : op is DepthwiseConv2D depthwise ? DepthwiseStep.Of(depthwise, node, path, _sums) ?? RealDepthwiseStep.Of(depthwise, node)
        : op is FullyConnected matrix ? ConvolutionStep.Of(matrix, node, _sums) ?? Int16ConvolutionStep.Of(matrix, node, path)
            ?? RealConvolutionStep.Of(matrix, node)
        : op is Add sum ? PairStep.Of(sum, node, path)
        : op is Mul product ? PairStep.Of(product, node, path)
        : op is AveragePool2D average ? PoolStep.Of(average, node)
        : op is MaxPool2D max ? PoolStep.Of(max, node)
        : op is Mean mean ? MeanStep.Of(mean, node)
        : op is Softmax softmax ? SoftmaxStep.Of(softmax, node)
        : op is Pad pad ? PadStep.Of(pad, node)
        : op is Lookup ? TableStep.OfLookup(node, path)
        : op is Quantize ? QuantizeStep.Of(node) ?? TableStep.Of(node, path)
        : op is Dequantize ? DequantizeStep.Of(node)
        : op is Relu or Unary or LeakyRelu ? TableStep.Of(node, path)
        : op is Rfft forward ? FourierSteps.Of(forward, node)
        : op is Irfft backward ? FourierSteps.Of(backward, node)
        : op is If branch ? new IfStep(node.Node, Plan(branch.Then), Plan(branch.Else))
        : op is ForEachFrame frames ? new FramesStep(frames, node, Plan(frames.Body))
        : op is While loop ? new WhileStep(node.Node, Plan(loop.Condition), Plan(loop.Body))
        : null;

    private FastPlan Plan(Subgraph subgraph) => new(subgraph.Graph, path);
}

/// <summary>The result is where the operand is.</summary>
internal sealed class ViewStep : FastStep
{
    public override void Run(FastMemory memory)
    {
    }
}
