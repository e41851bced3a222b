namespace Mote.Data.Signals;

/// <summary>What is in a signal at which time and frequency, to be looked at: Hann windows, half overlapped, powers in decibels.</summary>
public static class Spectrogram
{
    /// <param name="signal">One channel.</param>
    /// <param name="window">Length of a window, a power of two.</param>
    /// <param name="step">From one to the next.</param>
    /// <returns>[times, window / 2 + 1]; 0 dB is a sine of full scale.</returns>
    public static float[,] Of(ReadOnlySpan<float> signal, int window, int step)
    {
        if (!int.IsPow2(window) || window < 2 || step < 1) throw new ArgumentException($"no windows of {window} every {step}");
        var times = Math.Max(1, (signal.Length - window) / step + 1);
        var decibels = new float[times, window / 2 + 1];
        var (re, im) = (new double[window], new double[window]);
        for (var t = 0; t < times; t++)
        {
            Array.Clear(im);
            for (var i = 0; i < window; i++)
            {
                var at = t * step + i;
                re[i] = at < signal.Length ? signal[at] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / window)) : 0;
            }
            Transform(re, im);
            for (var k = 0; k <= window / 2; k++)
            {
                var power = (re[k] * re[k] + im[k] * im[k]) * 16.0 / ((double)window * window);
                decibels[t, k] = (float)(10 * Math.Log10(power + 1e-12));
            }
        }
        return decibels;
    }

    /// <summary>The discrete Fourier transform in place, by halves (Cooley and Tukey).</summary>
    private static void Transform(double[] re, double[] im)
    {
        var n = re.Length;
        for (int i = 1, j = 0; i < n; i++)
        {
            var bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (re[i], re[j], im[i], im[j]) = (re[j], re[i], im[j], im[i]);
        }
        for (var size = 2; size <= n; size <<= 1)
            for (var k = 0; k < size / 2; k++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * k / size);
                for (var a = k; a < n; a += size)
                {
                    var b = a + size / 2;
                    var (x, y) = (re[b] * cos - im[b] * sin, re[b] * sin + im[b] * cos);
                    (re[b], im[b]) = (re[a] - x, im[a] - y);
                    re[a] += x;
                    im[a] += y;
                }
            }
    }
}
