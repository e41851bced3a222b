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

/// <summary>Layers of int8 for the vector extension of Armv8.1-M; what its kernels do not take is null and goes to the portable ones.</summary>
internal static partial class Lower
{
    /// <summary>Chunks of sixteen bytes in a row where code size counts, and where it does not.</summary>
    private const int FewChunks = 6, ManyChunks = 12;

    /// <summary>What calling a routine with four arguments from a kernel of straight lines takes.</summary>
    private static readonly KernelCost MveCall = new(6, 9);

    /// <summary>Whether goal, instruction set and types are for MVE kernels, and weights and biases are known.</summary>
    private static bool SuitsMve(NodeLowering n) => HasMve(n) && CanFold(n);

    private static int MveUnroll(NodeLowering n) => IsForFewestInstructions(n) ? ManyChunks : FewChunks;

    private static bool IsForFewestInstructions(NodeLowering n) => n.Options.Goal is OptimizeGoal.Instructions or OptimizeGoal.Speed;

    private static ImmutableArray<KernelCall>? TryMatrixMve(Activation activation, QuantizedMultiplier[] factors, NodeLowering n)
    {
        if (!SuitsMve(n) || n.X(1).Quantization is Quantization.PerTensor { ZeroPoint: not 0 }) return null;
        var depth = n.X(1).Shape[-1];
        if (RequantizationMve(activation, factors, n, depthwise: false) is not { } requantization) return null;
        var columns = n.X().Elements / depth;
        var weights = n.Constant(1).Int8().ToArray();
        if (columns == 1)
        {
            var vector = new MveVector(depth, requantization, MveUnroll(n));
            var product = vector.Routine();
            return n.CallMve("vector_s8", CParameters.Of(("product", product)),
                [n.Operand("x", 0), PackedMve(vector.Pack((c, i) => weights[c * depth + i])), n.Result()], MveCall + product.Cost);
        }
        var matrix = MatrixMve(false, 1, depth, depth, requantization, n);
        var pairs = matrix.Routine(columns / 2);
        var parameters = CParameters.Of(
            ("columns", columns), ("depth", depth), ("outputs", factors.Length), ("pairs", pairs));
        var cost = MveCall + pairs.Cost;
        if (columns % 2 != 0) cost += MveCall + matrix.Routine(1).Cost;
        return n.CallMve("matrix_s8", parameters,
            [n.Operand("x", 0), PackedMve(matrix.Pack((c, i) => weights[c * depth + i])), n.Result()], cost);
    }

    /// <summary>The matrix, with as much code in a row as the goal wants.</summary>
    private static MveMatrix MatrixMve(
        bool fromRows, int runs, int runBytes, int step, MveRequantization requantization, NodeLowering n)
    {
        var chunks = runs * ((runBytes + 15) / 16);
        var most = IsForFewestInstructions(n) ? 2 : 1;
        return new MveMatrix(
            fromRows, runs, runBytes, step, requantization, MveUnroll(n), chunks <= 5 * most ? 4 : chunks <= 10 * most ? 2 : 1);
    }

    private static CArgument.Data PackedMve(Tensor stream) => new CArgument.Data("w", "int32_t", stream);

    /// <summary>How the sums become outputs, the input's zero point folded into the biases; null where that may wrap.</summary>
    private static MveRequantization? RequantizationMve(
        Activation activation, QuantizedMultiplier[] factors, NodeLowering n, bool depthwise)
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
        return MveRequantization.Of(factors, bias, reach, n.Y.PerTensor.ZeroPoint, low, high);
    }
}
