using Mote.Numerics;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// What sums of int16 activations times int8 weights need on a core with DSP instructions. As all weights are known, so is how far each
/// channel's sum can reach: within 32 bits two products are one SMLAD; beyond, one SMLALD. Sums whose biases have 32 bits wrap there, as
/// the definition's do.
///
/// Rescaling of wide sums is (sum · r + 2^(s-1)) >> s with r of 15 bits. For 16 &lt;= s &lt;= 32 that is the rounded upper word of
/// sum · (r·2^(32-s)), a single SMMULR.
/// </summary>
/// <param name="IsWide">Whether sums need 64 bits.</param>
/// <param name="Biases">One a channel.</param>
/// <param name="Factors">One a channel.</param>
/// <param name="Fitted">What SMMULR multiplies by, one a channel; null where some channel's factor is none such.</param>
internal sealed record Int16Sums(bool IsWide, long[] Biases, QuantizedMultiplier[] Factors, int[]? Fitted)
{
    /// <param name="weights">Of all channels.</param>
    /// <param name="channelsLast">Whether a channel's weights lie a channel count apart, as depthwise convolutions have them.</param>
    /// <param name="biases">One a channel.</param>
    /// <param name="factors">One a channel.</param>
    /// <param name="narrow">Whether sums wrap to 32 bits and are rounded twice.</param>
    public static Int16Sums Of(
        ReadOnlySpan<sbyte> weights, bool channelsLast, long[] biases, QuantizedMultiplier[] factors, bool narrow)
    {
        var channels = factors.Length;
        var (least, most) = ((long[])biases.Clone(), (long[])biases.Clone());
        for (var i = 0; i < weights.Length; i++)
        {
            var channel = channelsLast ? i % channels : i / (weights.Length / channels);
            least[channel] += Math.Min(weights[i] * short.MinValue, weights[i] * short.MaxValue);
            most[channel] += Math.Max(weights[i] * short.MinValue, weights[i] * short.MaxValue);
        }
        var isWide = !narrow && (least.Min() < int.MinValue || most.Max() > int.MaxValue);
        return new Int16Sums(isWide, biases, factors, isWide || narrow ? null : Fit(factors));
    }

    private static int[]? Fit(QuantizedMultiplier[] factors) =>
        factors.All(f => 15 - f.Shift is >= 16 and <= 32)
            ? [.. factors.Select(f => Reduced(f.Multiplier) << (32 - (15 - f.Shift)))] : null;

    /// <summary>The definition's multiplier of 15 bits: runtime/include/mote_wide_fixed_point.h.</summary>
    private static int Reduced(int multiplier) => multiplier < 0x7FFF0000 ? (multiplier + 0x8000) >> 16 : 0x7FFF;

    /// <summary>[channels, depth] as mote_columns_s16 reads it.</summary>
    public static sbyte[] Pairs(ReadOnlySpan<sbyte> weights, int channels)
    {
        var depth = weights.Length / channels;
        var packed = new List<sbyte>(weights.Length);
        for (var first = 0; first < channels; first += 2)
        {
            var rows = Math.Min(2, channels - first);
            for (var k = 0; k + 4 <= depth; k += 4)
                for (var row = first; row < first + rows; row++) AddFour(packed, weights, row * depth + k);
            for (var row = first; row < first + rows; row++)
                packed.AddRange(weights.Slice(row * depth + depth / 4 * 4, depth % 4));
        }
        return [.. packed];
    }

    /// <summary>[taps, channels] as mote_depthwise_s16_dsp reads it.</summary>
    public static sbyte[] Fours(ReadOnlySpan<sbyte> weights, int channels)
    {
        var taps = weights.Length / channels;
        var packed = new List<sbyte>(weights.Length);
        var channel = 0;
        for (; channel + 4 <= channels; channel += 4)
            for (var tap = 0; tap < taps; tap++) AddFour(packed, weights, tap * channels + channel);
        for (; channel < channels; channel++)
            for (var tap = 0; tap < taps; tap++) packed.Add(weights[tap * channels + channel]);
        return [.. packed];
    }

    /// <summary>In the order in which two SXTB16 make pairs of neighbours of them.</summary>
    private static void AddFour(List<sbyte> packed, ReadOnlySpan<sbyte> weights, int first)
    {
        foreach (var k in (int[])[0, 2, 1, 3]) packed.Add(weights[first + k]);
    }
}
