using System.Collections.Immutable;
using Mote.Compiler.ArmDsp;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>
/// Int16 activations and int8 weights on cores with DSP instructions, two products an instruction (runtime/dsp/mote_*_s16_dsp.h).
/// Groups, dilation across and computed weights are left to the portable kernels.
/// </summary>
internal static partial class Lower
{
    /// <summary>A matrix or pointwise convolution; null where the portable kernel has to do.</summary>
    private static ImmutableArray<KernelCall>? TryMatrixInt16Dsp(Activation activation, QuantizedMultiplier[] factors, NodeLowering n)
    {
        if (SumsOfInt16(activation, factors, n, channelsLast: false) is not { } sums) return null;
        var depth = n.X(1).Shape[-1];
        var rows = n.X().Elements / depth;
        var parameters = CParameters.Of(
            ("rows", rows), ("columns", depth), ("outputs", factors.Length), ("sums", SumsInt16(sums, activation, n)));
        var call = n.Call(
            "matrix_s16_dsp", parameters, Int16DspArguments(sums, Int16Sums.Pairs(n.Constant(1).Int8(), factors.Length), n)).Single();
        return [call with { Stream = n.IsConstant(0) ? null : Streams.OfPairs(rows, parameters, n) }];
    }

    private static ImmutableArray<KernelCall>? TryConv2DInt16Dsp(Conv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var w = n.X(Conv2D.Weights).Shape;
        if (w[3] != n.X().Shape[3] || op.Steps.DilationX != 1
            || SumsOfInt16(op.Activation, factors, n, channelsLast: false) is not { } sums)
            return null;
        var depth = w[1] * w[2] * w[3];
        var parameters = CParameters.Of(
            ("window", Window(w[1], w[2], op.Steps, op.Padding, n)), ("depth", depth), ("sums", SumsInt16(sums, op.Activation, n)));
        var call = n.Call("conv2d_s16_dsp", parameters,
            [
                .. Int16DspArguments(sums, Int16Sums.Pairs(n.Constant(1).Int8(), factors.Length), n),
                new CArgument.Scratch("windows", "int16_t"),
            ]).Single();
        return [call with { ScratchBytes = 2 * 2 * depth }];
    }

    private static ImmutableArray<KernelCall>? TryDepthwiseInt16Dsp(DepthwiseConv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var w = n.X(DepthwiseConv2D.Weights).Shape;
        if (n.Y.Shape[3] != n.X().Shape[3] || SumsOfInt16(op.Activation, factors, n, channelsLast: true) is not { IsWide: false } sums)
            return null;
        var parameters = CParameters.Of(
            ("window", Window(w[1], w[2], op.Steps, op.Padding, n)), ("sums", SumsInt16(sums, op.Activation, n)));
        return n.Call("depthwise_s16_dsp", parameters,
            Int16DspArguments(sums, Int16Sums.Fours(n.Constant(DepthwiseConv2D.Weights).Int8(), factors.Length), n));
    }

    private static Int16Sums? SumsOfInt16(Activation activation, QuantizedMultiplier[] factors, NodeLowering n, bool channelsLast)
    {
        if (n.Options.InstructionSet is not (InstructionSet.ArmDsp or InstructionSet.ArmMve) || !CanFold(n)
            || n.X(1).Element != ElementType.Int8 || n.X().Elements == 0 || n.Y.Elements == 0) return null;
        foreach (var factor in factors)
        {
            n.Factor(factor);
            if (Narrow(n) == 0) WideFactor(factor, n);
        }
        long[] biases = !n.Has(2) ? new long[factors.Length]
            : Narrow(n) == 1 ? [.. n.Constant(2).Span<int>().ToArray().Select(b => (long)b)] : n.Constant(2).Span<long>().ToArray();
        return Int16Sums.Of(n.Constant(1).Int8(), channelsLast, biases, factors, Narrow(n) == 1);
    }

    private static CParameters SumsInt16(Int16Sums sums, Activation activation, NodeLowering n)
    {
        var (low, high) = Requantization.Clamp(activation, n.Y);
        return CParameters.Of(
            ("wide", sums.IsWide ? 1 : 0), ("narrow", Narrow(n)), ("fitted", sums.Fitted is null ? 0 : 1), ("low", low), ("high", high));
    }

    private static CArgument[] Int16DspArguments(Int16Sums sums, sbyte[] weights, NodeLowering n) =>
    [
        n.Operand("x", 0),
        NodeLowering.Data<sbyte>("w", ElementType.Int8, weights),
        sums.IsWide ? NodeLowering.Data<long>("bias", ElementType.Int64, sums.Biases) with { CType = "void" }
            : NodeLowering.Data<int>("bias", ElementType.Int32, [.. sums.Biases.Select(b => (int)b)])
                with { CType = n.Node.Op is DepthwiseConv2D ? "int32_t" : "void" },
        NodeLowering.Data<int>("multiplier", ElementType.Int32, sums.Fitted ?? [.. sums.Factors.Select(f => f.Multiplier)]),
        NodeLowering.Data<sbyte>("shift", ElementType.Int8, sums.Fitted is null ? [.. sums.Factors.Select(f => (sbyte)f.Shift)] : [0]),
        n.Result(),
    ];
}
