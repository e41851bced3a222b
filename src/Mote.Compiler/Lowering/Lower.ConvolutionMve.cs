using System.Collections.Immutable;
using Mote.Compiler.Machine;
using Mote.Compiler.Machine.Mve;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    /// <summary>A kernel, and what it needs and executes.</summary>
    private sealed record ChoiceMve(
        string Family, CParameters Parameters, CArgument Weights, KernelCost Cost, int Scratch, bool InPlace);

    private static ImmutableArray<KernelCall>? TryConvolutionMve(Conv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var w = n.X(Conv2D.Weights).Shape;
        if (!SuitsMve(n) || w[3] != n.X().Shape[3]) return null;
        // All of the image under one window: its pixels are one column.
        if (n.Y.Shape[1] == 1 && n.Y.Shape[2] == 1 && op.Padding.IsNone && w[1] == n.X().Shape[1] && w[2] == n.X().Shape[2])
            return TryMatrixMve(op.Activation, factors, n);
        if (WindowMve.Of(n, w[1], w[2], op.Steps, op.Padding) is not { OutW: > 1 } window) return null;
        if (RequantizationMve(op.Activation, factors, n, depthwise: false) is not { } requantization) return null;
        var weights = n.Constant(1).Int8().ToArray();
        return CallMve(Cheapest(n, RunsMve(window, requantization, weights, n), ColumnsMve(window, requantization, weights, n)), n);
    }

    /// <summary>A depthwise convolution of a single channel into several: a convolution whose weights lie the other way round.</summary>
    private static ImmutableArray<KernelCall>? TryOneChannelMve(DepthwiseConv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var w = n.X(DepthwiseConv2D.Weights).Shape;
        if (WindowMve.Of(n, w[1], w[2], op.Steps, op.Padding) is not { OutW: > 1 } window) return null;
        if (RequantizationMve(op.Activation, factors, n, depthwise: true) is not { } requantization) return null;
        var given = n.Constant(1).Int8();
        var taps = w[1] * w[2];
        var weights = new sbyte[given.Length];
        for (var i = 0; i < weights.Length; i++) weights[i % w[3] * taps + i / w[3]] = given[i];
        return CallMve(Cheapest(n, RunsMve(window, requantization, weights, n), ColumnsMve(window, requantization, weights, n)), n);
    }

    /// <remarks>In place only for results of the operand's size: a smaller one would hold all of its memory longer.</remarks>
    private static ImmutableArray<KernelCall> CallMve(ChoiceMve choice, NodeLowering n) =>
        n.CallMve(choice.Family, choice.Parameters,
            [n.Operand("x", 0), choice.Weights, new CArgument.Scratch("scratch", "int8_t"), n.Result()],
            choice.Cost, Math.Max(4, choice.Scratch), choice.InPlace && !n.IsConstant(0) && n.X().Bytes == n.Y.Bytes ? 0 : null);

    private static ChoiceMve Cheapest(NodeLowering n, ChoiceMve first, ChoiceMve? second)
    {
        if (second is null) return first;
        if (n.Options.Goal == OptimizeGoal.Ram) return second.Scratch < first.Scratch ? second : first;
        return n.Options.Time(second.Cost) < n.Options.Time(first.Cost) ? second : first;
    }

    /// <summary>The window's rows are multiplied where they lie in the ring, or in the image.</summary>
    private static ChoiceMve RunsMve(WindowMve window, MveRequantization requantization, sbyte[] weights, NodeLowering n)
    {
        var runBytes = window.KernelW * window.InC;
        var zero = n.X().PerTensor.ZeroPoint;
        var copies = window.IsPaddedAcross;
        var matrix = MatrixMve(
            new MveMatrix(true, window.KernelH, runBytes, window.Step, requantization), window.OutW / 2, n);
        var cost = window.RingCost(copies, 0, zero) + window.OutH * (MveCall + matrix.Cost(window.OutW / 2));
        if (window.OutW % 2 != 0) cost += window.OutH * (MveCall + matrix.Cost(1) + window.KernelH * MveCall);
        var parameters = CParameters.Of(
            ("ring", window.Ring(copies, 0, zero)), ("out_w", window.OutW), ("out_c", window.OutC), ("step", window.Step),
            ("pairs", matrix.Routine()));
        return new ChoiceMve("conv2d_runs_s8", parameters, PackMve(matrix, window.KernelH * runBytes, weights), cost,
            window.RingBytes(copies, 0), window.MayBeInPlace(copies));
    }

    /// <summary>The windows of an output row become columns: less is wasted where a window's row is far from sixteen bytes.</summary>
    private static ChoiceMve? ColumnsMve(WindowMve window, MveRequantization requantization, sbyte[] weights, NodeLowering n)
    {
        const int behind = MveRows.BehindColumns;
        var runBytes = window.KernelW * window.InC;
        var depth = window.KernelH * runBytes;
        var zero = n.X().PerTensor.ZeroPoint;
        if (runBytes > 128) return null;
        var matrix = MatrixMve(new MveMatrix(false, 1, depth, depth, requantization), window.OutW / 2, n);
        var lay = MveRows.Columns(window.KernelH, runBytes, window.Step, window.OutW);
        var cost = window.RingCost(copies: true, behind, zero) + window.OutH * (2 * MveCall + lay.Cost + matrix.Cost(window.OutW / 2));
        if (window.OutW % 2 != 0) cost += window.OutH * (MveCall + matrix.Cost(1));
        var parameters = CParameters.Of(
            ("ring", window.Ring(copies: true, behind, zero)), ("out_w", window.OutW), ("out_c", window.OutC), ("depth", depth),
            ("lay", lay), ("pairs", matrix.Routine()));
        var columnBytes = (window.OutW * depth + behind + 3) / 4 * 4;
        return new ChoiceMve("conv2d_columns_s8", parameters, PackMve(matrix, depth, weights), cost,
            columnBytes + window.RingBytes(copies: true, behind), window.MayBeInPlace(copies: true));
    }

    /// <param name="weights">[channels, depth].</param>
    private static CArgument.Data PackMve(MveMatrix matrix, int depth, sbyte[] weights) =>
        PackedMve(matrix.Pack((c, i) => weights[c * depth + i]));
}
