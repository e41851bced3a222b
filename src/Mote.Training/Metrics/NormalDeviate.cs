namespace Mote.Training.Metrics;

/// <summary>Quantiles of the standard normal distribution, for the axes of DET curves.</summary>
public static class NormalDeviate
{
    /// <summary>Where the distribution function is <paramref name="share"/>, within 4.5e-4 (Abramowitz and Stegun 26.2.23).</summary>
    /// <param name="share">In (0, 1).</param>
    public static double Of(double share)
    {
        if (!(share is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share));
        if (share > 0.5) return -Of(1 - share);
        var t = Math.Sqrt(-2 * Math.Log(share));
        return (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
    }
}
