using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mote.Data.Signals;

/// <summary>
/// Changes the rate of a signal, as a stream: convolution with a windowed sinc (J. O. Smith, "Digital audio resampling"; Kaiser's window
/// with a stop band at -90 dB). The pass band reaches to 0.455 of the lower rate, flat within 0.001 dB; from half of that rate on
/// everything is 90 dB down, so nothing aliases that one could hear. Zero phase: a moment stays where it was. Before its beginning and
/// after its end the signal is held at its first and last value, so that sensors with an offset do not fade.
/// </summary>
public sealed class Resampler
{
    /// <summary>Zero crossings of the sinc on either side; with them and the attenuation goes the width of the transition.</summary>
    private const int Crossings = 64;

    private const double Attenuation = 90;

    /// <summary>Kaiser's formula for the transition of a window of so many crossings, as part of the lower rate.</summary>
    private const double Transition = (Attenuation - 7.95) / (14.36 * 2 * Crossings);

    /// <summary>More coefficients than this are computed when they are needed instead of kept.</summary>
    private const long MostKept = 1 << 22;

    private readonly long _up, _down;
    private readonly double _cutoff, _half;
    private readonly int _reach;
    private readonly float[]?[]? _phases;
    private readonly List<float> _input = [];
    private long _inputAt, _taken, _given;
    private bool _begun;

    /// <param name="from">Samples a second.</param>
    /// <param name="to">Samples a second wanted. Both are taken to a thousandth of a hertz.</param>
    public Resampler(double from, double to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 0.001);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, 0.001);
        var (a, b) = ((long)Math.Round(from * 1000), (long)Math.Round(to * 1000));
        var divisor = (long)System.Numerics.BigInteger.GreatestCommonDivisor(a, b);
        (_up, _down) = (b / divisor, a / divisor);
        var lower = Math.Min(1, to / from);
        _cutoff = lower * (1 - Transition);
        _half = Crossings / lower;
        _reach = (int)Math.Ceiling(_half);
        if (_up * (2L * _reach + 1) <= MostKept) _phases = new float[_up][];
    }

    /// <summary>Takes samples and gives those that can be known from them.</summary>
    public float[] Add(ReadOnlySpan<float> samples)
    {
        if (samples.IsEmpty) return [];
        if (!_begun)
        {
            _begun = true;
            for (var i = 0; i < _reach; i++) _input.Add(samples[0]);
            _inputAt = -_reach;
        }
        _input.AddRange(samples);
        _taken += samples.Length;
        return Give(_taken - _reach);
    }

    /// <summary>The signal has ended; gives what is left. In all, n samples become ⌈n · to / from⌉.</summary>
    public float[] End()
    {
        if (!_begun) return [];
        var last = _input[^1];
        for (var i = 0; i <= _reach; i++) _input.Add(last);
        return Give(_taken);
    }

    /// <summary>A whole signal at once.</summary>
    public static float[] Convert(ReadOnlySpan<float> samples, double from, double to)
    {
        var resampler = new Resampler(from, to);
        return [.. resampler.Add(samples), .. resampler.End()];
    }

    /// <summary>Results whose place in the input lies before a sample.</summary>
    private float[] Give(long before)
    {
        var results = new List<float>();
        for (; ; _given++)
        {
            var (at, phase) = Math.DivRem(_given * _down, _up);
            if (at >= before) break;
            var taps = Phase(phase);
            var first = (int)(at - _reach - _inputAt);
            results.Add(Dot(taps, CollectionsMarshal.AsSpan(_input).Slice(first, taps.Length)));
        }
        // What lies before the reach of the next result is not needed again.
        var drop = (int)Math.Clamp(_given * _down / _up - _reach - _inputAt, 0, _input.Count);
        _input.RemoveRange(0, drop);
        _inputAt += drop;
        return [.. results];
    }

    /// <summary>Sum of products in double precision, in eight lanes whatever the processor has, so that all of them round alike.</summary>
    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            var (aLow, aHigh) = Vector256.Widen(Vector256.Create(a.Slice(i, 8)));
            var (bLow, bHigh) = Vector256.Widen(Vector256.Create(b.Slice(i, 8)));
            low += aLow * bLow;
            high += aHigh * bHigh;
        }
        var lanes = low + high;
        var sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (; i < a.Length; i++) sum += (double)a[i] * b[i];
        return (float)sum;
    }

    /// <summary>Coefficients for a result that lies phase / up behind a sample: of all samples within reach.</summary>
    private float[] Phase(long phase)
    {
        if (_phases?[phase] is { } kept) return kept;
        var taps = new double[2 * _reach + 1];
        var sum = 0.0;
        for (var i = 0; i < taps.Length; i++) sum += taps[i] = Kernel(i - _reach - (double)phase / _up);
        // A constant stays that constant in every phase.
        var result = Array.ConvertAll(taps, t => (float)(t / sum));
        if (_phases is not null) _phases[phase] = result;
        return result;
    }

    private double Kernel(double x)
    {
        if (Math.Abs(x) >= _half) return 0;
        var t = Math.PI * _cutoff * x;
        var sinc = x == 0 ? 1 : Math.Sin(t) / t;
        return _cutoff * sinc * Bessel(0.1102 * (Attenuation - 8.7) * Math.Sqrt(1 - x / _half * (x / _half)));
    }

    /// <summary>The modified Bessel function of the first kind and order 0, by its power series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > sum * 1e-17; k++) sum += term *= x / (2 * k) * (x / (2 * k));
        return sum;
    }
}
