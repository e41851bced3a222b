using System.Collections.Immutable;
using Mote.Compiler.Machine.Mve;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall>? TryAveragePoolMve(AveragePool2D op, NodeLowering n)
    {
        var (x, y) = (n.X().Shape, n.Y.Shape);
        // Padding does not count: windows at the border would be divided by less.
        if (!HasMve(n) || x[0] != 1 || !op.Padding.IsNone || MveAverage.Of(op.KernelY * op.KernelX, x[3]) is not { } mean) return null;
        var isWhole = y[1] == 1 && y[2] == 1 && op.KernelY == x[1] && op.KernelX == x[2];
        if (!isWhole || Requantization.Clamp(op.Activation, n.Y) != (-128, 127))
            return PoolMve(op.KernelY, op.KernelX, op.Steps, op.Padding, op.Activation, mean, n);
        var average = mean.Routine();
        return n.CallMve("average_all_s8", CParameters.Of(("average", average)), [n.Operand("x", 0), n.Result()], MveCall + average.Cost);
    }

    private static ImmutableArray<KernelCall>? TryMaxPoolMve(MaxPool2D op, NodeLowering n) =>
        HasMve(n) ? PoolMve(op.KernelY, op.KernelX, op.Steps, op.Padding, op.Activation, null, n) : null;

    private static ImmutableArray<KernelCall>? PoolMve(
        int kernelY, int kernelX, Steps steps, Padding padding, Activation activation, MveAverage? mean, NodeLowering n)
    {
        if (WindowMve.Of(n, kernelY, kernelX, steps, padding) is not { KernelH: <= MveWindowWalk.MostRows } window) return null;
        var (low, high) = Requantization.Clamp(activation, n.Y);
        if (low > high) return null;
        var row = new MvePool(
            window.KernelH, window.KernelW, window.StrideW, window.InC, window.OutW, mean, low, high).Routine();
        // What is read behind a row's last channel must be memory of the ring; padding is less than all else.
        const int padded = -128;
        var behind = window.InC % (mean is null ? 16 : 8) != 0 ? MveDepthwise.Behind : 0;
        var copies = window.IsPaddedAcross || behind > 0;
        var parameters = CParameters.Of(
            ("ring", window.Ring(copies, behind, padded)), ("out_row_bytes", window.OutW * window.OutC), ("row", row));
        var cost = window.RingCost(copies, behind, padded) + window.OutH * (MveCall + row.Cost);
        var place = window.MayBeInPlace(copies) && !n.IsConstant(0) && n.X().Bytes == n.Y.Bytes ? 0 : (int?)null;
        return n.CallMve("pool_rows_s8", parameters,
            [n.Operand("x", 0), new CArgument.Scratch("scratch", "int8_t"), n.Result()], cost,
            Math.Max(4, window.RingBytes(copies, behind)), place);
    }
}
