namespace Mote.Execution.Features;

/// <summary>
/// A front end in single precision on the host, made to be fast: training with augmentation computes all features anew every epoch.
/// It gives what <see cref="FrontEnd.Float"/> describes, within 1e-4 of the largest feature. Keeps memory to work in, so one instance
/// serves one thread at a time; the result depends on the input alone and is the same on every machine.
/// </summary>
public abstract class FeatureComputer
{
    /// <summary>How many reals an example has.</summary>
    public abstract int RawElements { get; }

    public abstract int FeatureElements { get; }

    /// <param name="reals">One example as the sensor's reals, scale · (q - zero point), changed by augmentation or not.</param>
    /// <param name="features">Receives <see cref="FeatureElements"/> numbers.</param>
    public void Compute(ReadOnlySpan<float> reals, Span<float> features)
    {
        if (reals.Length != RawElements)
            throw new ArgumentException($"an example has {RawElements} reals, not {reals.Length}", nameof(reals));
        if (features.Length != FeatureElements)
            throw new ArgumentException($"there are {FeatureElements} features, not {features.Length}", nameof(features));
        Fill(reals, features);
    }

    private protected abstract void Fill(ReadOnlySpan<float> reals, Span<float> features);
}
