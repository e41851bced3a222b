using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerLogSpectrum(LogSpectrum op, NodeLowering n)
    {
        var isRelative = n.Has(LogSpectrum.Reference);
        var parameters = CParameters.Of(
            ("channels", n.Y.Elements),
            ("drop", BinaryLogarithm.FractionBits - op.FractionBits),
            ("added", op.Added ? 1 : 0),
            ("relative", isRelative ? 1 : 0));
        return n.Call(n.X().Element == ElementType.UInt64 ? "log_spectrum_u64" : "log_spectrum_u32", parameters,
        [
            n.Operand("x", LogSpectrum.Input),
            n.Operand("floors", LogSpectrum.Floors),
            n.Operand("offsets", LogSpectrum.Offsets),
            // Without a reference nobody looks there.
            isRelative ? n.Operand("reference", LogSpectrum.Reference) : NodeLowering.Data<int>("reference", ElementType.Int32, [1]),
            NodeLowering.Data<short>("table", ElementType.Int16, IntegerLogarithm.Table),
            n.Result(),
        ]);
    }

    private static ImmutableArray<KernelCall> LowerStandardize(Standardize op, NodeLowering n)
    {
        var (rows, samples) = (n.Y.Shape[0], n.Y.Shape[1]);
        List<(string, CValue)> parameters =
        [
            ("rows", rows), ("samples", samples), ("channels", n.Y.Elements / rows / samples), ("deviation", (int)op.Deviation),
        ];
        if (n.Y.IsFloat)
        {
            parameters.Add(("epsilon", op.Epsilon));
            return n.Call("standardize_f32", CParameters.Of([.. parameters]), [n.Operand("x", 0), n.Result()]);
        }
        var (factor, epsilon) = (Standardization.Factor(op, n.X(), n.Y), Standardization.Epsilon(op, n.X()));
        var (low, high) = n.Y.Element.Range();
        parameters.AddRange(
        [
            ("from", IntegerType(n.X().Element)), ("to", IntegerType(n.Y.Element)),
            ("multiplier", factor.Multiplier), ("shift", factor.Shift),
            ("epsilon", (int[])[unchecked((int)epsilon), (int)(epsilon >> 32)]),
            ("output_offset", n.Y.PerTensor.ZeroPoint), ("low", low), ("high", high),
        ]);
        return n.Call("standardize", CParameters.Of([.. parameters]), [n.Operand("x", 0, "void"), n.Result("void")]);
    }
}
