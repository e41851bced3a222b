using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>Operators of signal front ends; their tables are constants like weights.</summary>
internal static partial class Lower
{
    /// <summary>As in mote_fft_order.h.</summary>
    private const int MostStages = 10;

    private static ImmutableArray<KernelCall> LowerWindowFunction(WindowFunction op, NodeLowering n)
    {
        var samples = n.Y.Shape[-1];
        return n.Call("window_function_s16",
            CParameters.Of(("rows", n.Y.Elements / samples), ("samples", samples), ("shift", op.Shift)),
            [n.Operand("x", WindowFunction.Input), n.Operand("w", WindowFunction.Weights), n.Result()], OverSamples(n));
    }

    private static ImmutableArray<KernelCall> LowerFftAutoScale(NodeLowering n) =>
        n.Call("fft_auto_scale_s16", CParameters.Of(("elements", n.Y.Elements)),
            [n.Operand("x", 0), n.Result(), Further("scale", 1, n)], OverSamples(n));

    private static ImmutableArray<KernelCall> LowerRfft(Rfft op, NodeLowering n)
    {
        var samples = n.X().Shape[-1];
        var parameters = CParameters.Of(
            ("rows", n.X().Elements / samples), ("samples", samples), ("plan", Plan(op.Length / 2)));
        return n.Call("rfft" + Suffix(n.Y), parameters, FftArguments(op.Length / 2, inverse: false, n));
    }

    private static ImmutableArray<KernelCall> LowerIrfft(Irfft op, NodeLowering n)
    {
        var parameters = CParameters.Of(("rows", n.Y.Elements / op.Length), ("plan", Plan(op.Length / 2)));
        return n.Call("irfft" + Suffix(n.Y), parameters, FftArguments(op.Length / 2, inverse: true, n));
    }

    private static CParameters Plan(int points)
    {
        var factors = FftPlan.Factors(points);
        int[] radices = [.. factors, .. Enumerable.Repeat(0, MostStages - factors.Count)];
        return CParameters.Of(("points", points), ("stages", factors.Count), ("radices", radices));
    }

    private static CArgument[] FftArguments(int points, bool inverse, NodeLowering n) =>
    [
        n.Operand("x", 0),
        FftTable("roots", FftTables.Roots(points, FftPlan.RootsUsed(points), inverse), n),
        FftTable("splitting", FftTables.Splitting(points, inverse), n),
        n.Result(),
    ];

    private static CArgument FftTable(string name, double[] table, NodeLowering n) =>
        n.Y.IsFloat ? NodeLowering.Data<float>(name, ElementType.Float32, FftTables.ToFloat(table))
        : IsInt16(n) ? NodeLowering.Data<short>(name, ElementType.Int16, FftTables.ToInt16(table))
        : NodeLowering.Data<int>(name, ElementType.Int32, FftTables.ToInt32(table));

    private static ImmutableArray<KernelCall> LowerSpectrumEnergy(SpectrumEnergy op, NodeLowering n) =>
        n.Call(n.X().Element == ElementType.Int32 ? "spectrum_energy_s32" : "spectrum_energy_s16",
            CParameters.Of(("bins", n.Y.Elements), ("begin", op.Begin), ("end", op.End), ("shift", op.Shift)),
            [n.Operand("x", 0), n.Result()]);

    private static ImmutableArray<KernelCall> LowerFilterBank(FilterBank op, NodeLowering n)
    {
        CArgument[] arguments =
        [
            n.Operand("x", FilterBank.Input),
            n.Operand("weights", FilterBank.Weights),
            n.Operand("unweights", FilterBank.Unweights),
            NodeLowering.Data("starts", ElementType.Int32, op.Starts.AsSpan()),
            NodeLowering.Data("weight_starts", ElementType.Int32, op.WeightStarts.AsSpan()),
            NodeLowering.Data("widths", ElementType.Int32, op.Widths.AsSpan()),
            n.Result(),
        ];
        return n.Call(n.X().Element == ElementType.UInt64 ? "filter_bank_u64" : "filter_bank_u32",
            CParameters.Of(("channels", op.Channels)), arguments);
    }

    private static ImmutableArray<KernelCall> LowerFilterBankSquareRoot(NodeLowering n) =>
        n.Call("filter_bank_root_u64", CParameters.Of(("channels", n.Y.Elements)),
            [n.Operand("x", FilterBankSquareRoot.Input), n.Operand("scale", FilterBankSquareRoot.Scale), n.Result()]);

    private static ImmutableArray<KernelCall> LowerSpectralSubtraction(SpectralSubtraction op, NodeLowering n)
    {
        var parameters = CParameters.Of(
            ("channels", n.Y.Elements),
            ("smoothing", (int[])[op.Smoothing, op.AlternateSmoothing]),
            ("rest", (int[])[op.OneMinusSmoothing, op.AlternateOneMinusSmoothing]),
            ("min_remaining", op.MinSignalRemaining),
            ("smoothing_bits", op.SmoothingBits),
            ("bits", op.Bits),
            ("clamping", op.Clamping ? 1 : 0));
        CArgument[] arguments =
        [
            n.Operand("x", SpectralSubtraction.Input), n.Operand("noise", SpectralSubtraction.Noise), n.Result(),
            NewState("new_noise", SpectralSubtraction.Noise, 1, n),
        ];
        return WithStates(n.Call("spectral_subtraction_u32", parameters, arguments, OverSamples(n)), n);
    }

    private static ImmutableArray<KernelCall> LowerPcan(Pcan op, NodeLowering n) =>
        n.Call("pcan_u32", CParameters.Of(("channels", n.Y.Elements), ("snr_shift", op.SnrShift)),
            [n.Operand("x", Pcan.Input), n.Operand("noise", Pcan.Noise), n.Operand("gains", Pcan.Gains), n.Result()], OverSamples(n));

    private static ImmutableArray<KernelCall> LowerFilterBankLog(FilterBankLog op, NodeLowering n) =>
        n.Call("filter_bank_log_u32",
            CParameters.Of(("channels", n.Y.Elements), ("output_scale", op.OutputScale), ("correction_bits", op.CorrectionBits)),
            [n.Operand("x", 0), NodeLowering.Data<short>("table", ElementType.Int16, IntegerLogarithm.Table), n.Result()]);

    /// <summary>Elements are read before they are replaced.</summary>
    private static int? OverSamples(NodeLowering n) => n.IsConstant(0) ? null : 0;

    private static CArgument.Result Further(string name, int result, NodeLowering n) =>
        new(name, NodeLowering.CType(n.Graph.Type(n.Node.Outputs[result]).Element), n.Node.Outputs[result]);
}
