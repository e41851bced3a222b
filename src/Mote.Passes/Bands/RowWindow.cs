using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Passes.Bands;

/// <summary>Rows [First, End) of an image.</summary>
public readonly record struct RowRange(int First, int End)
{
    public int Count => End - First;

    public RowRange Union(RowRange other) => new(Math.Min(First, other.First), Math.Max(End, other.End));
}

/// <summary>
/// Which rows of its operands an operator needs for rows of its result: a window that moves down the image, with rows that do not exist
/// above and below. X and Y are [1,h,w,c].
/// </summary>
/// <param name="Height">From the first row of a window to its last.</param>
/// <param name="Stride">By how many rows it moves.</param>
/// <param name="Top">Rows above the image that the first window has.</param>
public sealed record RowWindow(int Height, int Stride, int Top)
{
    private const int Rows = 1;

    private static readonly RowWindow RowByRow = new(1, 1, 0);

    /// <summary>Null if the operator does not work row by row, or on anything but images.</summary>
    public static RowWindow? Of(Graph graph, Node node)
    {
        if (node.Outputs.Count != 1 || !IsImage(graph.Type(node.Output))
            || !node.Inputs.Any(i => !i.IsNone && !graph[i].IsConstant && IsImage(graph.Type(i)))) return null;
        return node.Op is Conv2D conv && HasConstantOperands(graph, node) ? Of(Kernel(graph, node), conv.Steps, conv.Padding)
            : node.Op is DepthwiseConv2D depthwise && HasConstantOperands(graph, node)
                ? Of(Kernel(graph, node), depthwise.Steps, depthwise.Padding)
            : node.Op is AveragePool2D average ? Of(average.KernelY, average.Steps, average.Padding)
            : node.Op is MaxPool2D max ? Of(max.KernelY, max.Steps, max.Padding)
            : node.Op is L2Pool2D l2 ? Of(l2.KernelY, l2.Steps, l2.Padding)
            : node.Op is Pad pad && pad.Before[0] == 0 && pad.After[0] == 0 ? new RowWindow(1, 1, pad.Before[Rows])
            : IsRowByRow(graph, node) ? RowByRow : null;
    }

    /// <summary>The rows that exist of those that are needed, and how many are missing above and below.</summary>
    /// <param name="result">Rows of the result.</param>
    /// <param name="height">The operand's.</param>
    public (RowRange Operand, int Above, int Below) Needs(RowRange result, int height)
    {
        var (first, end) = (result.First * Stride - Top, (result.End - 1) * Stride - Top + Height);
        return (new RowRange(Math.Max(0, first), Math.Min(height, end)), Math.Max(0, -first), Math.Max(0, end - height));
    }

    /// <summary>The operator for a part of the rows, with that many missing above and below.</summary>
    public static Op With(Op op, int above, int below) =>
        op is Conv2D conv ? conv with { Padding = With(conv.Padding, above, below) }
        : op is DepthwiseConv2D depthwise ? depthwise with { Padding = With(depthwise.Padding, above, below) }
        : op is AveragePool2D average ? average with { Padding = With(average.Padding, above, below) }
        : op is MaxPool2D max ? max with { Padding = With(max.Padding, above, below) }
        : op is L2Pool2D l2 ? l2 with { Padding = With(l2.Padding, above, below) }
        : op is Pad pad ? pad with { Before = With(pad.Before, above), After = With(pad.After, below) }
        : op;

    /// <summary>One image of at least one row.</summary>
    public static bool IsImage(TensorType type) => type.Shape.Rank == 4 && type.Shape[0] == 1;

    private static RowWindow Of(int kernel, Steps steps, Padding padding) =>
        new((kernel - 1) * steps.DilationY + 1, steps.StrideY, padding.Top);

    private static Padding With(Padding padding, int above, int below) => padding with { Top = above, Bottom = below };

    private static bool IsRowByRow(Graph graph, Node node) =>
        node.Op is Relu or Quantize or Dequantize or Unary or LeakyRelu
        || (node.Op is Lookup && graph[node.Inputs[Lookup.Table]].IsConstant)
        || (node.Op is Add or Mul or Binary or PRelu && node.Inputs.All(i => IsSameInEveryRow(graph, i, graph.Type(node.Output))))
        || (node.Op is Concatenation { Axis: 3 } && node.Inputs.All(i => !graph[i].IsConstant));

    private static int Kernel(Graph graph, Node node) => graph.Type(node.Inputs[1]).Shape[1];

    private static bool HasConstantOperands(Graph graph, Node node) => node.Inputs.Skip(1).All(i => i.IsNone || graph[i].IsConstant);

    /// <summary>An image as high as the result, or a constant that does not vary from row to row.</summary>
    private static bool IsSameInEveryRow(Graph graph, ValueId operand, TensorType result)
    {
        var shape = graph.Type(operand).Shape;
        if (!graph[operand].IsConstant) return IsImage(graph.Type(operand)) && shape[Rows] == result.Shape[Rows];
        return shape.Rank < 3 || shape[shape.Rank - 3] == 1;
    }

    private static EquatableArray<int> With(EquatableArray<int> sides, int rows) =>
        sides.Select((s, axis) => axis == Rows ? rows : s).ToEquatableArray();
}
