namespace Mote.Compiler.ArmDsp;

/// <summary>The search for a channel's correction where the sign counts; see <see cref="ThresholdFit"/>.</summary>
/// <param name="channel">The definition.</param>
/// <param name="thresholds">Where its results begin.</param>
/// <param name="multiplier">m.</param>
/// <param name="shift">N.</param>
/// <param name="signBits">s.</param>
internal sealed class SignedFit(RescaledChannel channel, int[] thresholds, int multiplier, int shift, int signBits)
{
    private const int LeastCorrection = -(1 << ThresholdFit.SumBits) + 1, MostCorrection = -1;

    /// <summary>Which bit of C is the step g = 2^bit.</summary>
    private readonly int _bit = shift + channel.Factor.Shift;

    private long Below => ((long)channel.ZeroPoint << shift) + (1L << (shift - 1));

    /// <summary>The correction with which m gives the definition's results, or null.</summary>
    public FittedChannel? Find()
    {
        // The rest of C must have none of the mask's bits; and g must be one of them.
        if (multiplier == 0 || signBits > shift - 1 || _bit < 0 || _bit >= signBits) return null;
        var (below, above) = (Below, Below + (1L << _bit));
        if (below < int.MinValue || above > int.MaxValue) return null;
        long least = LeastCorrection, most = MostCorrection;
        for (var i = 0; i < thresholds.Length && least <= most; i++)
        {
            var (begin, result) = (thresholds[i], (long)(channel.Low + 1 + i) << shift);
            if (begin <= channel.To) least = Math.Max(least, LeastTo(result, begin));
            if (begin > channel.From) most = Math.Min(most, LeastTo(result, begin - 1) - 1);
        }
        if (least > most) return null;
        var correction = (int)((least + most) >> 1);
        return Holds(correction) ? new FittedChannel(multiplier, (int)above, correction, shift) : null;

        // The least correction with which a reaches the result: (256a + correction)·m >= (result - C)·2^32.
        long LeastTo(long result, int a)
        {
            var needed = (Int128)(result - (a > 0 ? above : below)) << 32;
            var (quotient, remainder) = Int128.DivRem(needed, multiplier);
            return (long)quotient + (remainder > 0 ? 1 : 0) - ((long)a << ThresholdFit.SumBits);
        }

        // No result leaves 32 bits, and where the mask's bit is no longer the sign, g makes no difference any more.
        bool Holds(int correction)
        {
            if (High(channel.From) + below < int.MinValue || High(channel.To) + above > int.MaxValue) return false;
            var limit = 1L << (31 - (signBits - 1 - _bit) - ThresholdFit.SumBits);
            return (channel.To < limit || High(limit) + below >= (long)channel.High << shift)
                && (channel.From > -limit || High(-limit + 1) + above < (long)(channel.Low + 1) << shift);

            long High(long a) => (((a << ThresholdFit.SumBits) + correction) * multiplier) >> 32;
        }
    }
}
