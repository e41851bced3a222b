using System.Numerics;
using Mote.Core.Rules;
using Mote.Numerics;

namespace Mote.Execution.Reference;

/// <summary>
/// The discrete Fourier transform of real numbers by one of half as many complex ones, decimated in time; the roundings of integers
/// are those of KISS FFT, which TensorFlow Lite Micro uses. C twins: mote_rfft_*.h, mote_irfft_*.h.
/// </summary>
internal sealed class FourierTransform<T, TArithmetic>
    where T : unmanaged, INumber<T>
    where TArithmetic : IFftArithmetic<T>
{
    private readonly int _points;
    private readonly bool _inverse;
    private readonly IReadOnlyList<int> _factors;
    private readonly Complex<T>[] _roots;
    private readonly Complex<T>[] _splitting;

    /// <param name="length">Real numbers in the time domain.</param>
    /// <param name="inverse">From frequencies to time.</param>
    public FourierTransform(int length, bool inverse)
    {
        (_points, _inverse, _factors) = (length / 2, inverse, FftPlan.Factors(length / 2));
        _roots = Pairs(FftTables.Roots(_points, FftPlan.RootsUsed(_points), inverse));
        _splitting = Pairs(FftTables.Splitting(_points, inverse));
    }

    /// <summary>x [length] to y [length + 2].</summary>
    public void Forward(ReadOnlySpan<T> x, Span<T> y)
    {
        var packed = new Complex<T>[_points];
        for (var k = 0; k < _points; k++) packed[k] = new(x[2 * k], x[2 * k + 1]);
        var z = Transformed(packed);
        // The real part of the first one comes from the even samples, the imaginary part from the odd ones.
        var (even, odd) = (TArithmetic.Divided(z[0].Re, 2), TArithmetic.Divided(z[0].Im, 2));
        (y[0], y[1]) = (even + odd, T.Zero);
        (y[2 * _points], y[2 * _points + 1]) = (even - odd, T.Zero);
        for (var k = 1; k <= _points / 2; k++)
        {
            var (a, b) = (Divided(z[k], 2), Divided(new(z[_points - k].Re, -z[_points - k].Im), 2));
            var sum = a + b;
            var turned = TArithmetic.Product(a - b, _splitting[k - 1]);
            (y[2 * k], y[2 * k + 1]) = (TArithmetic.HalfOfSum(sum.Re, turned.Re), TArithmetic.HalfOfSum(sum.Im, turned.Im));
            var mirrored = 2 * (_points - k);
            y[mirrored] = TArithmetic.HalfOfDifference(sum.Re, turned.Re);
            y[mirrored + 1] = TArithmetic.HalfOfDifference(turned.Im, sum.Im);
        }
    }

    /// <summary>x [length + 2] to y [length], not yet divided by the length where numbers are float.</summary>
    public void Backward(ReadOnlySpan<T> x, Span<T> y)
    {
        var packed = new Complex<T>[_points];
        var (first, last) = (x[0], x[2 * _points]);
        packed[0] = Divided(new(first + last, first - last), 2);
        for (var k = 1; k <= _points / 2; k++)
        {
            var mirrored = 2 * (_points - k);
            var a = Divided(new(x[2 * k], x[2 * k + 1]), 2);
            var b = Divided(new(x[mirrored], -x[mirrored + 1]), 2);
            var sum = a + b;
            var turned = TArithmetic.Product(a - b, _splitting[k - 1]);
            packed[k] = sum + turned;
            var difference = sum - turned;
            packed[_points - k] = new(difference.Re, -difference.Im);
        }
        var z = Transformed(packed);
        for (var k = 0; k < _points; k++) (y[2 * k], y[2 * k + 1]) = (z[k].Re, z[k].Im);
    }

    private static Complex<T>[] Pairs(double[] table)
    {
        var parts = TArithmetic.Table(table);
        return [.. Enumerable.Range(0, parts.Length / 2).Select(k => new Complex<T>(parts[2 * k], parts[2 * k + 1]))];
    }

    private static Complex<T> Divided(Complex<T> x, int radix) => new(TArithmetic.Divided(x.Re, radix), TArithmetic.Divided(x.Im, radix));

    private Complex<T>[] Transformed(Complex<T>[] x)
    {
        var y = new Complex<T>[_points];
        Transform(x, 0, y, 1, 0);
        return y;
    }

    /// <summary>A transform of every <paramref name="step"/>th element of x from <paramref name="first"/> on: y.Length of them.</summary>
    private void Transform(Complex<T>[] x, int first, Span<Complex<T>> y, int step, int stage)
    {
        if (stage == _factors.Count)
        {
            y[0] = x[first];
            return;
        }
        var radix = _factors[stage];
        var size = y.Length / radix;
        for (var part = 0; part < radix; part++)
            Transform(x, first + part * step, y.Slice(part * size, size), step * radix, stage + 1);
        Span<Complex<T>> parts = stackalloc Complex<T>[radix];
        for (var k = 0; k < size; k++)
        {
            for (var part = 0; part < radix; part++)
            {
                var divided = Divided(y[part * size + k], radix);
                parts[part] = part == 0 ? divided : TArithmetic.Product(divided, _roots[part * k * step]);
            }
            if (radix == 2) Butterfly2(parts);
            else if (radix == 3) Butterfly3(parts, _roots[size * step]);
            else if (radix == 4) Butterfly4(parts);
            else Butterfly5(parts, _roots[size * step], _roots[2 * size * step]);
            for (var part = 0; part < radix; part++) y[part * size + k] = parts[part];
        }
    }

    private static void Butterfly2(Span<Complex<T>> x) => (x[0], x[1]) = (x[0] + x[1], x[0] - x[1]);

    private static void Butterfly3(Span<Complex<T>> x, Complex<T> third)
    {
        var (sum, difference) = (x[1] + x[2], x[1] - x[2]);
        var middle = new Complex<T>(x[0].Re - TArithmetic.Half(sum.Re), x[0].Im - TArithmetic.Half(sum.Im));
        var (re, im) = (TArithmetic.Product(difference.Re, third.Im), TArithmetic.Product(difference.Im, third.Im));
        x[0] += sum;
        x[1] = new(middle.Re - im, middle.Im + re);
        x[2] = new(middle.Re + im, middle.Im - re);
    }

    private void Butterfly4(Span<Complex<T>> x)
    {
        var (even, evenDifference) = (x[0] + x[2], x[0] - x[2]);
        var (odd, oddDifference) = (x[1] + x[3], x[1] - x[3]);
        x[0] = even + odd;
        x[2] = even - odd;
        var plus = new Complex<T>(evenDifference.Re + oddDifference.Im, evenDifference.Im - oddDifference.Re);
        var minus = new Complex<T>(evenDifference.Re - oddDifference.Im, evenDifference.Im + oddDifference.Re);
        (x[1], x[3]) = _inverse ? (minus, plus) : (plus, minus);
    }

    private static void Butterfly5(Span<Complex<T>> x, Complex<T> a, Complex<T> b)
    {
        var first = x[0];
        var (outer, outerDifference) = (x[1] + x[4], x[1] - x[4]);
        var (inner, innerDifference) = (x[2] + x[3], x[2] - x[3]);
        x[0] = first + (outer + inner);
        var near = new Complex<T>(
            first.Re + TArithmetic.Product(outer.Re, a.Re) + TArithmetic.Product(inner.Re, b.Re),
            first.Im + TArithmetic.Product(outer.Im, a.Re) + TArithmetic.Product(inner.Im, b.Re));
        var nearTurned = new Complex<T>(
            TArithmetic.Product(outerDifference.Im, a.Im) + TArithmetic.Product(innerDifference.Im, b.Im),
            -TArithmetic.Product(outerDifference.Re, a.Im) - TArithmetic.Product(innerDifference.Re, b.Im));
        (x[1], x[4]) = (near - nearTurned, near + nearTurned);
        var far = new Complex<T>(
            first.Re + TArithmetic.Product(outer.Re, b.Re) + TArithmetic.Product(inner.Re, a.Re),
            first.Im + TArithmetic.Product(outer.Im, b.Re) + TArithmetic.Product(inner.Im, a.Re));
        var farTurned = new Complex<T>(
            -TArithmetic.Product(outerDifference.Im, b.Im) + TArithmetic.Product(innerDifference.Im, a.Im),
            TArithmetic.Product(outerDifference.Re, b.Im) - TArithmetic.Product(innerDifference.Re, a.Im));
        (x[2], x[3]) = (far + farTurned, far - farTurned);
    }
}
