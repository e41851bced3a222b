namespace Mote.Training.Metrics;

/// <summary>An estimate and the bounds that hold the true value 95 times of 100.</summary>
public sealed record Interval(double Value, double Low, double High)
{
    /// <summary>The standard normal's 97.5 % quantile.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>
    /// Of a share by Wilson's score (1927), which stays in [0, 1] and means something for few trials and for none wrong. It takes trials
    /// as independent: examples of one person are not, so beside groups see <see cref="GroupAccuracy"/>.
    /// </summary>
    /// <returns>NaN in [0, 1] where there were no trials.</returns>
    public static Interval Wilson(int right, int trials)
    {
        if (right < 0 || right > trials) throw new ArgumentOutOfRangeException(nameof(right), $"{right} of {trials}");
        if (trials == 0) return new Interval(double.NaN, 0, 1);
        var (p, n) = (right / (double)trials, (double)trials);
        var middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        // Rounding may miss the bounds that are exact.
        return new Interval(p, right == 0 ? 0 : middle - half, right == trials ? 1 : middle + half);
    }

    /// <summary>Of a mean, by Student's t (1908): seeds, folds, persons. Bounds are infinite for fewer than two values.</summary>
    public static Interval Mean(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return new Interval(double.NaN, double.NegativeInfinity, double.PositiveInfinity);
        var mean = values.Average();
        if (values.Count == 1) return new Interval(mean, double.NegativeInfinity, double.PositiveInfinity);
        var half = StudentQuantile(values.Count - 1) * Spread(values) / Math.Sqrt(values.Count);
        return new Interval(mean, mean - half, mean + half);
    }

    /// <summary>The sample's standard deviation (n - 1 below); NaN of fewer than two.</summary>
    public static double Spread(IReadOnlyList<double> values)
    {
        if (values.Count < 2) return double.NaN;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }

    /// <summary>Where Student's distribution function is 0.975, by halving.</summary>
    private static double StudentQuantile(int freedom)
    {
        var (low, high) = (0.0, 16.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (StudentWithin(middle, freedom) < 0.95) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>The probability that |t| is less, for whole degrees of freedom (Abramowitz and Stegun 26.7.3, 26.7.4).</summary>
    private static double StudentWithin(double t, int freedom)
    {
        var angle = Math.Atan(t / Math.Sqrt(freedom));
        var (sine, cosine) = (Math.Sin(angle), Math.Cos(angle));
        var (sum, term) = (0.0, freedom % 2 == 0 ? sine : sine * cosine);
        for (var k = freedom % 2 == 0 ? 2 : 3; k <= freedom; k += 2)
        {
            sum += term;
            term *= cosine * cosine * (k - 1) / k;
        }
        return freedom % 2 == 0 ? sum : 2 / Math.PI * (angle + sum);
    }
}
