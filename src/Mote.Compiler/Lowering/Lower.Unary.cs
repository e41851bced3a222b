using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerUnary(Unary op, NodeLowering n) => n.Y.Element switch
    {
        ElementType.Float32 => Map("unary_f32", n, ("kind", (int)op.Kind)),
        ElementType.Bool => Map("not_bool", n),
        ElementType.Int8 => LowerToTable(n),
        ElementType.Int32 => Map("unary_s32", n, ("kind", (int)op.Kind)),
        _ => n.Y.Quantization is null ? Map("abs_plain_s16", n) : LowerUnaryInt16(op, n),
    };

    private static ImmutableArray<KernelCall> LowerUnaryInt16(Unary op, NodeLowering n)
    {
        switch (UnaryForms.Of(op.Kind, n.X(), n.Y))
        {
            case UnaryForm.Abs:
                var abs = n.Factor(ElementwiseRequantization.Abs(n.X(), n.Y));
                return Map("abs_s16", n, [.. Offsets(n), ("multiplier", abs.Multiplier), ("shift", abs.Shift)]);
            case UnaryForm.Rsqrt:
                var rsqrt = n.Factor(ElementwiseRequantization.Rsqrt(n.X(), n.Y));
                return Map("rsqrt_s16", n, ("multiplier", rsqrt.Multiplier), ("shift", rsqrt.Shift));
            case UnaryForm.Sigmoid:
                var (multiplier, shift) = UnaryForms.Sigmoid16(op.Kind, n.X());
                return Map(op.Kind == UnaryKind.Tanh ? "tanh_s16" : "logistic_s16", n, ("multiplier", multiplier), ("shift", shift));
            default:
                return Map("unary_s16", n,
                    ("kind", (int)op.Kind),
                    ("x_scale", n.X().PerTensor.Scale),
                    ("y_scale", n.Y.PerTensor.Scale),
                    ("x_offset", -n.X().PerTensor.ZeroPoint),
                    ("y_offset", n.Y.PerTensor.ZeroPoint));
        }
    }

    private static ImmutableArray<KernelCall> LowerLeakyRelu(LeakyRelu op, NodeLowering n)
    {
        if (n.Y.IsFloat) return Map("leaky_relu_f32", n, ("alpha", op.Alpha));
        var (identity, alpha, isNegative) = ElementwiseRequantization.LeakyRelu(op.Alpha, n.X(), n.Y);
        if (n.Y.Element == ElementType.Int8) return LowerToTable(n);
        return Map("leaky_relu_s16", n, [.. Offsets(n),
            ("multiplier", n.Factor(identity).Multiplier),
            ("shift", identity.Shift),
            ("alpha_multiplier", n.Factor(alpha).Multiplier),
            ("alpha_shift", alpha.Shift),
            ("alpha_sign", isNegative ? -1 : 1)]);
    }

    private static ImmutableArray<KernelCall> LowerCast(NodeLowering n) =>
        n.Call("cast", CParameters.Of(("elements", n.Y.Elements), ("from", Number(n.X().Element)), ("to", Number(n.Y.Element))),
            [n.Operand("x", 0, "void"), n.Result("void")]);

    /// <summary>As in mote_element.h.</summary>
    private static int Number(ElementType element) => element switch
    {
        ElementType.Float32 => 0,
        ElementType.Int8 => 1,
        ElementType.Int16 => 2,
        ElementType.Int32 => 3,
        ElementType.Int64 => 4,
        ElementType.UInt8 => 5,
        ElementType.UInt32 => 6,
        ElementType.Bool => 7,
        ElementType.UInt64 => throw new InvalidOperationException("u64 is not cast"),
        ElementType.Int4 => throw new InvalidOperationException("constants of four bits are expanded before kernels see them"),
    };

    private static ImmutableArray<KernelCall> LowerZerosLike(NodeLowering n) =>
        n.Call("zeros", CParameters.Of(("bytes", n.Y.Bytes)), [n.Result("void")]);

    private static ImmutableArray<KernelCall> LowerLogSoftmax(NodeLowering n)
    {
        if (n.Y.IsFloat) return OverRows("log_softmax_f32", n);
        var (factor, smallest, reverse) = ElementwiseRequantization.LogSoftmax(n.X());
        return OverRows("log_softmax_s8", n,
            ("multiplier", n.Factor(factor).Multiplier),
            ("shift", factor.Shift),
            ("smallest_difference", smallest),
            ("reverse_multiplier", n.Factor(reverse).Multiplier),
            ("reverse_shift", reverse.Shift));
    }

    private static ImmutableArray<KernelCall> LowerL2Normalization(NodeLowering n) => n.Y.IsFloat
        ? OverRows("l2_normalization_f32", n)
        : OverRows("l2_normalization_s8", n, ("input_offset", -n.X().PerTensor.ZeroPoint));

    private static ImmutableArray<KernelCall> OverRows(
        string family, NodeLowering n, params ReadOnlySpan<(string Name, CValue Value)> parameters) =>
        n.Call(family, CParameters.Of([("rows", n.Y.Elements / n.Y.Shape[-1]), ("depth", n.Y.Shape[-1]), .. parameters]),
            [n.Operand("x", 0), n.Result()], PlaceOver(n));

    private static ImmutableArray<KernelCall> Map(
        string family, NodeLowering n, params ReadOnlySpan<(string Name, CValue Value)> parameters) =>
        n.Call(family, CParameters.Of([("elements", n.Y.Elements), .. parameters]), [n.Operand("x", 0), n.Result()], PlaceOver(n));

    private static (string Name, CValue Value)[] Offsets(NodeLowering n) =>
        [("input_offset", -n.X().PerTensor.ZeroPoint), ("output_offset", n.Y.PerTensor.ZeroPoint)];
}
