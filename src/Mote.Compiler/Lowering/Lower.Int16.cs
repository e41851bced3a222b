using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Diagnostics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>Sums of products of int16 activations and int8 weights.</summary>
internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerConv2DInt16(Conv2D op, NodeLowering n)
    {
        var w = n.X(Conv2D.Weights);
        var factors = Requantization.Convolution(n.X(), w, n.Y, w.Shape[0]);
        if (IsPointwise(op, n)) return MatrixInt16(op.Activation, factors, n);
        if (TryConv2DInt16Dsp(op, factors, n) is { } dsp) return dsp;
        var parameters = CParameters.Of(
            ("window", Window(w.Shape[1], w.Shape[2], op.Steps, op.Padding, n)),
            ("groups", n.X().Shape[3] / w.Shape[3]),
            ("narrow", Narrow(n)),
            ("low", Requantization.Clamp(op.Activation, n.Y).Min),
            ("high", Requantization.Clamp(op.Activation, n.Y).Max));
        return n.Call("conv2d_s16", parameters, Int16Arguments(factors, w.Shape[0], n));
    }

    private static ImmutableArray<KernelCall> LowerDepthwiseInt16(DepthwiseConv2D op, NodeLowering n)
    {
        var w = n.X(DepthwiseConv2D.Weights);
        var factors = Requantization.Convolution(n.X(), w, n.Y, w.Shape[3]);
        if (TryDepthwiseInt16Dsp(op, factors, n) is { } dsp) return dsp;
        var parameters = CParameters.Of(
            ("window", Window(w.Shape[1], w.Shape[2], op.Steps, op.Padding, n)),
            ("channel_multiplier", n.Y.Shape[3] / n.X().Shape[3]),
            ("narrow", Narrow(n)),
            ("low", Requantization.Clamp(op.Activation, n.Y).Min),
            ("high", Requantization.Clamp(op.Activation, n.Y).Max));
        return n.Call("depthwise_conv2d_s16", parameters, Int16Arguments(factors, w.Shape[3], n));
    }

    private static ImmutableArray<KernelCall> LowerMatrixInt16(FullyConnected op, NodeLowering n)
    {
        var w = n.X(FullyConnected.Weights);
        return MatrixInt16(op.Activation, Requantization.FullyConnected(n.X(), w, n.Y, w.Shape[0]), n);
    }

    private static ImmutableArray<KernelCall> MatrixInt16(Activation activation, QuantizedMultiplier[] factors, NodeLowering n)
    {
        if (TryMatrixInt16Dsp(activation, factors, n) is { } dsp) return dsp;
        var columns = n.X(1).Shape[-1];
        var perChannel = factors.Distinct().Count() > 1;
        var parameters = CParameters.Of(
            ("rows", n.X().Elements / columns),
            ("columns", columns),
            ("outputs", factors.Length),
            ("narrow", Narrow(n)),
            ("per_channel", perChannel ? 1 : 0),
            ("low", Requantization.Clamp(activation, n.Y).Min),
            ("high", Requantization.Clamp(activation, n.Y).Max));
        return n.Call("fully_connected_s16", parameters, Int16Arguments(perChannel ? factors : factors[..1], factors.Length, n));
    }

    /// <summary>Whether sums have the 32 bits of the bias.</summary>
    private static int Narrow(NodeLowering n) => n.Has(2) && n.X(2).Element == ElementType.Int32 ? 1 : 0;

    private static CArgument[] Int16Arguments(QuantizedMultiplier[] factors, int channels, NodeLowering n)
    {
        foreach (var factor in factors)
        {
            n.Factor(factor);
            if (Narrow(n) == 0) WideFactor(factor, n);
        }
        return
        [
            n.Operand("x", 0),
            n.Operand("w", 1),
            n.Has(2) ? n.Operand("bias", 2, "void")
                : NodeLowering.Data<long>("bias", ElementType.Int64, new long[channels]) with { CType = "void" },
            NodeLowering.Data<int>("multiplier", ElementType.Int32, [.. factors.Select(f => f.Multiplier)]),
            NodeLowering.Data<sbyte>("shift", ElementType.Int8, [.. factors.Select(f => (sbyte)f.Shift)]),
            n.Result(),
        ];
    }

    /// <summary>A factor that sums of 64 bits can be rescaled with: its multiplier has 15 bits left.</summary>
    private static QuantizedMultiplier WideFactor(QuantizedMultiplier factor, NodeLowering n) => factor.Shift <= 14 ? factor
        : throw new MoteException("MOTE0301", n.Node.Origin.ToString(),
            $"the scales of inputs and output are out of proportion: the factor between them is about 2^{factor.Shift}.");
}
