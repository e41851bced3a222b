namespace Mote.Compiler.ArmDsp;

/// <summary>The search for a channel's addend and correction where the sign counts; see <see cref="ThresholdFit"/>.</summary>
/// <param name="channel">The definition.</param>
/// <param name="thresholds">Where its results begin.</param>
/// <param name="multiplier">m.</param>
/// <param name="shift">N.</param>
/// <param name="signBits">s.</param>
internal sealed class SignedFit(RescaledChannel channel, int[] thresholds, int multiplier, int shift, int signBits)
{
    private const int LeastCorrection = -(1 << ThresholdFit.SumBits) + 1, MostCorrection = -1;

    // Gaps beside the exact one: m, C and the correction are integers, so that it may be a little off.
    private const int Neighbours = 4;

    /// <summary>C of the sums below zero: none of the mask's bits is set.</summary>
    private readonly long _below = ((long)channel.ZeroPoint << shift) + (1L << (shift - 1));

    /// <summary>Addend and correction with which m gives the definition's results, or null.</summary>
    public FittedChannel? Find()
    {
        var bit = shift + channel.Factor.Shift;
        if (multiplier == 0 || signBits > shift - 1 || bit < 0 || bit >= signBits) return null;
        for (var i = 0; i <= 2 * Neighbours; i++)
        {
            var gap = (1 << bit) + (i % 2 == 0 ? -i / 2 : (i + 1) / 2);
            if (gap > 0 && gap < 1 << signBits && Find(gap) is { } fitted) return fitted;
        }
        return null;
    }

    private FittedChannel? Find(int gap)
    {
        long least = LeastCorrection, most = MostCorrection;
        for (var i = 0; i < thresholds.Length && least <= most; i++)
        {
            var (begin, result) = (thresholds[i], (long)(channel.Low + 1 + i) << shift);
            if (begin <= channel.To) least = Math.Max(least, LeastTo(result, begin));
            if (begin > channel.From) most = Math.Min(most, LeastTo(result, begin - 1) - 1);
        }
        var correction = (int)((least + most) >> 1);
        return least <= most && Proves(gap, correction) ? new FittedChannel(multiplier, (int)(_below + gap), correction, shift) : null;

        // The least correction with which a reaches the result: (256a + correction)·m >= (result - C)·2^32.
        long LeastTo(long result, int a)
        {
            var needed = (Int128)(result - Addend(gap, ((long)a << ThresholdFit.SumBits) + LeastCorrection / 2)) << 32;
            var (quotient, remainder) = Int128.DivRem(needed, multiplier);
            return (long)quotient + (remainder > 0 ? 1 : 0) - ((long)a << ThresholdFit.SumBits);
        }
    }

    /// <summary>What bic leaves of C. All of the gap, or nothing, as long as the sum is small; bits of it otherwise.</summary>
    private long Addend(int gap, long sum) => _below + (gap & ~(int)((uint)sum >> (32 - signBits)));

    /// <summary>
    /// The thresholds, once more with the instructions themselves, which the search has taken a little more simply; and what makes
    /// them a proof: larger sums never give smaller results.
    /// </summary>
    private bool Proves(int gap, int correction)
    {
        if (High(channel.From) + _below < int.MinValue || High(channel.To) + _below + gap > int.MaxValue) return false;
        // Bits of the gap that come or go with a sum are less than its leading bits below the sign; while a step of the sum is more
        // than that, nothing falls. Beyond, with or without the gap, the result must have been the last one all along.
        var monotone = ((multiplier >> 24) + 1L) << (32 - signBits - ThresholdFit.SumBits);
        if (channel.To >= monotone && High(monotone) + _below < (long)channel.High << shift) return false;
        if (channel.From <= -monotone && High(-monotone + 1) + _below + (1L << signBits) >= (long)(channel.Low + 1) << shift) return false;
        for (var i = 0; i < thresholds.Length; i++)
        {
            var (begin, result) = (thresholds[i], channel.Low + 1 + i);
            if (begin <= channel.To && At(begin) < result) return false;
            if (begin > channel.From && At(begin - 1) >= result) return false;
        }
        return true;

        long At(int a) => (High(a) + Addend(gap, ((long)a << ThresholdFit.SumBits) + correction)) >> shift;

        long High(long a) => (((a << ThresholdFit.SumBits) + correction) * multiplier) >> 32;
    }
}
