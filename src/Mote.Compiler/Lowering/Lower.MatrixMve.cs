using System.Collections.Immutable;
using Mote.Compiler.Machine;
using Mote.Compiler.Machine.Mve;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.Lowering;

/// <summary>Layers of int8 for Armv8.1-M's vector extension; what its kernels do not take is null and goes to the portable ones.</summary>
internal static partial class Lower
{
    /// <summary>How many chunks of sixteen bytes may stand in a row.</summary>
    private static readonly int[] Unrolls = [2, 4, 6, 12];

    /// <summary>What calling a routine with four arguments from a kernel of straight lines takes.</summary>
    private static readonly KernelCost MveCall = new(6, 9);

    /// <summary>Whether goal, instruction set and types are for MVE kernels, and weights and biases are known.</summary>
    private static bool SuitsMve(NodeLowering n) => HasMve(n) && CanFold(n);

    /// <summary>
    /// Of routines that differ in how much stands in a row: the fastest, or the shortest of those that are about as fast.
    /// </summary>
    private static T Unrolled<T>(IEnumerable<T> forms, Func<T, (MachineRoutine Routine, KernelCost Cost)> measure, NodeLowering n)
    {
        const double about = 1.04;
        var measured = forms.Select(f => (Form: f, measure(f).Routine.Lines, measure(f).Cost)).ToList();
        if (n.Options.Goal == OptimizeGoal.Speed) return measured.MinBy(m => n.Options.Time(m.Cost)).Form;
        if (n.Options.Goal == OptimizeGoal.Instructions) return measured.MinBy(m => m.Cost.Instructions).Form;
        var most = about * measured.Min(m => m.Cost.Instructions);
        return measured.Where(m => m.Cost.Instructions <= most).MinBy(m => m.Lines.Count).Form;
    }

    private static ImmutableArray<KernelCall>? TryMatrixMve(Activation activation, QuantizedMultiplier[] factors, NodeLowering n)
    {
        if (!SuitsMve(n) || n.X(1).Quantization is Quantization.PerTensor { ZeroPoint: not 0 }) return null;
        // Of a convolution whose window is the whole image, all of the window.
        var depth = n.X(1).Shape.Elements / factors.Length;
        if (RequantizationMve(activation, factors, n, depthwise: false) is not { } requantization) return null;
        var columns = n.X().Elements / depth;
        var weights = n.Constant(1).Int8().ToArray();
        if (columns == 1)
        {
            var vector = Unrolled(Unrolls.Select(u => new MveVector(depth, requantization, u)), v => (v.Routine(), v.Routine().Cost), n);
            var product = vector.Routine();
            return n.CallMve("vector_s8", CParameters.Of(("product", product)),
                [n.Operand("x", 0), PackedMve(vector.Pack((c, i) => weights[c * depth + i])), n.Result()], MveCall + product.Cost);
        }
        var matrix = MatrixMve(new MveMatrix(false, 1, depth, depth, requantization), columns / 2, n);
        var parameters = CParameters.Of(
            ("columns", columns), ("depth", depth), ("outputs", factors.Length), ("pairs", matrix.Routine()));
        var cost = MveCall + matrix.Cost(columns / 2);
        if (columns % 2 != 0) cost += MveCall + matrix.Cost(1);
        return n.CallMve("matrix_s8", parameters,
            [n.Operand("x", 0), PackedMve(matrix.Pack((c, i) => weights[c * depth + i])), n.Result()], cost);
    }

    /// <summary>The matrix, with as much code in a row as the goal wants.</summary>
    /// <param name="form">But for that.</param>
    /// <param name="pairs">Pairs of columns that a call has.</param>
    private static MveMatrix MatrixMve(MveMatrix form, int pairs, NodeLowering n)
    {
        // What all in a row is longer than this is never, whatever the goal.
        const int mostChunks = 48;
        var forms =
            from unroll in Unrolls
            from blocks in (int[])[1, 2, 4]
            let matrix = form with { Unroll = unroll, Blocks = blocks }
            where blocks == 1 || blocks * matrix.ChunksInARow <= mostChunks
            select matrix;
        return Unrolled(forms, m => (m.Routine(), m.Cost(pairs)), n);
    }

    private static CArgument.Data PackedMve(Tensor stream) => new CArgument.Data("w", "int32_t", stream);

    /// <summary>How the sums become outputs, the input's zero point folded into the biases; null where that may wrap.</summary>
    private static MveRequantization? RequantizationMve(
        Activation activation, QuantizedMultiplier[] factors, NodeLowering n, bool depthwise, bool mayShare = true)
    {
        foreach (var factor in factors) n.Factor(factor);
        var channels = factors.Length;
        var weights = n.Constant(1).Int8();
        var perChannel = weights.Length / channels;
        var bias = n.Has(2) ? n.Constant(2).Span<int>().ToArray() : new int[channels];
        var reach = new long[channels];
        var zero = n.X().PerTensor.ZeroPoint;
        for (var c = 0; c < channels; c++)
        {
            var (sum, least, most) = (0L, (long)bias[c], (long)bias[c]);
            for (var i = 0; i < perChannel; i++)
            {
                int w = weights[depthwise ? i * channels + c : c * perChannel + i];
                sum += w;
                least += Math.Min((127 - zero) * w, (-128 - zero) * w);
                most += Math.Max((127 - zero) * w, (-128 - zero) * w);
            }
            // Sums wrap, so folding is exact even where it leaves the range.
            bias[c] = unchecked((int)(bias[c] - zero * sum));
            reach[c] = Math.Max(Math.Abs(least), Math.Abs(most));
        }
        var (low, high) = Requantization.Clamp(activation, n.Y);
        return MveRequantization.Of(factors, bias, reach, n.Y.PerTensor.ZeroPoint, low, high, mayShare);
    }
}
