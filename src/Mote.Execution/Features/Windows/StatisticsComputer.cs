namespace Mote.Execution.Features.Windows;

/// <summary>Statistics of one channel, in double precision.</summary>
internal sealed class StatisticsComputer(int samples, float leastVariance) : FeatureComputer
{
    public override int RawElements => samples;

    public override int FeatureElements => StatisticsFrontEnd.Count;

    private protected override void Fill(ReadOnlySpan<float> reals, Span<float> features)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var x in reals) sum += x;
        var mean = sum / samples;
        foreach (var x in reals) squares += (x - mean) * (x - mean);
        var deviation = Math.Sqrt(squares / samples + leastVariance);
        var (largest, smallest, third, fourth, steps, last) = (double.MinValue, double.MaxValue, 0.0, 0.0, 0.0, 0.0);
        for (var t = 0; t < samples; t++)
        {
            var z = (reals[t] - mean) / deviation;
            (largest, smallest) = (Math.Max(largest, z), Math.Min(smallest, z));
            third += z * z * z;
            fourth += z * z * z * z;
            if (t > 0) steps += Math.Abs(z - last);
            last = z;
        }
        features[0] = (float)mean;
        features[1] = (float)Math.Log(deviation);
        features[2] = (float)largest;
        features[3] = (float)-smallest;
        features[4] = (float)(third / samples);
        features[5] = (float)Math.Log(fourth / samples + StatisticsFrontEnd.LeastKurtosis);
        features[6] = (float)(steps / (samples - 1));
    }
}
