using System.Collections.Immutable;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// Requantization whose every constant but one multiplier is absorbed by the bias: of a sum A = S·a + B,
/// <code>smmul A, A, m          @ (A·m) >> 32
/// ssat  A, #8, A, asr #N</code>
/// gives the channel's result for every a that it can reach. Result k begins where A reaches K = ⌈k·2^(N+32) / m⌉; it must begin at
/// the definition's threshold t, so S·(t - 1) + B &lt; K ≤ S·t + B: every threshold bounds B from both sides, within S. One N serves all
/// channels; S is a power of two, 256 wherever A then stays in 32 bits. The scheme of <see cref="ThresholdFit"/> keeps the addend
/// in a register instead; this one needs none, and no sums of channels that round below zero.
/// </summary>
/// <param name="Shift">N, 0..23.</param>
/// <param name="Channels">Of each its m, B and how many times 256 has been halved to S.</param>
public sealed record AbsorbedFit(int Shift, ImmutableArray<AbsorbedChannel> Channels)
{
    private const int ScaleBits = 8, MostShift = 23, ShiftsTried = 7, Neighbours = 16;

    /// <summary>The result of a sum in range, as the instructions compute it.</summary>
    public int At(int channel, int a)
    {
        var (m, addend, halvings) = Channels[channel];
        var sum = ((long)a << (ScaleBits - halvings)) + addend;
        return Math.Clamp((int)((sum * m) >> 32) >> Shift, sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>The fit of all channels, or null if there is none.</summary>
    /// <param name="channels">All.</param>
    /// <param name="halves">Whether S may be less than 256.</param>
    /// <param name="preferred">A shift that others have, too: for it multipliers further off are tried.</param>
    public static AbsorbedFit? Of(IReadOnlyList<RescaledChannel> channels, int? preferred = null, bool halves = true)
    {
        if (channels.Any(c => !c.IsMonotone || c.Factor.Multiplier == 0)) return null;
        var thresholds = channels.Select(c => c.Thresholds()).ToArray();
        var most = Math.Min(MostShift, channels.Min(c => ScaleBits - 1 - c.Factor.Shift));
        // Layers of different scales with equal shifts share their code.
        var shared = preferred <= most ? preferred.Value : most & ~3;
        foreach (var shift in Enumerable.Range(0, ShiftsTried + 1).Select(i => most - i).Prepend(shared).Where(s => s >= 0))
        {
            var isPreferred = shift == preferred;
            var fitted = new AbsorbedChannel[channels.Count];
            var i = 0;
            for (; i < fitted.Length; i++)
            {
                if (Channel(channels[i], thresholds[i], shift, isPreferred, halves ? ScaleBits : 1) is not { } channel) break;
                fitted[i] = channel;
            }
            if (i == fitted.Length) return new AbsorbedFit(shift, [.. fitted]);
        }
        return null;
    }

    private static AbsorbedChannel? Channel(RescaledChannel channel, int[] thresholds, int shift, bool isPreferred, int scales)
    {
        for (var halvings = 0; halvings < scales; halvings++)
        {
            var right = ScaleBits - halvings - 1 - channel.Factor.Shift - shift;
            var exact = right > 30 ? 0 : right >= 0 ? channel.Factor.Multiplier >> right : (long)channel.Factor.Multiplier << -right;
            for (var i = 0; i <= 2 * Neighbours * (isPreferred ? 4 : 1); i++)
            {
                // Near ones first, then further and further off.
                var step = i <= 2 * Neighbours ? 1 : 1 << (i / Neighbours);
                var m = exact + (step * (i % 2 == 0 ? -i / 2 : (i + 1) / 2));
                if (m is <= 0 or > int.MaxValue) continue;
                if (Addend(channel, thresholds, (int)m, shift, ScaleBits - halvings) is { } b)
                    return new AbsorbedChannel((int)m, b, halvings);
            }
        }
        return null;
    }

    /// <summary>A B with which m gives the definition's results, or null.</summary>
    private static int? Addend(RescaledChannel channel, int[] thresholds, int m, int shift, int scaleBits)
    {
        long Scaled(int a) => (long)a << scaleBits;

        // The sums themselves must stay in 32 bits; B is an addend of theirs that may be anything modulo 2^32, but is kept there, too.
        var least = int.MinValue - Math.Min(0, Scaled(channel.From));
        var most = int.MaxValue - Math.Max(0, Scaled(channel.To));
        for (var result = sbyte.MinValue + 1; result <= sbyte.MaxValue && least <= most; result++)
        {
            // Results outside the clamp's range must not be reached.
            var begin = result <= channel.Low ? channel.From
                : result > channel.High ? (long)channel.To + 1 : thresholds[result - channel.Low - 1];
            var numerator = ((Int128)result << (shift + 32)) + m - 1;
            var needed = (long)(numerator >= 0 ? numerator / m : -((-numerator + m - 1) / m));
            if (begin <= channel.To) least = Math.Max(least, needed - Scaled((int)begin));
            if (begin > channel.From) most = Math.Min(most, needed - 1 - Scaled((int)(begin - 1)));
        }
        return least <= most ? (int)((least + most) >> 1) : null;
    }
}

/// <summary>See <see cref="AbsorbedFit"/>.</summary>
public readonly record struct AbsorbedChannel(int Multiplier, int Addend, int Halvings);
