using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Data.Augmentation;

/// <summary>
/// Another microphone, another casing: a chain of peaking filters of the second order (R. Bristow-Johnson, "Cookbook formulae for audio
/// equalizer biquad filter coefficients") with random frequencies, evenly spread over the octaves, and random gains. Constants pass
/// unchanged, and the filters begin as if the first frame had always been there.
/// </summary>
/// <param name="MostDb">Largest gain of a filter, either way.</param>
/// <param name="Filters">How many.</param>
/// <param name="Lowest">Lowest frequency, as part of the rate.</param>
/// <param name="Quality">Frequency by bandwidth: small ones are broad.</param>
public sealed record RandomEqualizer(double MostDb, int Filters = 3, double Lowest = 0.005, double Quality = 0.7) : Augmentation
{
    private const double Highest = 0.45;

    public override void Apply(Span<float> example, Shape shape, RandomStream random)
    {
        var channels = Channels(shape);
        for (var f = 0; f < Filters; f++)
        {
            var frequency = Lowest * Math.Pow(Highest / Lowest, random.NextDouble());
            var decibels = Uniform(random, -MostDb, MostDb);
            if (MostDb != 0) Peak(example, channels, frequency, decibels, Quality);
        }
    }

    /// <summary>One filter, in place over every channel.</summary>
    /// <param name="frequency">Of the peak, as part of the rate.</param>
    internal static void Peak(Span<float> example, int channels, double frequency, double decibels, double quality)
    {
        var amplitude = Math.Pow(10, decibels / 40);
        var (sin, cos) = Math.SinCos(2 * Math.PI * frequency);
        var alpha = sin / (2 * quality);
        var a0 = 1 + alpha / amplitude;
        double b0 = (1 + alpha * amplitude) / a0, b1 = -2 * cos / a0, b2 = (1 - alpha * amplitude) / a0, a2 = (1 - alpha / amplitude) / a0;
        for (var c = 0; c < channels; c++)
        {
            double x1 = example[c], x2 = x1, y1 = x1, y2 = x1;
            for (var i = c; i < example.Length; i += channels)
            {
                double x = example[i];
                var y = b0 * x + b1 * x1 + b2 * x2 - b1 * y1 - a2 * y2;
                (x2, x1, y2, y1) = (x1, x, y1, y);
                example[i] = (float)y;
            }
        }
    }
}
