using System.Collections.Immutable;
using Mote.Compiler.ArmDsp;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    // Of a sum of raw bytes, that the last shift of the transform leaves its sign.
    private const int WinogradLargestSum = (1 << 25) - 1;

    /// <summary>A 3x3 convolution of stride 1 in Winograd's form; null where that has no kernel or does not pay.</summary>
    private static ImmutableArray<KernelCall>? TryWinogradDsp(Conv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var (x, w, y) = (n.X(), n.X(Conv2D.Weights), n.Y);
        var (low, high) = Requantization.Clamp(op.Activation, y);
        if (n.Options.InstructionSet != InstructionSet.ArmDsp || x.Shape[0] != 1 || y.Elements == 0
            || w.Shape[1] != WinogradInput.Taps || w.Shape[2] != WinogradInput.Taps || w.Shape[3] != x.Shape[3]
            || op.Steps != Steps.One || op.Padding is not { Top: <= 1, Bottom: <= 1, Left: <= 1, Right: <= 1 }
            || low != sbyte.MinValue || high != sbyte.MaxValue || !CanFold(n)
            || w.Quantization is Quantization.PerTensor { ZeroPoint: not 0 }) return null;
        // Below the least result nothing is rounded, so where that is the zero point no sum below zero is.
        var clampsBelowZero = y.PerTensor.ZeroPoint == sbyte.MinValue;
        var (top, left) = (op.Padding.Top, op.Padding.Left);
        // Layers that share routines round all results as one of them may have to.
        var isBalanced = n.Options.Goal == OptimizeGoal.Balanced;
        var roundsAway = !clampsBelowZero || (isBalanced && n.Options.Form != KernelForm.Made);
        var halves = isBalanced && n.Options.Form == KernelForm.Narrow 
            ? WinogradHalves.Of(x.Shape, y.Shape, top, left, roundsAway, n.KeepsOperand) : null;
        var plan = WinogradPlan.Of(x.Shape, y.Shape, top, left, roundsAway, n.Options.Goal, n.Options.Form);
        if (plan is null && halves is null) return null;
        var weights = n.Constant(Conv2D.Weights).Int8().ToArray();
        if (WinogradRescaling(weights, factors, n) is not { } rescaling) return null;
        if (halves is not null) return HalvesDsp(halves, weights, rescaling, n);
        var (parameters, cost) = plan!.Call(x.PerTensor.ZeroPoint);
        return n.Call(
            "winograd_s8_dsp", parameters,
            [n.Operand("x", 0),
                plan.Transforms ? Untyped(NodeLowering.Data<sbyte>("w", ElementType.Int8, [.. weights, .. new sbyte[4]]))
                    : Untyped(NodeLowering.Data<uint>("w", ElementType.UInt32, WinogradWeights.Transform(weights, x.Shape[3]))),
                NodeLowering.Data<int>("rescaling", ElementType.Int32, rescaling), n.Result(),
                new CArgument.Scratch("scratch", "uint32_t")],
            plan.InPlace ? 0 : null).SetItem(0, c => c with { ScratchBytes = plan.ScratchBytes, Cost = cost });
    }

    private static ImmutableArray<KernelCall> HalvesDsp(WinogradHalves halves, sbyte[] weights, int[] rescaling, NodeLowering n)
    {
        var (parameters, cost) = halves.Call(n.X().PerTensor.ZeroPoint);
        return n.Call(
            "winograd_halves_s8_dsp", parameters,
            [n.Operand("x", 0), Untyped(NodeLowering.Data<sbyte>("w", ElementType.Int8, [.. weights, .. new sbyte[4]])),
                NodeLowering.Data<int>("rescaling", ElementType.Int32, rescaling), n.Result(),
                new CArgument.Scratch("scratch", "uint32_t")],
            halves.InPlace ? 0 : null).SetItem(0, c => c with { ScratchBytes = halves.ScratchBytes, Cost = cost });
    }

    private static CArgument Untyped(CArgument data) => data with { CType = "void" };

    private static int[]? WinogradRescaling(sbyte[] weights, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var (x, y) = (n.X().PerTensor, n.Y.PerTensor);
        var size = weights.Length / factors.Length;
        var (channels, folded) = (new RescaledChannel[factors.Length], new long[factors.Length]);
        for (var c = 0; c < channels.Length; c++)
        {
            var kernel = weights.AsSpan(c * size, size);
            long bias = n.Has(Conv2D.Bias) ? n.Constant(Conv2D.Bias).Span<int>()[c] : 0;
            var (from, to, magnitude) = (bias, bias, 0L);
            folded[c] = bias;
            foreach (var weight in kernel)
            {
                from += Math.Min((sbyte.MaxValue - x.ZeroPoint) * weight, (sbyte.MinValue - x.ZeroPoint) * weight);
                to += Math.Max((sbyte.MaxValue - x.ZeroPoint) * weight, (sbyte.MinValue - x.ZeroPoint) * weight);
                magnitude += 128 * Math.Abs((int)weight);
                folded[c] -= x.ZeroPoint * weight;
            }
            if (magnitude > WinogradLargestSum || from < int.MinValue || to > int.MaxValue) return null;
            channels[c] = new RescaledChannel(factors[c], y.ZeroPoint, sbyte.MinValue, sbyte.MaxValue, (int)from, (int)to);
        }
        return WinogradPlan.Rescaling(channels, folded);
    }
}
