using System.Collections.Immutable;
using Mote.Compiler.ArmDsp;
using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    // Of layers that share routines: what most layers have anyhow.
    private const int MatrixSharedShift = 12;

    /// <summary>A matrix, or a pointwise convolution, in assembler; null where the portable kernel has to do.</summary>
    /// <param name="activation">The layer's.</param>
    /// <param name="factors">One an output channel.</param>
    /// <param name="n">The layer.</param>
    /// <param name="readsPlanes">Whether the operand's channels lie in planes, one image after another; of one image only.</param>
    /// <param name="writesPlanes">Whether the result's do.</param>
    private static ImmutableArray<KernelCall>? TryMatrixDsp(
        Activation activation, QuantizedMultiplier[] factors, NodeLowering n, bool readsPlanes = false, bool writesPlanes = false)
    {
        if (n.Options.InstructionSet != InstructionSet.ArmDsp || MatrixWeightsDsp(activation, factors, n) is not { } weights) return null;
        var depth = n.X(1).Shape[-1];
        var (columns, channels) = (n.X().Elements / depth, factors.Length);
        var (low, high) = Requantization.Clamp(activation, n.Y);
        var window = new WindowWords(1, depth);
        var (step, outputStep, channelStep) = (readsPlanes ? 1 : depth, writesPlanes ? 1 : channels, writesPlanes ? columns : 1);
        // Only words of the operand itself may be read.
        var isRaw = n.Options.Form == KernelForm.Frugal && columns == 1 && depth % 4 == 0 && !n.IsConstant(0);
        var layer = new MatrixLayer(
            window, step, 0, IsAligned(depth, columns, n), channels, outputStep, channelStep, weights.Fit, low, high)
        {
            PlaneStride = readsPlanes ? columns : null,
            Shares = n.Options.Form != KernelForm.Made,
            IsRaw = isRaw,
        };
        if (BlockPlan.Of(layer, columns, n.Options) is not { } plan) return null;
        if (isRaw) return VectorDsp(weights, window, plan, n);
        var parameters = CParameters.Of([.. plan.Members, ("x_step", step), ("y_step", outputStep)]);
        // Columns are expanded before their outputs are written. In planes these take the columns' own places; in rows they must not
        // reach the columns behind.
        var isInPlace = readsPlanes == writesPlanes && (columns == 1 || readsPlanes || channels <= depth);
        return n.Call("matrix_s8_dsp", parameters, MatrixArgumentsDsp(weights, window, plan, n), isInPlace ? 0 : null)
            .SetItem(0, c => c with
            {
                ScratchBytes = plan.ScratchBytes,
                Cost = plan.Cost,
                // Other goals' placements stay as they are: they reach their bounds without it.
                InPlaceStep = isInPlace && readsPlanes && n.Options.Goal == OptimizeGoal.Balanced ? columns : 0,
                Stream = readsPlanes || writesPlanes || n.IsConstant(0) ? null : Streams.OfRows(columns, n),
            });
    }

    /// <summary>A matrix times one vector, which is read as it lies.</summary>
    private static ImmutableArray<KernelCall> VectorDsp(MatrixWeights weights, WindowWords window, BlockPlan plan, NodeLowering n)
    {
        CArgument[] arguments = [.. MatrixArgumentsDsp(weights, window, plan, n).Where(a => a is not CArgument.Scratch)];
        return n.Call(
            "vector_s8_dsp",
            CParameters.Of([plan.Members[^1], ("x_words", window.Count), ("multiply", plan.Wide.Multiply), ("rest", plan.Wide.Rest)]),
            arguments).SetItem(0, c => c with
            {
                // Bytes are flipped and flipped back in place of being expanded.
                Cost = plan.Cost + (-1 * plan.Wide.Expand.Cost) + Flips(window.Count),
            });
    }

    /// <summary>Measured: of a word, there and back, less the loop over columns that there is not.</summary>
    private static KernelCost Flips(int words) => new((8.57 * words) - 18, (16 * words) - 36);

    /// <summary>Values in the arena begin at multiples of 4; constants may begin anywhere.</summary>
    private static bool IsAligned(int stride, int columns, NodeLowering n) => !n.IsConstant(0) && (stride % 4 == 0 || columns == 1);

    private static ImmutableArray<KernelCall> SetItem(
        this ImmutableArray<KernelCall> calls, int index, Func<KernelCall, KernelCall> change) =>
        calls.SetItem(index, change(calls[index]));

    private static MatrixWeights? MatrixWeightsDsp(Activation activation, QuantizedMultiplier[] factors, NodeLowering n)
    {
        var w = n.X(1);
        if (!CanFold(n) || w.Quantization is Quantization.PerTensor { ZeroPoint: not 0 } || n.X().Elements == 0) return null;
        foreach (var factor in factors) n.Factor(factor);
        var (low, high) = Requantization.Clamp(activation, n.Y);
        var biases = n.Has(2) ? n.Constant(2).Span<int>() : new int[factors.Length];
        return MatrixWeights.Of(n.Constant(1).Int8().ToArray(), biases, n.X(), n.Y, factors, low, high,
            n.Options.Form == KernelForm.Made ? null : MatrixSharedShift);
    }

    private static CArgument[] MatrixArgumentsDsp(MatrixWeights weights, WindowWords window, BlockPlan plan, NodeLowering n) =>
    [
        n.Operand("x", 0),
        NodeLowering.Data<uint>("stream", ElementType.UInt32,
            PairedStream.Pack(weights.Weights, window.Weights(), weights.Biases, weights.Fit, plan.Group, plan.Headers)),
        n.Result(),
        new CArgument.Scratch("scratch", "uint32_t"),
    ];
}
