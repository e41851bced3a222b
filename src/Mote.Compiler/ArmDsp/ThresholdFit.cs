using System.Collections.Immutable;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// Two instructions instead of two roundings, an addition and a clamp: of a sum A = 256·a,
/// <code>smmla A, A, m, C   @ ((A·m) >> 32) + C
/// ssat  A, #8, A, asr #N</code>
/// gives the channel's result for every sum that it can reach. The definition is monotone in a, and so is this; two monotone
/// functions onto int8 are equal if, and only if, each of at most 255 results begins at the same a. That bounds C from both sides;
/// a C between the bounds is a proof, and no C is a refusal. N is the same for all channels of a layer where one can be found, so
/// that the shift costs nothing; m is the channel's multiplier shifted to that N.
/// <para>
/// Results below zero are rounded away from it, too, so that around zero the thresholds are one step of the first rounding, g = 2^(N-n)
/// for a channel's shift n, further apart, and no single C will do. One more instruction then takes g from sums below zero:
/// <code>bic t, C, A, lsr #(32 - s)   @ before, and t instead of C</code>
/// C is chosen so that its last s bits are g alone. The mask's first bit is the sum's sign, and so are the others as long as the sum
/// is small enough. What C lacks then, half of g, is less than a step of a: a correction of the sum between -255 and -1 makes up for
/// it, which its bias can carry.
/// </para>
/// </summary>
/// <param name="Shift">N, 0..23; null: each channel has its own, in a register, for one more instruction.</param>
/// <param name="SignBits">s; null where one addend serves both signs.</param>
/// <param name="Channels">m, C and N of each.</param>
public sealed record ThresholdFit(int? Shift, int? SignBits, ImmutableArray<FittedChannel> Channels)
{
    /// <summary>Sums are held at so many bits: products of weights paired in 16 bits come like that.</summary>
    public const int SumBits = 8;

    /// <summary>Sums must stay in ±2^23, or A would wrap.</summary>
    public const int LargestSum = (1 << (31 - SumBits)) - 1, LeastSum = -(1 << (31 - SumBits));

    // Above it, C = zero point · 2^N leaves 32 bits.
    private const int MostShift = 23;

    // Multipliers beside the exact one, which nearly always fits: so many steps to both sides, of several sizes, for it takes some
    // size to move a threshold far from zero.
    private const int Neighbours = 24;

    // Shifts below the largest that are tried; each loses a bit of the multipliers.
    private const int ShiftsTried = 7;

    /// <summary>Whether the sums hold C already, and <c>smmul</c> does without an addend; see <see cref="AbsorbedFit"/>.</summary>
    public bool IsAbsorbed { get; init; }

    /// <summary>Words of a channel's rescaling: multiplier, addend, shift, as far as there are any.</summary>
    public int Words => IsAbsorbed ? 1 : Shift is null ? 3 : 2;

    /// <summary>As an absorbed one, if there is such a fit for the shift.</summary>
    public static ThresholdFit? Absorbed(IReadOnlyList<RescaledChannel> channels, int shift) =>
        channels.Any(c => c.From < LeastSum || c.To > LargestSum)
        || AbsorbedFit.Of(channels, shift, halves: false) is not { } fit || fit.Shift != shift ? null
            : new ThresholdFit(shift, null, [.. fit.Channels.Select(c => new FittedChannel(c.Multiplier, 0, c.Addend, shift))])
            {
                IsAbsorbed = true,
            };

    /// <summary>The result of a sum in range, as the instructions compute it.</summary>
    public int At(int channel, int a)
    {
        var (m, c, correction, shift) = Channels[channel];
        var sum = (a << SumBits) + correction;
        if (SignBits is { } s) c &= ~(int)((uint)sum >> (32 - s));
        return Math.Clamp(((int)(((long)sum * m) >> 32) + c) >> shift, sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>The fit of all channels, or null if there is none. What clamps ask for beyond int8's range is not part of it.</summary>
    /// <param name="channels">All.</param>
    /// <param name="preferred">A shift that others have, too: for it more multipliers are tried.</param>
    public static ThresholdFit? Of(IReadOnlyList<RescaledChannel> channels, int? preferred = null)
    {
        if (channels.Any(c => !c.IsMonotone || c.From < LeastSum || c.To > LargestSum)) return null;
        var thresholds = channels.Select(c => c.Thresholds()).ToArray();
        var most = channels.Where(c => c.Factor.Multiplier != 0).Select(LargestShift).DefaultIfEmpty(SumBits).Min();
        if (preferred <= most && Fit(preferred, null) is { } common) return common;
        // A shift that hardly any other layer has is no better than one of each channel's own.
        if (preferred is not null && Fit(null, null) is { } own) return own;
        foreach (var shift in Shifts(most))
            if (Fit(shift, null) is { } one) return one;
        foreach (var shift in Shifts(most))
            if (Fit(shift, SumBits + shift - most) is { } two) return two;
        return Fit(null, null) ?? Fit(null, SumBits);

        ThresholdFit? Fit(int? shift, int? sign)
        {
            var fitted = new FittedChannel[channels.Count];
            for (var i = 0; i < fitted.Length; i++)
            {
                var most = shift ?? LargestShift(channels[i]);
                if (Channel(channels[i], thresholds[i], most, sign, shift == preferred) is not { } channel) return null;
                fitted[i] = channel;
            }
            return new ThresholdFit(shift, sign, [.. fitted]);
        }
    }

    /// <summary>The shift that leaves the multiplier all of its bits.</summary>
    private static int LargestShift(RescaledChannel channel) => channel.Factor.Multiplier == 0
        ? SumBits : Math.Min(SumBits - 1 - channel.Factor.Shift, MostShift);

    /// <summary>
    /// Largest first, since the multipliers then keep all their bits; but before them a multiple of four, if one is near: layers of
    /// different scales with equal shifts share their code.
    /// </summary>
    private static IEnumerable<int> Shifts(int most)
    {
        var shared = most & ~3;
        if (shared >= 4) yield return shared;
        for (var shift = most; shift >= Math.Max(0, most - ShiftsTried); shift--)
            if (shift != shared || shared < 4) yield return shift;
    }

    private static FittedChannel? Channel(RescaledChannel channel, int[] thresholds, int shift, int? sign, bool isPreferred)
    {
        var right = SumBits - 1 - channel.Factor.Shift - shift;
        var exact = channel.Factor.Multiplier == 0 || right >= 31 ? 0 : channel.Factor.Multiplier >> right;
        if (Try(exact) is { } first) return first;
        foreach (var step in isPreferred ? (ReadOnlySpan<int>)[1, 3, 16, 47, 128, 301] : [1, 16, 128])
            for (var i = 1; i <= Neighbours; i++)
                if ((Try((long)exact - i * step) ?? Try((long)exact + i * step)) is { } fitted) return fitted;
        return null;

        FittedChannel? Try(long m) => m is < 0 or > int.MaxValue ? null
            : sign is { } s ? new SignedFit(channel, thresholds, (int)m, shift, s).Find() : Unsigned(channel, thresholds, (int)m, shift);
    }

    /// <summary>A C with which m gives the definition's results, or null.</summary>
    private static FittedChannel? Unsigned(RescaledChannel channel, int[] thresholds, int m, int shift)
    {
        // The results themselves must stay in 32 bits.
        var least = int.MinValue - Math.Min(0, High(channel.From));
        var most = int.MaxValue - Math.Max(0, High(channel.To));
        for (var i = 0; i < thresholds.Length && least <= most; i++)
        {
            var (begin, result) = (thresholds[i], (long)(channel.Low + 1 + i) << shift);
            if (begin <= channel.To) least = Math.Max(least, result - High(begin));
            if (begin > channel.From) most = Math.Min(most, result - 1 - High(begin - 1));
        }
        return least <= most ? new FittedChannel(m, (int)((least + most) >> 1), 0, shift) : null;

        long High(int a) => (((long)a << SumBits) * m) >> 32;
    }
}

/// <summary>See <see cref="ThresholdFit"/>.</summary>
/// <param name="Multiplier">m.</param>
/// <param name="Addend">C.</param>
/// <param name="Correction">Part of the sum, in 256ths.</param>
/// <param name="Shift">N.</param>
public readonly record struct FittedChannel(int Multiplier, int Addend, int Correction, int Shift);
