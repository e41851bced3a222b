namespace Mote.Examples.Tones;

/// <summary>
/// The network's front end as plain loops: training needs it for thousands of frames, and an interpreter is not made for haste. A test
/// holds both against each other.
/// </summary>
public static class Spectrum
{
    /// <summary>Rows: mean over time, and peak. A tone lasts, a knock only peaks.</summary>
    public const int Rows = 2;

    /// <summary>Samples from one position of the filters to the next: 4 ms.</summary>
    public const int Hop = 32;

    public const int Positions = (Frame.Length - FilterBank.Length) / Hop + 1;

    /// <summary>Energy of each band, [rows, bands].</summary>
    public static float[] Of(float[] samples)
    {
        var spectrum = new float[Rows * FilterBank.Bands];
        for (var band = 0; band < FilterBank.Bands; band++)
        {
            var (sum, peak) = (0f, 0f);
            for (var position = 0; position < Positions; position++)
            {
                var window = samples.AsSpan(position * Hop, FilterBank.Length);
                var inPhase = Correlation(window, FilterBank.InPhase.AsSpan(band * FilterBank.Length));
                var quadrature = Correlation(window, FilterBank.Quadrature.AsSpan(band * FilterBank.Length));
                var energy = inPhase * inPhase + quadrature * quadrature;
                sum += energy;
                peak = MathF.Max(peak, energy);
            }
            spectrum[band] = sum / Positions;
            spectrum[FilterBank.Bands + band] = peak;
        }
        return spectrum;
    }

    private static float Correlation(ReadOnlySpan<float> window, ReadOnlySpan<float> filter)
    {
        var sum = 0f;
        for (var i = 0; i < window.Length; i++) sum += window[i] * filter[i];
        return sum;
    }
}
