using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.ArmDsp;

/// <summary>The weights of a layer and what becomes of its sums, if the paired-byte arithmetic holds them.</summary>
/// <param name="Weights">Per output channel.</param>
/// <param name="Biases">That sums begin with: the input's zero point is folded in, what the rescaling adds instead taken out.</param>
/// <param name="Fit">The rescaling.</param>
internal sealed record MatrixWeights(sbyte[] Weights, int[] Biases, ThresholdFit Fit)
{
    /// <param name="weights">[channels, ...]</param>
    /// <param name="biases">The layer's own.</param>
    /// <param name="x">The input's type: any int8 may come.</param>
    /// <param name="y">The output's type.</param>
    /// <param name="factors">One a channel.</param>
    /// <param name="low">Least output.</param>
    /// <param name="high">Largest output.</param>
    /// <param name="preferredShift">See <see cref="ThresholdFit.Of"/>.</param>
    /// <returns>Null where a weight, a sum or a rescaling does not fit.</returns>
    public static MatrixWeights? Of(
        sbyte[] weights, ReadOnlySpan<int> biases, TensorType x, TensorType y, QuantizedMultiplier[] factors, int low, int high,
        int? preferredShift)
    {
        if (weights.Any(w => w < PairedStream.LeastWeight)) return null;
        var depth = weights.Length / biases.Length;
        var channels = new RescaledChannel[biases.Length];
        var folded = new int[biases.Length];
        var zero = x.PerTensor.ZeroPoint;
        for (var c = 0; c < channels.Length; c++)
        {
            long sum = biases[c], least = biases[c], most = biases[c];
            foreach (var w in weights.AsSpan(c * depth, depth))
            {
                var (a, b) = ((sbyte.MinValue - zero) * w, (sbyte.MaxValue - zero) * w);
                least += Math.Min(a, b);
                most += Math.Max(a, b);
                sum -= zero * w;
            }
            // Were the range not centred, it might leave 24 bits for the bias alone.
            var offset = least >= ThresholdFit.LeastSum && most <= ThresholdFit.LargestSum ? 0 : (least + most) >> 1;
            if (least < int.MinValue || most > int.MaxValue || least - offset < ThresholdFit.LeastSum
                || most - offset > ThresholdFit.LargestSum) return null;
            channels[c] = new RescaledChannel(
                factors[c], y.PerTensor.ZeroPoint, low, high, (int)(least - offset), (int)(most - offset), (int)offset);
            folded[c] = unchecked((int)(sum - offset));
        }
        var absorbed = preferredShift is { } common ? ThresholdFit.Absorbed(channels, common) : null;
        return (absorbed ?? ThresholdFit.Of(channels, preferredShift)) is { } fit ? new MatrixWeights(weights, folded, fit) : null;
    }
}
