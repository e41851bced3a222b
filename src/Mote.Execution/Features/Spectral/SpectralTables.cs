using Mote.Numerics;

namespace Mote.Execution.Features.Spectral;

/// <summary>Windows and the cosine transform, the same on every host.</summary>
internal static class SpectralTables
{
    public static double[] Window(SpectralFrontEnd f) => [.. Enumerable.Range(0, f.FrameSize).Select(n => f.Window switch
    {
        WindowShape.Hann => .5 - .5 * Cosine(2 * n, f.FrameSize),
        WindowShape.Hamming => .54 - .46 * Cosine(2 * n, f.FrameSize),
        WindowShape.Rectangular => 1,
    })];

    /// <summary>The DCT-II's weights [coefficients, channels]: √(2/N)·cos(πk(2n + 1)/2N); if orthonormal, by √2 where k = 0.</summary>
    public static double[,] CosineTransform(SpectralFrontEnd f)
    {
        var weights = new double[f.Coefficients, f.Channels];
        for (var k = 0; k < f.Coefficients; k++)
            for (var n = 0; n < f.Channels; n++)
                weights[k, n] = Math.Sqrt((k == 0 && f.Orthonormal ? 1.0 : 2.0) / f.Channels) * Cosine(k * (2 * n + 1), 2 * f.Channels);
        return weights;
    }

    /// <summary>cos(π·numerator/denominator), brought near zero first.</summary>
    private static double Cosine(int numerator, int denominator) =>
        ExactTrigonometry.Cos(Math.PI * (numerator % (2 * denominator)) / denominator);
}
