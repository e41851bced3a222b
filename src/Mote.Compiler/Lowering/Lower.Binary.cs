using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerBinary(Binary op, NodeLowering n)
    {
        var isExtremum = op.Kind is BinaryKind.Minimum or BinaryKind.Maximum;
        switch (n.Y.Element)
        {
            case ElementType.Float32:
                var (least, most) = Requantization.Clamp(op.Activation);
                return Pairwise("binary_f32", n, ("kind", (int)op.Kind), ("low", least), ("high", most));
            case ElementType.Int32:
                var (low, high) = ElementwiseRequantization.Clamp(op.Activation);
                return Pairwise("binary_s32", n, ("kind", (int)op.Kind), ("low", low), ("high", high));
            case ElementType.Bool:
                return Pairwise("logical_bool", n, ("is_and", op.Kind == BinaryKind.And ? 1 : 0));
            case ElementType.Int8 or ElementType.Int16 when op.Kind == BinaryKind.Div:
                return LowerQuotient(op, n);
            default:
                return isExtremum
                    ? Pairwise("extremum" + Suffix(n.Y), n, ("is_minimum", op.Kind == BinaryKind.Minimum ? 1 : 0)) : LowerDifference(op, n);
        }
    }

    private static ImmutableArray<KernelCall> LowerDifference(Binary op, NodeLowering n)
    {
        var squares = op.Kind == BinaryKind.SquaredDifference;
        var p = squares
            ? ElementwiseRequantization.SquaredDifference(n.X(0), n.X(1), n.Y) : ElementwiseRequantization.Sub(n.X(0), n.X(1), n.Y);
        var (low, high) = Requantization.Clamp(op.Activation, n.Y);
        var scales = CParameters.Of(
            ("is_squared", squares ? 1 : 0),
            ("a_offset", -n.X(0).PerTensor.ZeroPoint),
            ("b_offset", -n.X(1).PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("left_shift", p.LeftShift),
            ("a_multiplier", n.Factor(p.A).Multiplier),
            ("a_shift", p.A.Shift),
            ("b_multiplier", n.Factor(p.B).Multiplier),
            ("b_shift", p.B.Shift),
            ("output_multiplier", n.Factor(p.Output).Multiplier),
            ("output_shift", p.Output.Shift),
            ("low", low),
            ("high", high));
        return Pairwise("difference" + Suffix(n.Y), n, ("scales", scales));
    }

    private static ImmutableArray<KernelCall> LowerQuotient(Binary op, NodeLowering n)
    {
        var factor = ElementwiseRequantization.Div(n.X(0), n.X(1), n.Y);
        var (low, high) = Requantization.Clamp(op.Activation, n.Y);
        var parameters = CParameters.Of(
            new BroadcastRows(n, 2).Pairs,
            ("type", IntegerType(n.Y.Element)),
            ("a_offset", -n.X(0).PerTensor.ZeroPoint),
            ("b_offset", -n.X(1).PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("multiplier", factor.Multiplier),
            ("shift", factor.Shift),
            ("low", low),
            ("high", high));
        CArgument[] arguments = [n.Operand("a", 0, "void"), n.Operand("b", 1, "void"), n.Result("void")];
        return n.Call("quotient_any", parameters, arguments, PlaceOfPairs(n));
    }

    private static ImmutableArray<KernelCall> LowerCompare(Compare op, NodeLowering n)
    {
        var (a, b) = (n.X(0), n.X(1));
        var kind = ("kind", (CValue)(int)op.Kind);
        if (a.Element == ElementType.Bool) return Pairwise("compare_bool", n, kind);
        if (a.Element is not (ElementType.Int8 or ElementType.Int16)) return Pairwise("compare" + Suffix(a), n, kind);
        (string, CValue)[] offsets = [("a_offset", -a.PerTensor.ZeroPoint), ("b_offset", -b.PerTensor.ZeroPoint)];
        if (!ElementwiseRequantization.ComparesInFixedPoint(a, b))
            return Pairwise(
                "compare_reals" + Suffix(a), n, [kind, .. offsets, ("a_scale", a.PerTensor.Scale), ("b_scale", b.PerTensor.Scale)]);
        var (factorA, factorB) = (ElementwiseRequantization.Comparison(a), ElementwiseRequantization.Comparison(b));
        return Pairwise("compare_s8", n, [kind, .. offsets,
            ("a_multiplier", factorA.Multiplier), ("a_shift", factorA.Shift),
            ("b_multiplier", factorB.Multiplier), ("b_shift", factorB.Shift)]);
    }

    private static ImmutableArray<KernelCall> LowerPRelu(NodeLowering n)
    {
        if (n.Y.IsFloat) return Pairwise("prelu_f32", n);
        var (identity, slope) = ElementwiseRequantization.PRelu(n.X(0), n.X(1), n.Y);
        var (low, high) = n.Y.Element.Range();
        var scales = CParameters.Of(
            ("a_offset", -n.X(0).PerTensor.ZeroPoint),
            ("b_offset", -n.X(1).PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("multiplier", n.Factor(identity).Multiplier),
            ("shift", identity.Shift),
            ("product_multiplier", n.Factor(slope).Multiplier),
            ("product_shift", slope.Shift),
            ("low", low),
            ("high", high));
        return Pairwise("prelu" + Suffix(n.Y), n, ("scales", scales));
    }

    private static ImmutableArray<KernelCall> LowerSelect(NodeLowering n)
    {
        var rows = new BroadcastRows(n, 3);
        var parameters = CParameters.Of(
            ("rows", rows.Rows),
            ("columns", rows.Columns),
            ("element_bytes", n.Y.Element.Bytes()),
            ("dims", rows.Dims),
            ("condition_strides", rows.Strides(Select.Condition)),
            ("a_strides", rows.Strides(Select.A)),
            ("b_strides", rows.Strides(Select.B)),
            ("condition_step", rows.Step(Select.Condition)),
            ("a_step", rows.Step(Select.A)),
            ("b_step", rows.Step(Select.B)));
        return n.Call("select", parameters,
            [n.Operand("condition", Select.Condition), n.Operand("a", Select.A, "void"), n.Operand("b", Select.B, "void"),
                n.Result("void")]);
    }

    /// <summary>Floats one operand a call; int8 all at once, for a sum of 32 bits has nowhere to wait.</summary>
    private static ImmutableArray<KernelCall> LowerAddN(NodeLowering n)
    {
        var operands = n.Node.Inputs.Count;
        if (n.Y.IsFloat)
            return [.. Enumerable.Range(0, operands).SelectMany(i => n.Call("accumulate_f32",
                CParameters.Of(("elements", n.Y.Elements), ("is_first", i == 0 ? 1 : 0)), [n.Operand("x", i), n.Result()]))];
        var factor = n.Factor(ElementwiseRequantization.AddN(n.X(), n.Y));
        var parameters = CParameters.Of(
            ("elements", n.Y.Elements),
            ("operands", operands),
            ("sum_offset", -(operands + 1) * n.X().PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("multiplier", factor.Multiplier),
            ("shift", factor.Shift));
        return n.Call(
            "add_n_s8", parameters, [.. Enumerable.Range(0, 8).Select(i => n.Operand($"x{i}", i < operands ? i : 0)), n.Result()]);
    }

    /// <summary>Pairs of elements of broadcast shapes; over an operand of the output's type and shape where memory allows.</summary>
    private static ImmutableArray<KernelCall> Pairwise(
        string family, NodeLowering n, params ReadOnlySpan<(string Name, CValue Value)> parameters)
    {
        return n.Call(
            family, CParameters.Of([new BroadcastRows(n, 2).Pairs, .. parameters]), [n.Operand("a", 0), n.Operand("b", 1), n.Result()],
            PlaceOfPairs(n));
    }

    /// <summary>The operand of the output's type and shape that the result may replace.</summary>
    private static int? PlaceOfPairs(NodeLowering n)
    {
        int? place = null;
        for (var i = 1; i >= 0; i--)
            if (n.X(i).Shape == n.Y.Shape && n.X(i).Element == n.Y.Element && !n.IsConstant(i)) place = i;
        return place;
    }
}
