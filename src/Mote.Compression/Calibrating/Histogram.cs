using Mote.Numerics;

namespace Mote.Compression;

/// <summary>How often the elements of a value fell into each of equally wide bins, and the ranges that follow from it.</summary>
internal sealed class Histogram
{
    private const int Bins = 4096;

    /// <summary>Ranges tried run from the whole one to this part of it.</summary>
    private const int LeastPercent = 5;

    private readonly long[] _counts = new long[Bins];
    private readonly double _width;
    private long _zeros;

    /// <param name="low">At most 0.</param>
    /// <param name="high">At least 0; more than low.</param>
    public Histogram(float low, float high)
    {
        (Low, High) = (low, high);
        _width = ((double)high - low) / Bins;
    }

    public float Low { get; }

    public float High { get; }

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            _counts[Bin(value)]++;
            if (value == 0) _zeros++;
        }
    }

    /// <summary>The range without (100 - percent) % of the elements at either end; zero stays inside.</summary>
    public (float Low, float High) Percentile(double percent)
    {
        var left = (long)Math.Floor(_counts.Sum() * Math.Clamp(1 - percent / 100, 0, 0.5));
        var (first, last) = (0, Bins - 1);
        for (var out1 = _counts[0]; out1 <= left && first < last; out1 += _counts[++first])
        {
        }
        for (var out2 = _counts[^1]; out2 <= left && last > first; out2 += _counts[--last])
        {
        }
        var low = first == 0 ? Low : (float)(Low + first * _width);
        var high = last == Bins - 1 ? High : (float)(Low + (last + 1) * _width);
        return (Math.Min(low, 0), Math.Max(high, 0));
    }

    /// <summary>The range of 256 steps with the least mean squared error.</summary>
    public (float Low, float High) LeastSquares() => Search(SquaredError);

    /// <summary>The range of 256 steps with the least divergence.</summary>
    public (float Low, float High) LeastDivergence() => Search(Divergence);

    /// <summary>Both ends in turn, until neither moves; the larger of equally good ranges.</summary>
    private (float Low, float High) Search(Func<float, float, double> cost)
    {
        var (low, high) = (Low, High);
        for (var round = 0; round < 4; round++)
        {
            var before = (low, high);
            if (High > 0) high = Best(High, end => cost(low, end));
            if (Low < 0) low = Best(Low, end => cost(end, high));
            if (before == (low, high)) break;
        }
        return (low, high);

        static float Best(float whole, Func<float, double> cost)
        {
            var (best, least) = (whole, double.PositiveInfinity);
            for (var percent = 100; percent >= LeastPercent; percent--)
            {
                var end = percent == 100 ? whole : whole * (percent / 100f);
                var found = cost(end);
                if (found < least) (best, least) = (end, found);
            }
            return best;
        }
    }

    private double SquaredError(float low, float high)
    {
        var grid = QuantizationGrid.Nudged(low, high, sbyte.MinValue, sbyte.MaxValue);
        var error = 0.0;
        for (var i = 0; i < Bins; i++)
        {
            if (_counts[i] == 0) continue;
            var center = Center(i);
            var difference = center - (double)grid.Scale * (FakeQuantization.Code((float)center, grid) - grid.ZeroPoint);
            error += _counts[i] * difference * difference;
        }
        return error;
    }

    /// <summary>
    /// Σ P·ln(P/Q): P is the histogram with everything outside at the range's ends, Q has each step's share spread evenly over those
    /// of its bins that are not empty. Zeros, which clamps make in plenty, are left out: every range stores them exactly, but a step
    /// that they share with other bins would seem to tell nothing of these.
    /// </summary>
    private double Divergence(float low, float high)
    {
        const int steps = 256;
        var grid = QuantizationGrid.Nudged(low, high, sbyte.MinValue, sbyte.MaxValue);
        Span<long> inside = stackalloc long[steps];
        Span<int> filled = stackalloc int[steps];
        long below = 0, above = 0, total = 0;
        var (first, last) = (-1, -1);
        for (var i = 0; i < Bins; i++)
        {
            var count = Count(i);
            if (count == 0) continue;
            total += count;
            var center = Center(i);
            if (center < low) below += count;
            else if (center > high) above += count;
            else
            {
                var step = FakeQuantization.Code((float)center, grid) + 128;
                inside[step] += count;
                filled[step]++;
                if (first < 0) first = i;
                last = i;
            }
        }
        if (first < 0) return double.PositiveInfinity;
        var kept = total - below - above;
        var divergence = 0.0;
        for (var i = first; i <= last; i++)
        {
            var count = Count(i);
            if (count == 0) continue;
            var step = FakeQuantization.Code((float)Center(i), grid) + 128;
            var p = (count + (i == first ? below : 0) + (i == last ? above : 0)) / (double)total;
            var q = (double)inside[step] / filled[step] / kept;
            divergence += p * Math.Log(p / q);
        }
        return divergence;
    }

    private long Count(int bin) => _counts[bin] - (bin == Bin(0) ? _zeros : 0);

    private int Bin(float value) => Math.Clamp((int)((value - (double)Low) / _width), 0, Bins - 1);

    private double Center(int bin) => Low + (bin + 0.5) * _width;
}
