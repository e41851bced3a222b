using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Onnx.Writing;

/// <summary>What joined the graph's operators later: transposed convolutions, pooling of squares, gated units.</summary>
internal static partial class OnnxNodes
{
    private static void Painting(OnnxFile f, Node n, TransposeConv2D op)
    {
        var (x, w) = (f.Type(n.Inputs[0]).Shape, f.Type(n.Inputs[1]).Shape);
        // What the file cuts off at the end; more than the painting has is its output_padding, which must be less than a stride.
        int bottom = op.Steps.StrideY * (x[1] - 1) + w[1] - op.Top - op.Height;
        int right = op.Steps.StrideX * (x[2] - 1) + w[2] - op.Left - op.Width;
        if (-bottom >= op.Steps.StrideY || -right >= op.Steps.StrideX) throw None(n, "with rows or columns that no pixel reaches has");
        string[] inputs = [f.Image(n.Inputs[0]), Weights(f, n, 1, [3, 0, 1, 2]), .. Bias(f, n)];
        var y = f.Add("ConvTranspose", inputs, a =>
        {
            a.Ints("kernel_shape", w[1], w[2]);
            a.Ints("strides", op.Steps.StrideY, op.Steps.StrideX);
            a.Ints("pads", op.Top, op.Left, Math.Max(0, bottom), Math.Max(0, right));
            a.Ints("output_padding", Math.Max(0, -bottom), Math.Max(0, -right));
        });
        f.Define(n.Output, Clamped(f, y, op.Activation), image: true);
    }

    /// <summary>The file's LpPool sums squares and counts padding; the mean's root is written in three steps.</summary>
    private static void RootPool(OnnxFile f, Node n, L2Pool2D op)
    {
        var x = f.Image(n.Inputs[0]);
        var mean = f.Add("AveragePool", [f.Add("Mul", [x, x])], a =>
        {
            a.Ints("kernel_shape", op.KernelY, op.KernelX);
            a.Ints("strides", op.Steps.StrideY, op.Steps.StrideX);
            a.Ints("pads", op.Padding.Top, op.Padding.Left, op.Padding.Bottom, op.Padding.Right);
        });
        f.Define(n.Output, Clamped(f, f.Add("Sqrt", [mean]), op.Activation), image: true);
    }

    private static void Gated(OnnxFile f, Node n, Gru op)
    {
        if (!f.Type(n.Inputs[0]).IsFloat) throw None(n, "of integers has");
        var (k, s) = (f.Type(n.Inputs[0]).Shape[2], f.Type(n.Output).Shape[2]);
        float[] Known(int operand) => f.Graph[n.Inputs[operand]].Data is { } data
            ? MemoryMarshal.Cast<byte, float>(data.Bytes).ToArray() : throw None(n, "with computed weights has");
        float[] Gates(int first) => [.. Enum.GetValues<GruGate>().SelectMany(g => Known(first + (int)g))];
        string Constant(string name, Shape shape, float[] values) =>
            f.Constant(name, Tensor.From<float>(new TensorType(ElementType.Float32, shape), values));
        float[] recurrent = [.. new float[2 * s], .. op.LinearBeforeReset ? Known(Gru.RecurrentBias) : new float[s]];
        var x = op.TimeMajor ? f.Real(n.Inputs[0]) : f.Add("Transpose", [f.Real(n.Inputs[0])], a => a.Ints("perm", 1, 0, 2));
        var batches = f.Type(n.Inputs[0]).Shape[op.TimeMajor ? 1 : 0];
        string[] outputs = [f.Unique("y"), f.Unique("hidden")];
        var node = f.Node("GRU", [x, Constant("W", [1, 3 * s, k], Gates(Gru.Weights)), Constant("R", [1, 3 * s, s], Gates(Gru.Recurrent)),
            Constant("B", [1, 6 * s], [.. Gates(Gru.Bias), .. recurrent]), "", Shaped(f, f.Real(n.Inputs[Gru.Hidden]), [1, batches, s])],
            outputs);
        node.Int("hidden_size", s);
        node.Int("linear_before_reset", op.LinearBeforeReset ? 1 : 0);
        var y = f.Add("Squeeze", [outputs[0], f.Integers(1)]);
        f.Define(n.Outputs[0], op.TimeMajor ? y : f.Add("Transpose", [y], a => a.Ints("perm", 1, 0, 2)));
        f.Define(n.Outputs[1], Shaped(f, outputs[1], f.Type(n.Outputs[1]).Shape));
    }
}
