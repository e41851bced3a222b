namespace Mote.Compression;

/// <summary>How the reals that a value took become the range that its integers represent.</summary>
public enum CalibrationMethod
{
    /// <summary>Everything that was seen.</summary>
    MinMax,

    /// <summary>The exponential moving average of each example's smallest and largest element, in the order of the examples.</summary>
    MovingAverage,

    /// <summary>All but a share of the elements at either end.</summary>
    Percentile,

    /// <summary>The range whose rounding and clamping to 256 steps gives the least mean squared error.</summary>
    MeanSquaredError,

    /// <summary>
    /// The range whose 256 steps tell least less than the elements themselves: the Kullback-Leibler divergence of their histogram
    /// and its rounding is least (Migacz, 2017).
    /// </summary>
    KullbackLeibler,
}

/// <param name="Method">How ranges are found.</param>
/// <param name="Percentile">Of the elements, those up to the range's upper end, in percent; likewise for the lower one.</param>
/// <param name="Decay">Of the moving average: what stays of it with each example.</param>
/// <param name="IsSequence">The examples are one sequence: a graph that remembers is not reset between them.</param>
public sealed record CalibrationOptions(
    CalibrationMethod Method = CalibrationMethod.MinMax, double Percentile = 99.99, double Decay = 0.9, bool IsSequence = false);
