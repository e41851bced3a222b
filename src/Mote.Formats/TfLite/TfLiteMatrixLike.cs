using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;
using Op = Mote.Core.Ops.Op;

namespace Mote.Formats.TfLite;

/// <summary>TRANSPOSE_CONV and BATCH_MATMUL, between the file and the graph.</summary>
internal static class TfLiteMatrixLike
{
    private const int Same = 0, Valid = 1;

    /// <summary>
    /// The file has the output's shape as operand 0 and the weights before the input; the output is declared with that shape.
    /// </summary>
    public static (Op Op, int[] Operands) TransposeConv(TfLiteOperator o, TfLiteTensors tensors, FlatTable? options, Activation activation)
    {
        var y = o.Outputs.Length > 0 ? tensors.Type(o.Outputs[0], o.Where).Shape : throw o.Bad("the output is missing.");
        var w = tensors.Type(o.Input(1), o.Where).Shape;
        if (y.Rank != 4 || w.Rank != 4) throw o.Bad($"the output has shape {y}, the weights {w}; four dimensions are expected.");
        var steps = new Steps(options?.Int(2) ?? 0, options?.Int(1) ?? 0);
        if (steps.StrideY is <= 0 or > 65536 || steps.StrideX is <= 0 or > 65536)
            throw o.Bad($"strides are {steps.StrideY}x{steps.StrideX}; they must be positive and in proportion.");
        var (top, left) = (options?.Byte(0) ?? 0) switch
        {
            Same => (Padding.Same(y[1], w[1], steps.StrideY, 1).Before, Padding.Same(y[2], w[2], steps.StrideX, 1).Before),
            Valid => (0, 0),
            var other => throw o.Bad($"padding scheme number {other} does not exist."),
        };
        return (new TransposeConv2D(y[1], y[2], steps, top, left, activation), [o.Input(2), o.Input(1), .. o.Inputs[3..]]);
    }

    public static (Op Op, int[] Operands) BatchMatMul(TfLiteOperator o)
    {
        var options = o.Options(101);
        return (new BatchMatMul(options?.Bool(0) ?? false, options?.Bool(1) ?? false), o.Inputs);
    }

    /// <summary>The padding scheme that says where the output begins, of an operator that <see cref="Whole"/> leaves.</summary>
    public static int Scheme(TransposeConv2D op) => op is { Top: 0, Left: 0 } ? Valid : Same;

    /// <summary>The operator from the first row and column on, to be cut; null if one of the schemes says where to begin.</summary>
    public static TransposeConv2D? Whole(TransposeConv2D op, Shape weights) => op is { Top: 0, Left: 0 }
        || (op.Top == Padding.Same(op.Height, weights[1], op.Steps.StrideY, 1).Before
            && op.Left == Padding.Same(op.Width, weights[2], op.Steps.StrideX, 1).Before) ? null
        : op with { Height = op.Top + op.Height, Width = op.Left + op.Width, Top = 0, Left = 0 };

    /// <summary>Operands in the file's order: constants follow the others, except for a transposed convolution.</summary>
    public static int[] Ordered(Op op, int[] inputs, int[] constants) => op is TransposeConv2D
        ? [.. constants, inputs[1], inputs[0], .. inputs[2..]] : [.. inputs, .. constants];
}
