using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerSvdfFloat(Svdf op, NodeLowering n)
    {
        var units = n.Y.Shape[1];
        CArgument[] arguments =
        [
            n.Operand("x", Svdf.Input),
            n.Operand("w", Svdf.FeatureWeights),
            n.Operand("times", Svdf.TimeWeights),
            n.Has(Svdf.Bias) ? n.Operand("bias", Svdf.Bias) : NodeLowering.Data<float>("bias", ElementType.Float32, new float[units]),
            n.Operand("state", Svdf.State),
            n.Result(),
            NewState("new_state", Svdf.State, 1, n),
        ];
        (string, CValue)[] members = [.. SvdfShape(op, n), ("activation", (int)op.Activation)];
        if (!HybridWeights.Are(n.X(), n.X(Svdf.FeatureWeights)))
            return WithStates(n.Call("svdf_f32", CParameters.Of(members), arguments), n);
        var scaled = CParameters.Of([.. members, ("feature_scale", n.X(Svdf.FeatureWeights).PerTensor.Scale),
            ("time_scale", n.X(Svdf.TimeWeights).PerTensor.Scale)]);
        return WithStates(n.Call("svdf_f32_s8", scaled, arguments), n);
    }

    private static ImmutableArray<KernelCall> LowerSvdfInt8(Svdf op, NodeLowering n)
    {
        var (x, state) = (n.X(Svdf.Input), n.X(Svdf.State));
        var (toState, toOutput) = RecurrentScales.Svdf(x, n.X(Svdf.FeatureWeights), n.X(Svdf.TimeWeights), state, n.Y);
        var parameters = CParameters.Of(
        [
            .. SvdfShape(op, n),
            ("input_offset", -x.PerTensor.ZeroPoint),
            ("state_offset", -state.PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("state_multiplier", n.Factor(toState).Multiplier),
            ("state_shift", toState.Shift),
            ("output_multiplier", n.Factor(toOutput).Multiplier),
            ("output_shift", toOutput.Shift),
        ]);
        CArgument[] arguments =
        [
            n.Operand("x", Svdf.Input),
            n.Operand("w", Svdf.FeatureWeights),
            n.Operand("times", Svdf.TimeWeights),
            n.Has(Svdf.Bias) ? n.Operand("bias", Svdf.Bias) : NodeLowering.Data<int>("bias", ElementType.Int32, new int[n.Y.Shape[1]]),
            n.Operand("state", Svdf.State),
            n.Result(),
            NewState("new_state", Svdf.State, 1, n),
        ];
        return WithStates(n.Call(state.Element == ElementType.Int16 ? "svdf_s8_s16" : "svdf_s8_s8", parameters, arguments), n);
    }

    private static (string, CValue)[] SvdfShape(Svdf op, NodeLowering n) =>
    [
        ("batches", n.Y.Shape[0]),
        ("inputs", n.X(Svdf.Input).Shape[1]),
        ("units", n.Y.Shape[1]),
        ("rank", op.Rank),
        ("memory", n.X(Svdf.TimeWeights).Shape[1]),
    ];

    private static ImmutableArray<KernelCall> LowerLstmFloat(Lstm op, NodeLowering n)
    {
        var parameters = CParameters.Of([.. LstmShape(op, n), ("cell_clip", Math.Max(op.CellClip, 0f))]);
        if (!HybridWeights.Are(n.X(), n.X(Lstm.Weights))) return WithStates(n.Call("lstm_f32", parameters, LstmArguments(n)), n);
        var scales = Enumerable.Range(Lstm.Weights, 8).Select(o => n.X(o).PerTensor.Scale).ToArray();
        var arguments = LstmArguments(n).ToList();
        arguments.Insert(Lstm.Hidden, NodeLowering.Data<float>("scale", ElementType.Float32, scales));
        return WithStates(n.Call("lstm_f32_s8", parameters, [.. arguments]), n);
    }

    private static ImmutableArray<KernelCall> LowerLstmInteger(Lstm op, NodeLowering n)
    {
        var (x, hidden, cell) = (n.X(Lstm.Input), n.X(Lstm.Hidden), n.X(Lstm.Cell));
        var fromInput = Gates(n, Lstm.Weights, x);
        var fromHidden = Gates(n, Lstm.Recurrent, hidden);
        var factors = RecurrentScales.Lstm(hidden, cell);
        var (clipLow, clipHigh) = RecurrentScales.CellClip(op, cell);
        var (tanhMultiplier, tanhShift) = GateMath.TanhScale(RecurrentScales.CellPower(cell));
        var (low, high) = hidden.Element.Range();
        var scales = CParameters.Of(
            ("input_multiplier", fromInput.Select(f => f.Multiplier).ToArray()),
            ("input_shift", fromInput.Select(f => f.Shift).ToArray()),
            ("recurrent_multiplier", fromHidden.Select(f => f.Multiplier).ToArray()),
            ("recurrent_shift", fromHidden.Select(f => f.Shift).ToArray()),
            ("kept_multiplier", n.Factor(factors.Forget).Multiplier),
            ("kept_shift", factors.Forget.Shift),
            ("added_multiplier", n.Factor(factors.Input).Multiplier),
            ("added_shift", factors.Input.Shift),
            ("hidden_multiplier", n.Factor(factors.Output).Multiplier),
            ("hidden_shift", factors.Output.Shift),
            ("clip_low", clipLow),
            ("clip_high", clipHigh),
            ("tanh_multiplier", tanhMultiplier),
            ("tanh_shift", tanhShift),
            ("output_offset", hidden.PerTensor.ZeroPoint),
            ("low", low),
            ("high", high));
        (string, CValue)[] members = [("shape", CParameters.Of(LstmShape(op, n))), ("scales", scales)];
        if (x.Element == ElementType.Int16) return WithStates(n.Call("lstm_s16", CParameters.Of(members), LstmArguments(n)), n);
        var (zeroX, zeroHidden) = (x.PerTensor.ZeroPoint, hidden.PerTensor.ZeroPoint);
        var parameters = CParameters.Of([.. members, ("input_offset", -zeroX), ("hidden_offset", -zeroHidden)]);
        return WithStates(n.Call("lstm_s8", parameters, LstmArguments(n)), n);
    }

    private static QuantizedMultiplier[] Gates(NodeLowering n, int first, TensorType read) =>
        [.. Enum.GetValues<LstmGate>().Select(g => n.Factor(RecurrentScales.Gate(read, n.X(first + (int)g))))];

    private static (string, CValue)[] LstmShape(Lstm op, NodeLowering n) =>
    [
        ("batches", n.X().Shape[op.TimeMajor ? 1 : 0]),
        ("steps", n.X().Shape[op.TimeMajor ? 0 : 1]),
        ("inputs", n.X().Shape[2]),
        ("states", n.Y.Shape[2]),
        ("time_major", op.TimeMajor ? 1 : 0),
    ];

    private static CArgument[] LstmArguments(NodeLowering n)
    {
        string[] gates = [.. Enum.GetNames<LstmGate>().Select(g => g.ToLowerInvariant())];
        return
        [
            n.Operand("x", Lstm.Input),
            .. gates.Select((g, i) => n.Operand("w_" + g, Lstm.Weights + i)),
            .. gates.Select((g, i) => n.Operand("r_" + g, Lstm.Recurrent + i)),
            .. gates.Select((g, i) => n.Operand("b_" + g, Lstm.Bias + i)),
            n.Operand("hidden", Lstm.Hidden),
            n.Operand("cell", Lstm.Cell),
            n.Result(),
            NewState("new_hidden", Lstm.Hidden, 1, n),
            NewState("new_cell", Lstm.Cell, 2, n),
        ];
    }

    private static CArgument.Result NewState(string name, int operand, int result, NodeLowering n) =>
        new(name, NodeLowering.CType(n.X(operand).Element), n.Node.Outputs[result]);

    /// <summary>The kernel may write each new state where it has read the old one.</summary>
    private static ImmutableArray<KernelCall> WithStates(ImmutableArray<KernelCall> calls, NodeLowering n)
    {
        var operands = n.Node.Op.StateOperands();
        var first = n.Node.Outputs.Count - operands.Count;
        return [calls[0] with { InPlaceStates = [.. operands.Select((o, i) => (n.Node.Inputs[o], n.Node.Outputs[first + i]))] }];
    }
}
