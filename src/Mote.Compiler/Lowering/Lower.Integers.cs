using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>Integers of other widths than int8, and between widths.</summary>
internal static partial class Lower
{
    private static bool IsInt16(NodeLowering n) => n.X().Element == ElementType.Int16;

    private static bool IsInt32(NodeLowering n) => n.X().Element == ElementType.Int32;

    /// <summary>How the kernels' names end for a type.</summary>
    private static string Suffix(TensorType type) => type.Element switch
    {
        ElementType.Float32 => "_f32",
        ElementType.Int8 => "_s8",
        ElementType.Int16 => "_s16",
        ElementType.Int32 => "_s32",
        ElementType.Int64 => "_s64",
        ElementType.UInt8 => "_u8",
        ElementType.UInt32 => "_u32",
        ElementType.UInt64 => "_u64",
        ElementType.Bool => "_bool",
        ElementType.Int4 => "_s4",
    };

    private static ImmutableArray<KernelCall> LowerBinaryInt32(string family, Activation activation, NodeLowering n)
    {
        var (low, high) = Requantization.PlainClamp(activation);
        return Binary(family, "_s32", null, n, ("low", low), ("high", high));
    }

    private static ImmutableArray<KernelCall> RescaleAny(QuantizedMultiplier factor, int low, int high, NodeLowering n)
    {
        var parameters = CParameters.Of(
            ("elements", n.Y.Elements),
            ("from", IntegerType(n.X().Element)),
            ("to", IntegerType(n.Y.Element)),
            ("input_offset", unchecked(-n.X().PerTensor.ZeroPoint)),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("multiplier", n.Factor(factor).Multiplier),
            ("shift", factor.Shift),
            ("low", low),
            ("high", high));
        var sameSize = n.X().Element.Bytes() == n.Y.Element.Bytes();
        return n.Call("requantize", parameters, [n.Operand("x", 0, "void"), n.Result("void")], sameSize ? PlaceOver(n) : null);
    }

    /// <summary>As mote_integers.h numbers them.</summary>
    private static int IntegerType(ElementType element) =>
        element == ElementType.Int8 ? 0 : element == ElementType.UInt8 ? 1 : element == ElementType.Int16 ? 2 : 3;

    private static ImmutableArray<KernelCall> LowerSoftmaxInt16(Softmax op, NodeLowering n)
    {
        var factor = Requantization.SoftmaxInt16(op.Beta, n.X());
        var parameters = CParameters.Of(
            ("rows", n.Y.Elements / n.Y.Shape[-1]),
            ("depth", n.Y.Shape[-1]),
            ("multiplier", n.Factor(factor).Multiplier),
            ("shift", factor.Shift));
        CArgument[] arguments =
        [
            n.Operand("x", 0),
            NodeLowering.Data("exponential", ElementType.Int16, Int16Table.Exponential),
            NodeLowering.Data("reciprocal", ElementType.Int16, Int16Table.OneOverOnePlus),
            n.Result(),
        ];
        return n.Call("softmax_s16", parameters, arguments, PlaceOver(n));
    }
}
