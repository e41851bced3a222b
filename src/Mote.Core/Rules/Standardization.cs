using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Core.Rules;

/// <summary>The integers that the scales of a <see cref="Standardize"/> become.</summary>
public static class Standardization
{
    /// <summary>n·X - ΣX fits 31 bits.</summary>
    public const int MostSamples = 1 << 14;

    /// <summary>
    /// What c = n·X - ΣX is multiplied by: without a deviation, to the result's step; otherwise what follows the division by √V.
    /// </summary>
    public static QuantizedMultiplier Factor(Standardize op, TensorType x, TensorType y) => QuantizedMultiplier.FromReal(
        op.Deviation == StandardDeviation.None ? (double)x.PerTensor.Scale / y.PerTensor.Scale / x.Shape[1]
        : Math.Sqrt(Sharing(op, x)) / y.PerTensor.Scale);

    /// <summary>Epsilon beside V = Σc²/n, which is n² times the sum of the variances of the channels that share it.</summary>
    public static ulong Epsilon(Standardize op, TensorType x)
    {
        var step = (double)x.PerTensor.Scale;
        var squares = op.Epsilon / (step * step) * x.Shape[1] * x.Shape[1] * Sharing(op, x);
        return squares >= 1L << 62 ? 1UL << 62 : (ulong)Math.Round(squares);
    }

    /// <summary>Channels with one deviation.</summary>
    private static long Sharing(Standardize op, TensorType x) =>
        op.Deviation == StandardDeviation.All ? x.Shape.Elements / x.Shape[0] / x.Shape[1] : 1;
}
