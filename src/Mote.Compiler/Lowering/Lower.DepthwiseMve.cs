using System.Collections.Immutable;
using Mote.Compiler.Machine.Mve;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall>? TryDepthwiseMve(DepthwiseConv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var w = n.X(DepthwiseConv2D.Weights).Shape;
        if (!SuitsMve(n)) return null;
        if (n.X().Shape[3] == 1 && w[3] > 1) return TryOneChannelMve(op, factors, n);
        if (w[3] != n.X().Shape[3]) return null;
        if (WindowMve.Of(n, w[1], w[2], op.Steps, op.Padding) is not { } window) return null;
        if (RequantizationMve(op.Activation, factors, n, depthwise: true, mayShare: false) is not { } requantization) return null;
        if (!MveDepthwise.Suits(window.KernelH, window.KernelW, requantization)) return null;
        var depthwise = new MveDepthwise(
            window.KernelH, window.KernelW, window.StrideW, window.OutW, n.Constant(DepthwiseConv2D.Weights).Int8(), requantization);
        // What is read behind a row's last channel must be memory of the ring.
        var behind = depthwise.Pixels == 1 && window.InC % 16 != 0 ? MveDepthwise.Behind : 0;
        var copies = window.IsPaddedAcross || behind > 0;
        var zero = n.X().PerTensor.ZeroPoint;
        var row = depthwise.Routine();
        var parameters = CParameters.Of(
            ("ring", window.Ring(copies, behind, zero)), ("out_row_bytes", window.OutW * window.OutC), ("windows", depthwise.Windows),
            ("row", row));
        var cost = window.RingCost(copies, behind, zero) + window.OutH * (MveCall + depthwise.Cost);
        return CallMve(new ChoiceMve("depthwise_rows_s8", parameters, PackedMve(depthwise.Pack()), cost,
            window.RingBytes(copies, behind), window.MayBeInPlace(copies)), n);
    }
}
