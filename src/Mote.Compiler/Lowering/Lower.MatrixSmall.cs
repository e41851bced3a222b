using System.Collections.Immutable;
using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Compiler.SmallCores;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>Matrices and windows on cores without vectors, where one multiplication makes two products: see <see
/// cref="ColumnPairs"/>.</summary>
internal static partial class Lower
{
    /// <summary>Fewer rows than this are not worth a block of four columns.</summary>
    private const int FewestColumns = 3;

    private static ImmutableArray<KernelCall>? TryConv2DSmall(Conv2D op, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var w = n.X(Conv2D.Weights);
        if (!IsSmallCore(n) || op.Steps.DilationX != 1 || w.Shape[3] != n.X().Shape[3]) return null;
        return Sums(op.Activation, factors, n) is { } sums
            ? Columns(sums, Window(w.Shape[1], w.Shape[2], op.Steps, op.Padding, n), n.Y.Elements / factors.Length, false, n)
            : null;
    }

    private static ImmutableArray<KernelCall>? TryMatrixSmall(Activation activation, QuantizedMultiplier[] factors, NodeLowering n)
    {
        if (!IsSmallCore(n) || Sums(activation, factors, n) is not { } sums) return null;
        var rows = n.X().Elements / sums.Depth;
        if (rows < FewestColumns) return n.Options.InstructionSet == InstructionSet.Rv32Imc ? RowsInC(sums, rows, n) : Rows(sums, rows, n);
        var window = CParameters.Of(
            ("batches", 1), ("in_h", 1), ("in_w", rows), ("in_c", sums.Depth), ("out_h", 1), ("out_w", rows), ("out_c", sums.Channels),
            ("kernel_h", 1), ("kernel_w", 1), ("stride_h", 1), ("stride_w", 1), ("dilation_h", 1), ("dilation_w", 1),
            ("pad_top", 0), ("pad_left", 0));
        return Columns(sums, window, rows, true, n);
    }

    private static bool IsSmallCore(NodeLowering n) =>
        n.Options.InstructionSet is InstructionSet.ArmV6M or InstructionSet.Rv32Imc && n.Options.Goal != OptimizeGoal.Size;

    private static ChannelSums? Sums(Activation activation, QuantizedMultiplier[] factors, NodeLowering n)
    {
        if (!CanFold(n) || n.X(1).Quantization is Quantization.PerTensor { ZeroPoint: not 0 } || n.X().Elements == 0) return null;
        foreach (var factor in factors) n.Factor(factor);
        return ChannelSums.Of(
            n.Constant(1).Int8().ToArray(), n.Has(2) ? n.Constant(2).Span<int>() : new int[factors.Length], n.X(), n.Y, factors,
            Requantization.Clamp(activation, n.Y));
    }

    private static ImmutableArray<KernelCall>? Columns(ChannelSums sums, CParameters window, int pixels, bool isPixel, NodeLowering n)
    {
        var pairs = ColumnPairs.Best(sums);
        if (n.Options.InstructionSet == InstructionSet.Rv32Imc) return ColumnsInC(pairs, sums, window, isPixel, n);
        if (!pairs.Fits) return null;
        var inPlace = isPixel && pairs.Depth == sums.Depth;
        var expand = ThumbColumns.Expand(pairs);
        var multiply = ThumbColumns.Multiply(pairs, sums.Fit, sums.Channels, pairs.AllSingles(sums));
        var parameters = CParameters.Of(
            ("window", window),
            ("depth", sums.Depth),
            ("padded", pairs.Depth),
            ("in_place", inPlace ? 1 : 0),
            ("fill", n.X().PerTensor.ZeroPoint),
            ("block_words", pairs.BlockWords),
            ("expand", expand.Function),
            ("multiply", multiply.Function));
        var blocks = (pixels + 3) / 4;
        return Call("conv2d_s8_v6m", parameters, pairs.Stream(sums), "uint32_t",
            4 * pairs.BlockWords + (inPlace ? 0 : ColumnPairs.Columns * pairs.Depth),
            blocks * (multiply.Cost + 2 * expand.Cost), n);
    }

    private static ImmutableArray<KernelCall> Rows(ChannelSums sums, int rows, NodeLowering n)
    {
        var (full, rest) = (sums.Channels / ThumbRow.MostChannels, sums.Channels % ThumbRow.MostChannels);
        // Where there is none, the other stands for it and is never called.
        var multiply = ThumbRow.Multiply(full > 0 ? ThumbRow.MostChannels : rest, sums.Depth, sums.Fit, Math.Max(full, 1));
        var last = rest > 0 ? ThumbRow.Multiply(rest, sums.Depth, sums.Fit, 1) : multiply;
        var parameters = CParameters.Of(
            ("rows", rows),
            ("columns", sums.Depth),
            ("outputs", sums.Channels),
            ("full", full * ThumbRow.MostChannels),
            ("words", full * ThumbRow.Words(ThumbRow.MostChannels, sums.Depth, sums.Fit)),
            ("multiply", multiply.Function),
            ("rest", last.Function));
        var cost = (full > 0 ? multiply.Cost : default) + (rest > 0 ? last.Cost : default);
        return Call("matrix_s8_v6m", parameters, ThumbRow.Stream(sums), "uint8_t", sums.Depth, rows * cost, n);
    }

    /// <param name="family">The kernel.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="stream">Its constants.</param>
    /// <param name="scratch">What its memory is called.</param>
    /// <param name="scratchBytes">How much that is.</param>
    /// <param name="cost">Of its routines.</param>
    /// <param name="n">The node.</param>
    private static ImmutableArray<KernelCall> Call(
        string family, CParameters parameters, uint[] stream, string scratch, int scratchBytes, KernelCost cost, NodeLowering n)
    {
        CArgument[] arguments =
        [
            n.Operand("x", 0), NodeLowering.Data<uint>("stream", ElementType.UInt32, stream), n.Result(),
            new CArgument.Scratch("scratch", scratch),
        ];
        var call = n.Call(family, parameters, arguments)[0];
        return [call with { ScratchBytes = scratchBytes, Cost = cost, IsPartOfCost = true }];
    }
}
