using System.Runtime.Intrinsics;
using Mote.Numerics;

namespace Mote.Execution.Features.Spectral;

/// <summary>
/// The Fourier transform of eight real frames side by side, one a lane of the vectors: written like one transform, without shuffles.
/// One of half as many complex numbers, decimated in time with radix 4 (one stage of radix 2 if need be), taken apart at the end.
/// </summary>
internal sealed class EightTransforms
{
    public const int Lanes = 8;

    private readonly int _points;
    private readonly int[] _order;
    private readonly float[] _roots;
    private readonly float[] _splitting;
    private readonly Vector256<float>[] _re, _im;

    /// <param name="length">Real numbers of a frame: a power of two, at least 4.</param>
    public EightTransforms(int length)
    {
        _points = length / 2;
        _order = BitReversed(_points);
        // e^(-2πik/points) and e^(-2πik/length), real and imaginary parts alternate.
        _roots = Roots(_points, _points);
        _splitting = Roots(length, _points);
        _re = new Vector256<float>[_points];
        _im = new Vector256<float>[_points];
    }

    /// <summary>Squared magnitudes of the bins 0 to length/2 of all frames.</summary>
    /// <param name="x">Samples under the window; fewer than the length, zeros follow.</param>
    /// <param name="power">[length/2 + 1].</param>
    public void Power(ReadOnlySpan<Vector256<float>> x, Span<Vector256<float>> power)
    {
        for (var k = 0; k < _points; k++)
        {
            var at = _order[k];
            _re[at] = 2 * k < x.Length ? x[2 * k] : default;
            _im[at] = 2 * k + 1 < x.Length ? x[2 * k + 1] : default;
        }
        Transform();
        var (dc, last) = (_re[0] + _im[0], _re[0] - _im[0]);
        power[0] = dc * dc;
        power[_points] = last * last;
        for (var k = 1; k <= _points / 2; k++)
        {
            // With z of the even samples plus i times the odd ones: even = (z[k] + z*[n-k])/2, odd = -i(z[k] - z*[n-k])/2.
            var (a, b, c, d) = (_re[k], _im[k], _re[_points - k], _im[_points - k]);
            var half = Vector256.Create(0.5f);
            var (evenRe, evenIm) = ((a + c) * half, (b - d) * half);
            var (oddRe, oddIm) = ((b + d) * half, (c - a) * half);
            var (cos, sin) = (Vector256.Create(_splitting[2 * k]), Vector256.Create(_splitting[2 * k + 1]));
            var (turnedRe, turnedIm) = (oddRe * cos - oddIm * sin, oddRe * sin + oddIm * cos);
            var (re, im) = (evenRe + turnedRe, evenIm + turnedIm);
            power[k] = re * re + im * im;
            (re, im) = (evenRe - turnedRe, evenIm - turnedIm);
            power[_points - k] = re * re + im * im;
        }
    }

    private void Transform()
    {
        var size = 1;
        if (!IsPowerOfFour(_points))
        {
            for (var first = 0; first < _points; first += 2) Butterfly2(_re.AsSpan(first, 2), _im.AsSpan(first, 2));
            size = 2;
        }
        for (; size < _points; size *= 4)
            for (var first = 0; first < _points; first += 4 * size)
                Butterflies4(_re.AsSpan(first, 4 * size), _im.AsSpan(first, 4 * size), size, _points / (4 * size));
    }

    private static void Butterfly2(Span<Vector256<float>> re, Span<Vector256<float>> im)
    {
        (re[0], re[1]) = (re[0] + re[1], re[0] - re[1]);
        (im[0], im[1]) = (im[0] + im[1], im[0] - im[1]);
    }

    /// <summary>Four transforms become one. In bit-reversed order the second and the third one have changed places.</summary>
    private void Butterflies4(Span<Vector256<float>> re, Span<Vector256<float>> im, int size, int step)
    {
        var roots = _roots.AsSpan();
        Span<Vector256<float>> re0 = re[..size], re2 = re.Slice(size, size), re1 = re.Slice(2 * size, size), re3 = re.Slice(3 * size, size);
        Span<Vector256<float>> im0 = im[..size], im2 = im.Slice(size, size), im1 = im.Slice(2 * size, size), im3 = im.Slice(3 * size, size);
        for (var k = 0; k < size; k++)
        {
            var (ar, ai) = (re0[k], im0[k]);
            var (br, bi) = Turned(re1[k], im1[k], roots.Slice(2 * k * step, 2));
            var (cr, ci) = Turned(re2[k], im2[k], roots.Slice(4 * k * step, 2));
            var (dr, di) = Turned(re3[k], im3[k], roots.Slice(6 * k * step, 2));
            var (evenRe, evenIm, crossRe, crossIm) = (ar + cr, ai + ci, ar - cr, ai - ci);
            var (oddRe, oddIm, turnRe, turnIm) = (br + dr, bi + di, br - dr, bi - di);
            // X[k] in the first quarter, X[k + size] in the second one (where the third transform lay), and so on.
            (re0[k], im0[k]) = (evenRe + oddRe, evenIm + oddIm);
            (re2[k], im2[k]) = (crossRe + turnIm, crossIm - turnRe);
            (re1[k], im1[k]) = (evenRe - oddRe, evenIm - oddIm);
            (re3[k], im3[k]) = (crossRe - turnIm, crossIm + turnRe);
        }
    }

    private static (Vector256<float> Re, Vector256<float> Im) Turned(
        Vector256<float> re, Vector256<float> im, ReadOnlySpan<float> root)
    {
        var (cos, sin) = (Vector256.Create(root[0]), Vector256.Create(root[1]));
        return (re * cos - im * sin, re * sin + im * cos);
    }

    private static bool IsPowerOfFour(int x) => int.Log2(x) % 2 == 0;

    private static int[] BitReversed(int points)
    {
        var order = new int[points];
        for (var k = 1; k < points; k++) order[k] = (order[k >> 1] >> 1) | ((k & 1) * (points >> 1));
        return order;
    }

    private static float[] Roots(int length, int count)
    {
        var table = new float[2 * count];
        for (var k = 0; k < count; k++)
        {
            var angle = -2 * Math.PI * k / length;
            (table[2 * k], table[2 * k + 1]) = ((float)ExactTrigonometry.Cos(angle), (float)ExactTrigonometry.Sin(angle));
        }
        return table;
    }
}
