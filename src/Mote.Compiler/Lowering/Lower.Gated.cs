using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerGru(Gru op, NodeLowering n)
    {
        string[] gates = [.. Enum.GetNames<GruGate>().Select(g => g.ToLowerInvariant())];
        var hidden = n.X(Gru.Hidden);
        CArgument[] arguments =
        [
            n.Operand("x", Gru.Input),
            .. gates.Select((g, i) => n.Operand("w_" + g, Gru.Weights + i)),
            .. gates.Select((g, i) => n.Operand("r_" + g, Gru.Recurrent + i)),
            .. gates.Select((g, i) => n.Operand("b_" + g, Gru.Bias + i)),
            OperandOrNothing("b_recurrent", Gru.RecurrentBias, hidden.IsFloat ? ElementType.Float32 : WideAs(hidden), n),
            n.Operand("hidden", Gru.Hidden),
            n.Result(),
            NewState("new_hidden", Gru.Hidden, 1, n),
            Work(hidden),
        ];
        var states = n.Y.Shape[2];
        var linear = op.LinearBeforeReset ? 1 : 0;
        if (hidden.IsFloat)
            return WithWork(n.Call("gru_f32", CParameters.Of([.. GatedShape(op.TimeMajor, n), ("linear_before_reset", linear)]), arguments),
                2 * states, n);
        var fromInput = Enum.GetValues<GruGate>().Select(g => n.Factor(RecurrentScales.Gate(n.X(), n.X(Gru.Weights + (int)g)))).ToArray();
        var fromHidden = Enum.GetValues<GruGate>().Select(g => n.Factor(RecurrentScales.Gate(
            g == GruGate.Candidate && !op.LinearBeforeReset ? GatedScales.ResetState(hidden) : hidden,
            n.X(Gru.Recurrent + (int)g)))).ToArray();
        var parameters = CParameters.Of(
            ("shape", CParameters.Of(GatedShape(op.TimeMajor, n))),
            ("blend", Blend(hidden, GatedScales.GruShare(hidden), n)),
            ("input_multiplier", fromInput.Select(f => f.Multiplier).ToArray()),
            ("input_shift", fromInput.Select(f => f.Shift).ToArray()),
            ("recurrent_multiplier", fromHidden.Select(f => f.Multiplier).ToArray()),
            ("recurrent_shift", fromHidden.Select(f => f.Shift).ToArray()),
            ("input_zero", n.X().PerTensor.ZeroPoint),
            ("linear_before_reset", linear),
            ("reset_shift", GatedScales.ResetShift(hidden)));
        return WithWork(n.Call("gru" + GatedSuffix(hidden, n), parameters, arguments), (2 - linear) * states, n);
    }

    private static ImmutableArray<KernelCall> LowerFastGrnn(FastGrnn op, NodeLowering n)
    {
        var hidden = n.X(FastGrnn.Hidden);
        var states = n.Y.Shape[2];
        var rank = n.Has(FastGrnn.RecurrentFactor) ? n.X(FastGrnn.RecurrentFactor).Shape[0] : 0;
        CArgument[] arguments =
        [
            n.Operand("x", FastGrnn.Input),
            n.Operand("w", FastGrnn.Weights),
            n.Operand("u", FastGrnn.Recurrent),
            OperandOrNothing("factor", FastGrnn.RecurrentFactor, hidden.IsFloat ? ElementType.Float32 : ElementType.Int8, n),
            n.Operand("b_update", FastGrnn.UpdateBias),
            n.Operand("b_candidate", FastGrnn.CandidateBias),
            n.Operand("hidden", FastGrnn.Hidden),
            n.Result(),
            NewState("new_hidden", FastGrnn.Hidden, 1, n),
            Work(hidden),
        ];
        if (hidden.IsFloat)
            return WithWork(n.Call("fastgrnn_f32",
                CParameters.Of([.. GatedShape(op.TimeMajor, n), ("rank", rank), ("zeta", op.Zeta), ("nu", op.Nu)]), arguments),
                states + rank, n);
        var fromInput = n.Factor(RecurrentScales.Gate(n.X(), n.X(FastGrnn.Weights)));
        var fromHidden = n.Factor(RecurrentScales.Gate(rank > 0 ? GatedScales.Between(rank) : hidden, n.X(FastGrnn.Recurrent)));
        var between = rank > 0 ? n.Factor(RecurrentScales.Gate(hidden, n.X(FastGrnn.RecurrentFactor))) : default;
        var parameters = CParameters.Of(
            ("shape", CParameters.Of(GatedShape(op.TimeMajor, n))),
            ("blend", Blend(hidden, GatedScales.FastGrnnShare(hidden), n)),
            ("input_multiplier", fromInput.Multiplier),
            ("input_shift", fromInput.Shift),
            ("recurrent_multiplier", fromHidden.Multiplier),
            ("recurrent_shift", fromHidden.Shift),
            ("factor_multiplier", between.Multiplier),
            ("factor_shift", between.Shift),
            ("rank", rank),
            ("input_zero", n.X().PerTensor.ZeroPoint),
            ("zeta", GatedScales.Coefficient(op.Zeta)),
            ("nu", GatedScales.Coefficient(op.Nu)));
        return WithWork(n.Call("fastgrnn" + GatedSuffix(hidden, n), parameters, arguments), states + rank, n);
    }

    private static (string, CValue)[] GatedShape(bool timeMajor, NodeLowering n) =>
    [
        ("batches", n.X().Shape[timeMajor ? 1 : 0]),
        ("steps", n.X().Shape[timeMajor ? 0 : 1]),
        ("inputs", n.X().Shape[2]),
        ("states", n.Y.Shape[2]),
        ("time_major", timeMajor ? 1 : 0),
    ];

    private static CParameters Blend(TensorType hidden, QuantizedMultiplier share, NodeLowering n)
    {
        var (low, high) = hidden.Element.Range();
        var output = n.Y.Element == hidden.Element ? default : n.Factor(Requantization.Rescale(hidden, n.Y));
        return CParameters.Of(
            ("share_multiplier", share.Multiplier),
            ("share_shift", share.Shift),
            ("extra_bits", GatedScales.ExtraBits(hidden)),
            ("zero", hidden.PerTensor.ZeroPoint),
            ("low", low),
            ("high", high),
            ("output_multiplier", output.Multiplier),
            ("output_shift", output.Shift),
            ("output_zero", n.Y.PerTensor.ZeroPoint));
    }

    private static string GatedSuffix(TensorType hidden, NodeLowering n) =>
        hidden.Element == ElementType.Int8 ? "_s8" : n.X().Element == ElementType.Int8 ? "_s8_s16" : "_s16";

    private static ElementType WideAs(TensorType read) => read.Element == ElementType.Int8 ? ElementType.Int32 : ElementType.Int64;

    /// <summary>An operand, or a single zero that the kernel will not read.</summary>
    private static CArgument OperandOrNothing(string name, int operand, ElementType element, NodeLowering n) => n.Has(operand)
        ? n.Operand(name, operand)
        : new CArgument.Data(name, NodeLowering.CType(element), Tensor.FromBytes(new TensorType(element, [1]), new byte[element.Bytes()]));

    private static CArgument.Scratch Work(TensorType hidden) => new("work", hidden.IsFloat ? "float" : "int16_t");

    private static ImmutableArray<KernelCall> WithWork(ImmutableArray<KernelCall> calls, int elements, NodeLowering n) =>
        WithStates([calls[0] with { ScratchBytes = elements * (n.Y.IsFloat ? 4 : 2) }], n);
}
