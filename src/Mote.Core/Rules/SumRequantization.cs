using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Core.Rules;

/// <summary>The integers of running sums, as the reference computes them.</summary>
public static class SumRequantization
{
    /// <summary>Elements enter the sum times 2^20 / 2.</summary>
    public const int CumSumBits = 19;

    /// <summary>From a sum of elements times 2^<see cref="CumSumBits"/> to the output.</summary>
    public static QuantizedMultiplier CumSum(TensorType x, TensorType y) =>
        QuantizedMultiplier.FromReal(2 * (double)x.PerTensor.Scale / ((1 << (CumSumBits + 1)) * (double)y.PerTensor.Scale));
}
