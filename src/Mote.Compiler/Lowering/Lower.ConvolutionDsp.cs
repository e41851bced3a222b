using System.Collections.Immutable;
using Mote.Compiler.ArmDsp;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    /// <summary>A convolution in assembler; null where the portable kernel has to do: groups, dilation, and what
    /// <see cref="MatrixWeights"/> refuses.</summary>
    /// <param name="op">The layer's.</param>
    /// <param name="factors">One an output channel.</param>
    /// <param name="n">The layer.</param>
    /// <param name="layout">Of the result; other than rows of one image only.</param>
    private static ImmutableArray<KernelCall>? TryConv2DDsp(
        Conv2D op, QuantizedMultiplier[] factors, NodeLowering n, ValueLayout layout)
    {
        var w = n.X(Conv2D.Weights).Shape;
        var (x, y) = (n.X().Shape, n.Y.Shape);
        if (n.Options.InstructionSet != InstructionSet.ArmDsp || w[3] != x[3] || op.Steps is not { DilationY: 1, DilationX: 1 }
            || y.Elements == 0 || MatrixWeightsDsp(op.Activation, factors, n) is not { } weights) return null;
        var band = new RowBand(x, y, w[1], w[2], op.Steps, op.Padding, !n.IsConstant(0));
        var window = new WindowWords(w[1], w[2] * w[3]);
        var (low, high) = Requantization.Clamp(op.Activation, n.Y);
        var step = op.Steps.StrideX * x[3];
        var (outputStep, channelStep, outputRow) = layout switch
        {
            ValueLayout.Rows => (y[3], 1, y[2] * y[3]),
            ValueLayout.Planes => (1, y[1] * y[2], y[2]),
            ValueLayout.Lines => (1, y[2], y[2] * y[3]),
            ValueLayout.Signs => throw new InvalidOperationException("bytes are not written as bits"),
        };
        var layer = new MatrixLayer(
            window, step, band.RowStride, band.IsAligned, y[3], outputStep, channelStep, weights.Fit, low, high)
        {
            Shares = n.Options.Form != KernelForm.Made,
        };
        if (!band.IsPossible || BlockPlan.Of(layer, y[2], n.Options) is not { } plan) return null;
        var parameters = CParameters.Of([
            .. plan.Members,
            ("x_step", step),
            ("y_step", outputStep),
            ("batches", x[0]),
            ("out_h", y[1]),
            ("y_row", outputRow),
            ("scratch_words", plan.ScratchBytes / 4),
            ("band", band.Members(n.X().PerTensor.ZeroPoint))]);
        var isInPlace = layout is not ValueLayout.Planes && band.MayOverwrite(y[2] * y[3]);
        return n.Call("conv2d_s8_dsp", parameters, MatrixArgumentsDsp(weights, window, plan, n), isInPlace ? 0 : null)
            .SetItem(0, c => c with
            {
                ScratchBytes = plan.ScratchBytes + band.Bytes,
                Stream = layout is ValueLayout.Planes || x[0] > 1 || n.IsConstant(0)
                    ? null : band.Stream(n.Node.Inputs[0], n.Node.Output, outputRow),
                Cost = x[0] * (band.Cost + y[1] * plan.Cost),
            });
    }
}
