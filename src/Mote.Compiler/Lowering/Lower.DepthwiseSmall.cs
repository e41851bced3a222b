using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Compiler.SmallCores;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    /// <summary>Channel by channel through a plane; null where the portable kernel has to do.</summary>
    private static ImmutableArray<KernelCall>? TryDepthwiseSmall(DepthwiseConv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var (x, w, y) = (n.X().Shape, n.X(DepthwiseConv2D.Weights).Shape, n.Y.Shape);
        if (!IsSmallCore(n) || x[3] != y[3] || op.Steps is not { DilationY: 1, DilationX: 1 } || !CanFold(n)
            || n.X().Elements == 0) return null;
        var inC = n.Options.InstructionSet == InstructionSet.Rv32Imc;
        var shape = ThumbPlane.For(w[1], w[2], op.Steps.StrideX, y[2]);
        if ((shape is null && (!inC || w[1] * w[2] > ThumbPlane.MostTaps)) || DepthwiseSums(op, factors, n) is not { } sums) return null;
        var (pitch, height) = (
            Math.Max(op.Padding.Left + x[2], (y[2] - 1) * op.Steps.StrideX + w[2]),
            Math.Max(op.Padding.Top + x[1], (y[1] - 1) * op.Steps.StrideY + w[1]));
        if (inC || shape is null) return PlaneInC(op, sums, pitch, height, n);
        var blocks = y[2] / shape.Outputs;
        var gather = ThumbPlane.Gather(x[2], x[1]);
        var multiply = shape.Multiply(sums.Fit, blocks, y[1]);
        var stream = ThumbPlane.Stream(sums);
        var parameters = CParameters.Of(
            ("batches", x[0]),
            ("channels", x[3]),
            ("in_bytes", x[1] * x[2] * x[3]),
            ("out_bytes", y[1] * y[2] * y[3]),
            ("plane_bytes", pitch * height),
            ("interior", op.Padding.Top * pitch + op.Padding.Left),
            ("fill", n.X().PerTensor.ZeroPoint + 128),
            ("channel_words", stream.Length / x[3]),
            ("in", CParameters.Of(
                ("x_step", x[3]), ("chunks", x[2] / ThumbPlane.GatheredAtOnce(x[2])), ("skip", pitch - x[2]), ("rows", x[1]))),
            ("out", CParameters.Of(
                ("pitch", pitch), ("y_step", y[3]), ("blocks", blocks), ("rows", y[1]),
                ("row_skip", op.Steps.StrideY * pitch - y[2] * op.Steps.StrideX))),
            ("gather", gather.Function),
            ("multiply", multiply.Function));
        var cost = x[0] * x[3] * (gather.Cost + multiply.Cost);
        var calls = Call("depthwise_s8_v6m", parameters, stream, "uint8_t", pitch * height, cost, n);
        return x == y ? [calls[0] with { InPlace = n.Node.Inputs[0] }] : calls;
    }

    private static ChannelSums? DepthwiseSums(DepthwiseConv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        foreach (var factor in factors) n.Factor(factor);
        var weights = n.Constant(1).Int8();
        var (channels, taps) = (factors.Length, weights.Length / factors.Length);
        var byChannel = new sbyte[weights.Length];
        for (var i = 0; i < weights.Length; i++) byChannel[i % channels * taps + i / channels] = weights[i];
        return ChannelSums.Of(
            byChannel, n.Has(2)
                ? n.Constant(2).Span<int>() : new int[channels], n.X(), n.Y, factors, Requantization.Clamp(op.Activation, n.Y));
    }
}
