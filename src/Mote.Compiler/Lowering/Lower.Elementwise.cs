using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerAddInteger(Add op, NodeLowering n)
    {
        if (TryAddMve(op, n) is { } mve) return mve;
        if (TryAddDsp(op, n) is { } dsp) return dsp;
        var p = Requantization.Add(n.X(0), n.X(1), n.Y);
        var (low, high) = Requantization.Clamp(op.Activation, n.Y);
        var scales = CParameters.Of(
            ("a_offset", -n.X(0).PerTensor.ZeroPoint),
            ("b_offset", -n.X(1).PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("a_multiplier", n.Factor(p.A).Multiplier),
            ("a_shift", p.A.Shift),
            ("b_multiplier", n.Factor(p.B).Multiplier),
            ("b_shift", p.B.Shift),
            ("output_multiplier", n.Factor(p.Output).Multiplier),
            ("output_shift", p.Output.Shift),
            ("low", low),
            ("high", high));
        return Binary("add", Suffix(n.Y), ("scales", scales), n);
    }

    private static ImmutableArray<KernelCall> LowerMulInteger(Mul op, NodeLowering n)
    {
        var factor = n.Factor(Requantization.Mul(n.X(0), n.X(1), n.Y));
        var (low, high) = Requantization.Clamp(op.Activation, n.Y);
        var scales = CParameters.Of(
            ("a_offset", -n.X(0).PerTensor.ZeroPoint),
            ("b_offset", -n.X(1).PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("multiplier", factor.Multiplier),
            ("shift", factor.Shift),
            ("low", low),
            ("high", high));
        return Binary("mul", Suffix(n.Y), ("scales", scales), n);
    }

    private static ImmutableArray<KernelCall> LowerBinaryFloat(string family, Activation activation, NodeLowering n)
    {
        var (low, high) = Requantization.Clamp(activation);
        return Binary(family, "_f32", null, n, ("low", low), ("high", high));
    }

    /// <summary>Equal shapes go element by element, in place where memory allows; others through strides.</summary>
    private static ImmutableArray<KernelCall> Binary(
        string family, string types, (string Name, CValue Value)? first, NodeLowering n,
            params ReadOnlySpan<(string Name, CValue Value)> last)
    {
        CArgument[] arguments = [n.Operand("a", 0), n.Operand("b", 1), n.Result()];
        if (n.X(0).Shape == n.X(1).Shape)
            return n.Call(family + types, CParameters.Of([.. All(first), ("elements", n.Y.Elements), .. last]), arguments, PlaceOver(n));
        var shape = new MergedLoops(n);
        var broadcast = CParameters.Of(
            ("elements", n.Y.Elements), ("dims", shape.Dims), ("a_strides", shape.StridesA), ("b_strides", shape.StridesB));
        return n.Call($"{family}_broadcast{types}", CParameters.Of([.. All(first), ("shape", broadcast), .. last]), arguments);

        static (string, CValue)[] All((string Name, CValue Value)? one) => one is { } o ? [o] : [];
    }

    /// <summary>The operand that the result may replace: one that is computed, not a constant.</summary>
    private static int? PlaceOver(NodeLowering n) =>
        !n.Graph[n.Node.Inputs[0]].IsConstant ? 0 : n.Node.Inputs.Count > 1 && !n.Graph[n.Node.Inputs[1]].IsConstant ? 1 : null;

    private static ImmutableArray<KernelCall> LowerReluInteger(Relu op, NodeLowering n)
    {
        if (op.Kind == Activation.Relu)
        {
            var (from, to) = Requantization.Clamp(op.Kind, n.Y);
            return Rescale(Requantization.Relu(n.X(), n.Y), from, to, n);
        }
        // As the reference does: stored integers are clamped, not rescaled.
        var (low, high) = Requantization.Clamp(op.Kind, n.X());
        var parameters = CParameters.Of(("elements", n.Y.Elements), ("low", low), ("high", high));
        return n.Call("clamp" + Suffix(n.Y), parameters, [n.Operand("x", 0), n.Result()], PlaceOver(n));
    }

    private static ImmutableArray<KernelCall> LowerRequantize(NodeLowering n) =>
        Rescale(Requantization.Rescale(n.X(), n.Y), n.Y.Element.Range().Min, n.Y.Element.Range().Max, n);

    private static ImmutableArray<KernelCall> Rescale(Numerics.QuantizedMultiplier factor, int low, int high, NodeLowering n)
    {
        if (n.X().Element != ElementType.Int8 || n.Y.Element != ElementType.Int8) return RescaleAny(factor, low, high, n);
        var parameters = CParameters.Of(
            ("elements", n.Y.Elements),
            ("input_offset", -n.X().PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("multiplier", n.Factor(factor).Multiplier),
            ("shift", factor.Shift),
            ("low", low),
            ("high", high));
        return n.Call("rescale_s8", parameters, [n.Operand("x", 0), n.Result()], PlaceOver(n));
    }

    private static ImmutableArray<KernelCall> LowerReluFloat(Relu op, NodeLowering n)
    {
        var (low, high) = Requantization.Relu(op.Kind);
        if (float.IsInfinity(high))
            return n.Call("at_least_f32", CParameters.Of(("elements", n.Y.Elements), ("low", low)),
                [n.Operand("x", 0), n.Result()], PlaceOver(n));
        var parameters = CParameters.Of(("elements", n.Y.Elements), ("low", low), ("high", high));
        return n.Call("relu_f32", parameters, [n.Operand("x", 0), n.Result()], PlaceOver(n));
    }

    private static ImmutableArray<KernelCall> LowerQuantize(NodeLowering n)
    {
        var parameters = CParameters.Of(
            ("elements", n.Y.Elements), ("scale", n.Y.PerTensor.Scale), ("zero_point", n.Y.PerTensor.ZeroPoint));
        return n.Call("quantize_f32" + Suffix(n.Y), parameters, [n.Operand("x", 0), n.Result()],
            n.Y.Element == ElementType.Int8 ? PlaceOver(n) : null);
    }

    private static ImmutableArray<KernelCall> LowerDequantize(NodeLowering n)
    {
        var parameters = CParameters.Of(
            ("elements", n.Y.Elements), ("scale", n.X().PerTensor.Scale), ("zero_point", n.X().PerTensor.ZeroPoint));
        return n.Call($"dequantize{Suffix(n.X())}_f32", parameters, [n.Operand("x", 0), n.Result()]);
    }

    private static ImmutableArray<KernelCall> LowerLookup(NodeLowering n) =>
        n.Call("lookup_s8", CParameters.Of(("elements", n.Y.Elements)),
            [n.Operand("x", Lookup.Input), n.Operand("table", Lookup.Table), n.Result()],
            PlaceOver(n));

    private static ImmutableArray<KernelCall> LowerSoftmaxInt8(Softmax op, NodeLowering n)
    {
        var (factor, smallest) = Requantization.Softmax(op.Beta, n.X());
        var parameters = CParameters.Of(
            ("rows", n.Y.Elements / n.Y.Shape[-1]),
            ("depth", n.Y.Shape[-1]),
            ("multiplier", n.Factor(factor).Multiplier),
            ("shift", factor.Shift),
            ("smallest_difference", smallest));
        return n.Y.Element == ElementType.Int16 ? n.Call("softmax_s8_s16", parameters, [n.Operand("x", 0), n.Result()])
            : n.Call("softmax_s8", parameters, [n.Operand("x", 0), n.Result()], PlaceOver(n));
    }

    private static ImmutableArray<KernelCall> LowerSoftmaxFloat(Softmax op, NodeLowering n)
    {
        var parameters = CParameters.Of(("rows", n.Y.Elements / n.Y.Shape[-1]), ("depth", n.Y.Shape[-1]), ("beta", op.Beta));
        return n.Call("softmax_f32", parameters, [n.Operand("x", 0), n.Result()], PlaceOver(n));
    }
}
