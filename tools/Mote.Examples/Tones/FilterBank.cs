using Mote.Core.Types;

namespace Mote.Examples.Tones;

/// <summary>
/// One band-pass filter a semitone: stretches of cosine (in phase) and sine (in quadrature) under a Hann window, correlated with the
/// signal by a convolution. The squares of both add up to the band's energy, whatever the phase of the tone.
/// </summary>
public static class FilterBank
{
    /// <summary>From A3 (220 Hz) to E6 (1319 Hz): the scale, and the first overtones of each of its notes.</summary>
    public const int Bands = 32;

    /// <summary>Samples a filter sees: 48 ms, long enough to tell the semitone between E4 and F4 apart.</summary>
    public const int Length = 384;

    private const int LowestAboveA4 = -12;

    /// <summary>Brings the energies of typical tones to around 1, where training likes its inputs.</summary>
    private const double Gain = 2.5;

    /// <summary>Weights of a convolution, [bands, 1, length, 1].</summary>
    public static float[] InPhase { get; } = Filters(Sine.OfQuarterAhead);

    /// <summary>Weights of a convolution, [bands, 1, length, 1].</summary>
    public static float[] Quadrature { get; } = Filters(Sine.Of);

    /// <summary>Shape of both weights.</summary>
    public static Shape Shape => [Bands, 1, Length, 1];

    /// <summary>Hertz in the middle of a band.</summary>
    public static double Pitch(int band) => ToneClasses.Semitone(LowestAboveA4 + band);

    private static float[] Filters(Func<double, double> wave)
    {
        var weights = new float[Bands * Length];
        for (var band = 0; band < Bands; band++)
        {
            var pitch = Pitch(band);
            for (var i = 0; i < Length; i++)
            {
                var centred = i - (Length - 1) / 2.0;
                var window = 0.5 + 0.5 * Sine.OfQuarterAhead(centred / Length);
                weights[band * Length + i] = (float)(Gain * 4 / Length * window * wave(centred * pitch / Frame.SampleRate));
            }
        }
        return weights;
    }
}
