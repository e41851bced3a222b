using System.Collections.Immutable;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// Two instructions instead of two roundings, an addition and a clamp: of a sum A = 256·a,
/// <code>smmla A, A, m, C   @ ((A·m) >> 32) + C
/// ssat  A, #8, A, asr #N</code>
/// gives the channel's result for every sum that it can reach. The definition is monotone in a, and so is this; two monotone
/// functions onto int8 are equal if, and only if, each of at most 255 results begins at the same a. That bounds C from both sides;
/// a C between the bounds is a proof, and no C is a refusal. N is the same for all channels of a layer, so the shift costs nothing;
/// m is the channel's multiplier shifted to that N. Where no single C will do (results below zero round away from it), sums below
/// zero take C - 2^s instead, for two more instructions:
/// <code>asr t, A, #31
/// add t, C, t, lsl #s</code>
/// </summary>
/// <param name="Shift">N, 0..23.</param>
/// <param name="SignShift">s; null where one addend serves both signs.</param>
/// <param name="Channels">m and C of each.</param>
public sealed record ThresholdFit(int Shift, int? SignShift, ImmutableArray<FittedChannel> Channels)
{
    /// <summary>Sums are held at so many bits: products of weights paired in 16 bits come like that.</summary>
    public const int SumBits = 8;

    /// <summary>Sums must stay in ±2^23, or A would wrap.</summary>
    public const int LargestSum = (1 << (31 - SumBits)) - 1, LeastSum = -(1 << (31 - SumBits));

    // Above it, C = zero point · 2^N leaves 32 bits.
    private const int MostShift = 23;

    // Multipliers beside the exact one. The exact one nearly always fits.
    private const int Neighbours = 32;

    // Shifts below the largest that are tried; each loses a bit of the multipliers.
    private const int ShiftsTried = 7;

    /// <summary>The result of a sum in range, as the instructions compute it.</summary>
    public int At(int channel, int a)
    {
        var (m, c) = Channels[channel];
        var high = (int)((((long)a << SumBits) * m) >> 32) + c - (SignShift is { } s && a < 0 ? 1 << s : 0);
        return Math.Clamp(high >> Shift, sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>The fit of all channels, or null if there is none. What clamps ask for beyond int8's range is not part of it.</summary>
    public static ThresholdFit? Of(IReadOnlyList<RescaledChannel> channels)
    {
        if (channels.Any(c => !c.IsMonotone || c.From < LeastSum || c.To > LargestSum)) return null;
        var thresholds = channels.Select(c => c.Thresholds()).ToArray();
        foreach (var shift in Shifts(channels))
        {
            if (Fit(shift, null) is { } one) return one;
            foreach (var sign in (ReadOnlySpan<int>)[7, 6, 5, 4, 3, 8, 2, 1])
                if (Fit(shift, sign) is { } two) return two;
        }
        return null;

        ThresholdFit? Fit(int shift, int? sign)
        {
            var fitted = new FittedChannel[channels.Count];
            for (var i = 0; i < fitted.Length; i++)
            {
                if (Channel(channels[i], thresholds[i], shift, sign) is not { } channel) return null;
                fitted[i] = channel;
            }
            return new ThresholdFit(shift, sign, [.. fitted]);
        }
    }

    /// <summary>
    /// Largest first, since the multipliers then keep all their bits; but before them a multiple of four, if one is near: layers of
    /// different scales with equal shifts share their code.
    /// </summary>
    private static IEnumerable<int> Shifts(IReadOnlyList<RescaledChannel> channels)
    {
        var most = channels.Where(c => c.Factor.Multiplier != 0).Select(c => SumBits - 1 - c.Factor.Shift).DefaultIfEmpty(SumBits).Min();
        most = Math.Min(most, MostShift);
        var shared = most & ~3;
        if (shared >= 4) yield return shared;
        for (var shift = most; shift >= Math.Max(0, most - ShiftsTried); shift--)
            if (shift != shared || shared < 4) yield return shift;
    }

    private static FittedChannel? Channel(RescaledChannel channel, ReadOnlySpan<int> thresholds, int shift, int? sign)
    {
        var right = SumBits - 1 - channel.Factor.Shift - shift;
        var exact = channel.Factor.Multiplier == 0 || right >= 31 ? 0 : channel.Factor.Multiplier >> right;
        for (var i = 0; i <= 2 * Neighbours; i++)
        {
            var m = exact + (i % 2 == 0 ? -i / 2 : (i + 1) / 2);
            if (m < 0) continue;
            if (Addend(channel, thresholds, m, shift, sign) is { } c) return new FittedChannel(m, c);
        }
        return null;
    }

    /// <summary>A C with which m gives the definition's results, or null.</summary>
    private static int? Addend(RescaledChannel channel, ReadOnlySpan<int> thresholds, int m, int shift, int? sign)
    {
        var below = sign is { } s ? 1L << s : 0;
        // The sums themselves must stay in 32 bits.
        var least = int.MinValue - Math.Min(0, High(channel.From)) + below;
        var most = int.MaxValue - Math.Max(0, High(channel.To));
        for (var i = 0; i < thresholds.Length && least <= most; i++)
        {
            var (begin, result) = (thresholds[i], (long)(channel.Low + 1 + i) << shift);
            if (begin <= channel.To) least = Math.Max(least, result - High(begin));
            if (begin > channel.From) most = Math.Min(most, result - 1 - High(begin - 1));
        }
        return least <= most ? (int)((least + most) >> 1) : null;

        long High(int a) => ((((long)a << SumBits) * m) >> 32) - (a < 0 ? below : 0);
    }
}

/// <summary>See <see cref="ThresholdFit"/>.</summary>
public readonly record struct FittedChannel(int Multiplier, int Addend);
