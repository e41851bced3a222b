using System.Collections.Immutable;
using Mote.Compiler.ArmDsp;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    // So few that code for two columns at once is more than the time is worth.
    private const int FewPixels = 16;

    private static ImmutableArray<KernelCall>? TryDepthwisePlanes(DepthwiseConv2D op, NodeLowering n)
    {
        if (DepthwisePlan.Of(op, n.Graph, n.Node, n.Options) is not { } plan) return null;
        var (x, y) = (n.X().Shape, n.Y.Shape);
        var (xInPlanes, yInPlanes) = (n.IsInPlanes(0), n.ResultIsInPlanes);
        var shape = new DepthwiseShape(
            x[1], x[2], op.Padding.Top, op.Padding.Left, n.X().PerTensor.ZeroPoint,
            xInPlanes ? 1 : x[3], xInPlanes ? x[1] * x[2] : 1,
            y[1], y[2], yInPlanes ? 1 : y[3], yInPlanes ? y[1] * y[2] : 1,
            op.Steps.StrideY, op.Steps.StrideX);
        if (n.IsInLines(0)) shape = shape with { PixelX = 1, PlaneX = x[2], RowX = x[2] * x[3] };
        var shared = n.Options.Form == KernelForm.Made ? null : SharedDepthwise.Of(n.Graph);
        // A routine of its own where that would have to serve others, too, and cannot.
        if (!SharedDepthwise.Serves(shape, plan.Rescaling)) shared = null;
        var unroll = n.Options.Goal is OptimizeGoal.Instructions or OptimizeGoal.Speed ? 4 : 2;
        var rescaling = shared is null ? plan.Rescaling : plan.Rescaling with { Halves = true };
        var (routine, cost) = shared is null ? DepthwiseRoutine.Write(
                shape, rescaling, unroll, y[3], plan.Halvings, n.Options.Form != KernelForm.Made && y[1] * y[2] <= FewPixels)
            : DepthwiseRoutine.Write(shared, shape, rescaling, y[3], plan.Halvings);
        // A plane is read whole before its results are written, which stay within it.
        var inPlace = !n.IsInLines(0) && xInPlanes == yInPlanes && (xInPlanes ? y[1] * y[2] <= x[1] * x[2] : x == y);
        int[] parameters = [.. shared?.Header(shape, y[3]) ?? [], .. plan.Parameters];
        var call = n.Call(
            "depthwise_planes_s8_dsp", CParameters.Of(("channels", shared is null ? y[3] : 0), ("planes", routine)),
            [n.Operand("x", 0), NodeLowering.Data<int>("w", ElementType.UInt32, parameters), n.Result(),
                new CArgument.Scratch("padded", "int8_t")],
            inPlace ? 0 : null).Single();
        return [call with { ScratchBytes = shared?.PaddedBytes(shape) ?? shape.PaddedBytes, Cost = cost }];
    }
}
