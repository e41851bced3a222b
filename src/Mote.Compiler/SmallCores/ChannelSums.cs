using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Compiler.SmallCores;

/// <summary>Channels of a matrix: weights, biases with the input's zero point folded in, and what follows the sums.</summary>
/// <param name="Weights">[channels, depth].</param>
/// <param name="Biases">Of sums over x·w as x is stored.</param>
/// <param name="Depth">Products in a sum.</param>
/// <param name="Fit">The rescaling.</param>
internal sealed record ChannelSums(sbyte[] Weights, int[] Biases, int Depth, LayerFit Fit)
{
    public int Channels => Biases.Length;

    public ReadOnlySpan<sbyte> Row(int channel) => Weights.AsSpan(channel * Depth, Depth);

    /// <summary>What the sum begins with: the bias less the fit's origin.</summary>
    public int Start(int channel) => unchecked(Biases[channel] - Fit.Channels[channel].Origin);

    /// <summary>Null where sums may wrap or no fit exists.</summary>
    /// <param name="weights">[channels, depth].</param>
    /// <param name="biases">Without the input's zero point.</param>
    /// <param name="x">The input's type.</param>
    /// <param name="y">The output's type.</param>
    /// <param name="factors">One a channel.</param>
    /// <param name="clamp">The output's range.</param>
    public static ChannelSums? Of(
        sbyte[] weights, ReadOnlySpan<int> biases, TensorType x, TensorType y, QuantizedMultiplier[] factors, (int Low, int High) clamp)
    {
        if (factors.Length == 0 || weights.Length == 0) return null;
        var depth = weights.Length / factors.Length;
        var reach = new (long Least, long Most)[factors.Length];
        var folded = new int[factors.Length];
        for (var c = 0; c < factors.Length; c++)
        {
            var row = weights.AsSpan(c * depth, depth);
            var bias = biases[c] - (long)x.PerTensor.ZeroPoint * Sum(row);
            long least = bias, most = bias;
            foreach (var w in row)
            {
                least += Math.Min(w * -128, w * 127);
                most += Math.Max(w * -128, w * 127);
            }
            if (least < int.MinValue || most > int.MaxValue) return null;
            (reach[c], folded[c]) = ((least, most), (int)bias);
        }
        return LayerFit.Of(factors, y.PerTensor.ZeroPoint, clamp, reach) is { } fit ? new ChannelSums(weights, folded, depth, fit) : null;
    }

    public static long Sum(ReadOnlySpan<sbyte> values)
    {
        var sum = 0L;
        foreach (var v in values) sum += v;
        return sum;
    }
}
