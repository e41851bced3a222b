using System.Collections.Immutable;
using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Compiler.SmallCores;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

/// <summary>The small cores' ideas in C, for cores with registers enough.</summary>
internal static partial class Lower
{
    /// <summary>A weight that its group has no room for, by four columns, on RV32IMC.</summary>
    private const double InstructionsOfSingle = 19;

    private static ImmutableArray<KernelCall> ColumnsInC(
        ColumnPairs pairs, ChannelSums sums, CParameters window, bool isPixel, NodeLowering n)
    {
        var inPlace = isPixel && pairs.Depth == sums.Depth;
        var parameters = CParameters.Of(
            ("window", window),
            ("depth", sums.Depth),
            ("padded", pairs.Depth),
            ("group", pairs.Group),
            ("row_words", (pairs.Depth + 3) / 4),
            ("in_place", inPlace ? 1 : 0),
            ("fill", n.X().PerTensor.ZeroPoint),
            ("steps", StepsOf(sums)));
        var scratch = 8 * pairs.Depth + (inPlace ? 0 : ColumnPairs.Columns * pairs.Depth);
        var call = CallInC(
            "conv2d_s8_pairs", parameters, CStreams.Pairs(pairs, sums), new CArgument.Scratch("scratch", "uint32_t"), scratch, n)[0];
        // What its parameters do not say.
        var singles = (double)pairs.AllSingles(sums) * ((n.Y.Elements / sums.Channels + ColumnPairs.Columns - 1) / ColumnPairs.Columns);
        return [call with { Cost = InstructionsOfSingle * singles * new KernelCost(1, 1), IsPartOfCost = true }];
    }

    private static ImmutableArray<KernelCall> RowsInC(ChannelSums sums, int rows, NodeLowering n)
    {
        var parameters = CParameters.Of(
            ("rows", rows), ("columns", sums.Depth), ("outputs", sums.Channels), ("steps", StepsOf(sums)));
        return CallInC("matrix_s8_eight", parameters, CStreams.Rows(sums), null, 0, n);
    }

    private static ImmutableArray<KernelCall> PlaneInC(DepthwiseConv2D op, ChannelSums sums, int pitch, int height, NodeLowering n)
    {
        var w = n.X(DepthwiseConv2D.Weights).Shape;
        var parameters = CParameters.Of(
            ("window", Window(w[1], w[2], op.Steps, op.Padding, n)),
            ("pitch", pitch),
            ("plane_bytes", pitch * height),
            ("interior", op.Padding.Top * pitch + op.Padding.Left),
            ("fill", n.X().PerTensor.ZeroPoint),
            ("weight_words", (sums.Depth + 3) / 4),
            ("steps", StepsOf(sums)));
        var calls = CallInC(
            "depthwise_s8_plane", parameters, CStreams.Planes(sums), new CArgument.Scratch("plane", "int8_t"), pitch * height, n);
        return n.X().Shape == n.Y.Shape ? [calls[0] with { InPlace = n.Node.Inputs[0] }] : calls;
    }

    private static CParameters StepsOf(ChannelSums sums)
    {
        var form = sums.Fit.Form;
        var clamps = form.Bottom is not null || form.Top is not null;
        return CParameters.Of(
            ("words", ThumbRescale.Words(sums.Fit, 0).Count()),
            ("parts", form.Parts),
            ("bits", form.Bits),
            ("last", form.LastShift),
            ("by_sign", form.BySign ? 1 : 0),
            ("middle", form.Middle),
            ("clamps", clamps ? 1 : 0),
            ("low", form.Bottom ?? sbyte.MinValue),
            ("high", form.Top ?? sbyte.MaxValue));
    }

    private static ImmutableArray<KernelCall> CallInC(
        string family, CParameters parameters, int[] stream, CArgument? scratch, int scratchBytes, NodeLowering n)
    {
        var arguments = new List<CArgument>
        {
            n.Operand("x", 0), NodeLowering.Data<int>("stream", ElementType.Int32, stream), n.Result(),
        };
        if (scratch is not null) arguments.Add(scratch);
        return [n.Call(family, parameters, arguments.ToArray())[0] with { ScratchBytes = scratchBytes }];
    }
}
