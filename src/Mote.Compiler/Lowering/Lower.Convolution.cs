using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerConv2DInt8(Conv2D op, NodeLowering n)
    {
        if (TrySigns(n) is { } signs) return signs;
        if (n.ResultLayout is Programs.ValueLayout.Signs) return BytesToSigns(op, n);
        var w = n.X(Conv2D.Weights);
        var factors = Requantization.Convolution(n.X(), w, n.Y, w.Shape[0]);
        if (IsPointwise(op, n)) return MatrixInt8(op.Activation, factors, n);
        if (TryWinogradDsp(op, factors, n) is { } winograd) return winograd;
        if (TryConv2DDsp(op, factors, n, n.ResultLayout) is { } dsp) return dsp;
        if (TryConvolutionMve(op, factors, n) is { } mve) return mve;
        if (TryConv2DSmall(op, factors, n) is { } small) return small;
        var folds = op.Padding.IsNone && CanFold(n);
        var parameters = CParameters.Of(
            ("window", Window(w.Shape[1], w.Shape[2], op.Steps, op.Padding, n)),
            ("groups", n.X().Shape[3] / w.Shape[3]),
            ("input_offset", folds ? 0 : -n.X().PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("low", Requantization.Clamp(op.Activation, n.Y).Min),
            ("high", Requantization.Clamp(op.Activation, n.Y).Max));
        return n.Call("conv2d_s8", parameters, Int8Arguments(factors, BiasInt8(n, folds), n));
    }

    private static ImmutableArray<KernelCall> LowerDepthwiseInt8(DepthwiseConv2D op, NodeLowering n)
    {
        if (n.Options.InstructionSet == InstructionSet.ArmDsp && TryDepthwisePlanes(op, n) is { } planes) return planes;
        var w = n.X(DepthwiseConv2D.Weights);
        var factors = Requantization.Convolution(n.X(), w, n.Y, w.Shape[3]);
        if (TryDepthwiseMve(op, factors, n) is { } mve) return mve;
        if (TryDepthwiseSmall(op, factors, n) is { } small) return small;
        var folds = op.Padding.IsNone && CanFold(n);
        var parameters = CParameters.Of(
            ("window", Window(w.Shape[1], w.Shape[2], op.Steps, op.Padding, n)),
            ("channel_multiplier", n.Y.Shape[3] / n.X().Shape[3]),
            ("input_offset", folds ? 0 : -n.X().PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("low", Requantization.Clamp(op.Activation, n.Y).Min),
            ("high", Requantization.Clamp(op.Activation, n.Y).Max));
        return n.Call("depthwise_conv2d_s8", parameters, Int8Arguments(factors, BiasInt8(n, folds, depthwise: true), n));
    }

    private static ImmutableArray<KernelCall> LowerMatrixInt8(FullyConnected op, NodeLowering n)
    {
        if (TrySigns(n) is { } signs) return signs;
        var w = n.X(FullyConnected.Weights);
        return MatrixInt8(op.Activation, Requantization.FullyConnected(n.X(), w, n.Y, w.Shape[0]), n);
    }

    /// <summary>A matrix, or a pointwise convolution: the same sums, one row a pixel.</summary>
    private static ImmutableArray<KernelCall> MatrixInt8(Activation activation, QuantizedMultiplier[] factors, NodeLowering n)
    {
        if (TryMatrixDsp(activation, factors, n, n.IsInPlanes(0), n.ResultIsInPlanes) is { } dsp) return dsp;
        if (TryMatrixMve(activation, factors, n) is { } mve) return mve;
        if (TryMatrixSmall(activation, factors, n) is { } small) return small;
        var w = n.X(1);
        var columns = w.Shape[-1];
        var weightZero = w.Quantization is Quantization.PerTensor q ? q.ZeroPoint : 0;
        // With a zero point on both sides the input's would have to be folded column by column anew.
        var folds = weightZero == 0 && CanFold(n);
        var perChannel = factors.Distinct().Count() > 1;
        var parameters = CParameters.Of(
            ("rows", n.X().Elements / columns),
            ("columns", columns),
            ("outputs", factors.Length),
            ("input_offset", folds ? 0 : -n.X().PerTensor.ZeroPoint),
            ("weight_offset", -weightZero),
            ("per_channel", perChannel ? 1 : 0),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("low", Requantization.Clamp(activation, n.Y).Min),
            ("high", Requantization.Clamp(activation, n.Y).Max));
        return n.Call("fully_connected_s8", parameters, Int8Arguments(perChannel ? factors : factors[..1], BiasInt8(n, folds), n));
    }

    private static bool IsPointwise(Conv2D op, NodeLowering n) =>
        n.X(Conv2D.Weights).Shape is { Rank: 4 } w && w[1] == 1 && w[2] == 1 && w[3] == n.X().Shape[3]
        && op.Padding.IsNone && op.Steps is { StrideY: 1, StrideX: 1 };

    private static CArgument[] Int8Arguments(QuantizedMultiplier[] factors, CArgument bias, NodeLowering n)
    {
        foreach (var factor in factors) n.Factor(factor);
        return
        [
            n.Operand("x", 0),
            n.X(1).Element == ElementType.Int4 ? NodeLowering.Data("w", ElementType.Int8, n.Constant(1).Int8()) : n.Operand("w", 1),
            bias,
            NodeLowering.Data<int>("multiplier", ElementType.Int32, [.. factors.Select(f => f.Multiplier)]),
            NodeLowering.Data<sbyte>("shift", ElementType.Int8, [.. factors.Select(f => (sbyte)f.Shift)]),
            n.Result(),
        ];
    }

    /// <summary>Weights and biases that the model computes are not there to be changed.</summary>
    private static bool CanFold(NodeLowering n) => n.IsConstant(1) && (!n.Has(2) || n.IsConstant(2));

    /// <summary>The biases, zero if there are none; with the input's zero point folded in, Σ (x - z)·w = Σ x·w - z·Σ w, if asked
    /// to.</summary>
    private static CArgument BiasInt8(NodeLowering n, bool fold, bool depthwise = false)
    {
        if (n.Has(2) && !fold) return n.Operand("bias", 2);
        var channels = n.X(1).Shape[depthwise ? 3 : 0];
        var bias = n.Has(2) ? n.Constant(2).Span<int>().ToArray() : new int[channels];
        if (!fold) return NodeLowering.Data<int>("bias", ElementType.Int32, bias);
        var weights = n.Constant(1).Int8();
        var perChannel = weights.Length / channels;
        var zero = n.X().PerTensor.ZeroPoint;
        for (var i = 0; i < weights.Length; i++)
        {
            var channel = depthwise ? i % channels : i / perChannel;
            // Sums wrap, so folding is exact even where it leaves the range.
            bias[channel] = unchecked(bias[channel] - zero * weights[i]);
        }
        return NodeLowering.Data<int>("bias", ElementType.Int32, bias);
    }

    private static ImmutableArray<KernelCall> LowerConv2DFloat(Conv2D op, NodeLowering n)
    {
        if (IsPointwise(op, n)) return LowerMatrixFloat(op.Activation, n);
        if (TryConv2DFloatEight(op, n) is { } eight) return eight;
        var w = n.X(Conv2D.Weights);
        var (low, high) = Requantization.Clamp(op.Activation);
        var parameters = CParameters.Of(
            ("window", Window(w.Shape[1], w.Shape[2], op.Steps, op.Padding, n)),
            ("groups", n.X().Shape[3] / w.Shape[3]),
            ("low", low),
            ("high", high));
        return CallReal("conv2d_f32", parameters, w.Shape[0], n);
    }

    private static ImmutableArray<KernelCall> LowerDepthwiseFloat(DepthwiseConv2D op, NodeLowering n)
    {
        if (TryDepthwiseFloatEight(op, n) is { } eight) return eight;
        var w = n.X(DepthwiseConv2D.Weights);
        var (low, high) = Requantization.Clamp(op.Activation);
        var parameters = CParameters.Of(
            ("window", Window(w.Shape[1], w.Shape[2], op.Steps, op.Padding, n)),
            ("channel_multiplier", n.Y.Shape[3] / n.X().Shape[3]),
            ("low", low),
            ("high", high));
        return CallReal("depthwise_conv2d_f32", parameters, w.Shape[3], n);
    }

    private static ImmutableArray<KernelCall> LowerMatrixFloat(Activation activation, NodeLowering n)
    {
        if (TryMatrixFloatEight(activation, n) is { } eight) return eight;
        var w = n.X(1);
        var columns = w.Shape[-1];
        var (low, high) = Requantization.Clamp(activation);
        var parameters = CParameters.Of(
            ("rows", n.X().Elements / columns),
            ("columns", columns),
            ("outputs", w.Shape[0]),
            ("low", low),
            ("high", high));
        return CallReal("fully_connected_f32", parameters, w.Shape[0], n);
    }

    private static ImmutableArray<KernelCall> LowerPool(
        string family, int kernelY, int kernelX, Steps steps, Padding padding, Activation activation, NodeLowering n)
    {
        var clamp = Requantization.Clamp(activation);
        var parameters = CParameters.Of(
            ("window", Window(kernelY, kernelX, steps, padding, n)),
            ("low", n.Y.IsFloat ? clamp.Min : Requantization.Clamp(activation, n.Y).Min),
            ("high", n.Y.IsFloat ? clamp.Max : Requantization.Clamp(activation, n.Y).Max));
        return n.Call(family + Suffix(n.Y), parameters, [n.Operand("x", 0), n.Result()]);
    }

    private static CParameters Window(int kernelY, int kernelX, Steps steps, Padding padding, NodeLowering n) => CParameters.Of(
        ("batches", n.X().Shape[0]),
        ("in_h", n.X().Shape[1]),
        ("in_w", n.X().Shape[2]),
        ("in_c", n.X().Shape[3]),
        ("out_h", n.Y.Shape[1]),
        ("out_w", n.Y.Shape[2]),
        ("out_c", n.Y.Shape[3]),
        ("kernel_h", kernelY),
        ("kernel_w", kernelX),
        ("stride_h", steps.StrideY),
        ("stride_w", steps.StrideX),
        ("dilation_h", steps.DilationY),
        ("dilation_w", steps.DilationX),
        ("pad_top", padding.Top),
        ("pad_left", padding.Left));
}
