namespace Mote.Training.Metrics;

/// <summary>How far numbers are from what they should be, in the unit of the numbers.</summary>
/// <param name="MeanAbsolute">Mean |y - t|.</param>
/// <param name="RootMeanSquare">√ mean (y - t)².</param>
/// <param name="Largest">Max |y - t|.</param>
/// <param name="Bias">Mean y - t.</param>
/// <param name="Determination">R²: 1 - Σ (y - t)² / Σ (t - mean t)²; NaN where all targets are equal.</param>
public sealed record RegressionErrors(double MeanAbsolute, double RootMeanSquare, double Largest, double Bias, double Determination)
{
    /// <param name="predicted">At least one.</param>
    /// <param name="targets">As many.</param>
    public static RegressionErrors Of(ReadOnlySpan<float> predicted, ReadOnlySpan<float> targets)
    {
        if (predicted.Length != targets.Length || predicted.Length == 0)
            throw new ArgumentException($"{predicted.Length} predictions of {targets.Length} targets");
        var (absolute, square, largest, sum, targetSum) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < predicted.Length; i++)
        {
            var error = (double)predicted[i] - targets[i];
            absolute += Math.Abs(error);
            square += error * error;
            largest = Math.Max(largest, Math.Abs(error));
            sum += error;
            targetSum += targets[i];
        }
        var (n, mean, variation) = ((double)predicted.Length, targetSum / predicted.Length, 0.0);
        foreach (var target in targets) variation += (target - mean) * (target - mean);
        return new RegressionErrors(
            absolute / n, Math.Sqrt(square / n), largest, sum / n, variation == 0 ? double.NaN : 1 - square / variation);
    }
}
