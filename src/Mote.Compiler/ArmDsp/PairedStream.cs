namespace Mote.Compiler.ArmDsp;

/// <summary>
/// What <see cref="PairedBlock"/> reads: group after group of channels [biases | weights | multiplier, addend and perhaps shift of
/// each], a word of each channel in turn. A word holds two halves 256·w0 - w1 of 16 bits; the bias is 256 times the channel's own, less
/// what the columns' form adds.
/// </summary>
internal static class PairedStream
{
    /// <summary>Least weight: with -128 a half or its low byte's negative would not fit.</summary>
    public const int LeastWeight = -127;

    /// <param name="weights">Per channel, in the order of the definition.</param>
    /// <param name="places">Which of a channel's weights stands where; -1: none. A multiple of four.</param>
    /// <param name="biases">That sums begin with, the input's zero point folded in; modulo 2^32.</param>
    /// <param name="fit">Multipliers and addends.</param>
    /// <param name="group">Channels of a group; the last may have fewer.</param>
    /// <param name="headers">Before the first group, and before the rest of less than a group.</param>
    public static uint[] Pack(
        ReadOnlySpan<sbyte> weights, int[] places, ReadOnlySpan<int> biases, ThresholdFit fit, int group,
        (uint[] Groups, uint[] Last) headers)
    {
        var channels = biases.Length;
        var depth = weights.Length / channels;
        var stream = new List<uint>(channels * (places.Length / 4 + 3));
        for (var from = 0; from < channels; from += group)
        {
            var to = Math.Min(channels, from + group);
            if (from == 0) stream.AddRange(headers.Groups);
            if (to - from < group) stream.AddRange(headers.Last);
            for (var c = from; c < to; c++)
                stream.Add(Bias(Placed(weights.Slice(c * depth, depth), places), biases[c], fit.Channels[c].Correction));
            for (var at = 0; at < places.Length; at += 4)
                for (var c = from; c < to; c++) stream.Add(Word(Placed(weights.Slice(c * depth, depth), places.AsSpan(at, 4))));
            for (var c = from; c < to; c++)
            {
                stream.Add((uint)fit.Channels[c].Multiplier);
                if (!fit.IsAbsorbed) stream.Add((uint)fit.Channels[c].Addend);
                if (fit.Shift is null) stream.Add((uint)fit.Channels[c].Shift);
            }
        }
        return [.. stream];
    }

    private static int[] Placed(ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> places)
    {
        var placed = new int[places.Length];
        for (var i = 0; i < placed.Length; i++) placed[i] = places[i] < 0 ? 0 : weights[places[i]];
        return placed;
    }

    private static uint Bias(int[] placed, int bias, int correction)
    {
        var sum = unchecked(((uint)bias << ThresholdFit.SumBits) + (uint)correction);
        for (var i = 0; i < placed.Length; i += 2) sum = unchecked(sum - (uint)((placed[i] << 15) + placed[i + 1]));
        return sum;
    }

    private static uint Word(int[] w) => Half(w[0], w[1]) | (Half(w[2], w[3]) << 16);

    private static uint Half(int first, int second) => (ushort)((first << ThresholdFit.SumBits) - second);
}
