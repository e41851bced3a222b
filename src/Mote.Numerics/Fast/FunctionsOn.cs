using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary>
/// Transcendental functions of a register, after the single-precision routines of Cephes (Moshier): reduction to a small range and a
/// polynomial there. Relative errors are below 2e-7; what is no number stays none.
/// </summary>
internal static class FunctionsOn<V> where V : unmanaged, ILanes<V>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>e^x = 2^n · e^r with |r| up to ln 2 / 2.</summary>
    [MethodImpl(Inline)]
    internal static V Exp(V x)
    {
        x = V.Min(V.Splat(89), V.Max(V.Splat(-104), x));
        V n = V.Round(x * V.Splat(1.44269504f));
        V r = V.Fma(n, V.Splat(2.12194440e-4f), V.Fma(n, V.Splat(-0.693359375f), x));
        V p = V.Splat(1.9875691500e-4f);
        p = V.Fma(p, r, V.Splat(1.3981999507e-3f));
        p = V.Fma(p, r, V.Splat(8.3334519073e-3f));
        p = V.Fma(p, r, V.Splat(4.1665795894e-2f));
        p = V.Fma(p, r, V.Splat(1.6666665459e-1f));
        p = V.Fma(p, r, V.Splat(5.0000001201e-1f));
        p = V.Fma(p, r * r, r) + V.Splat(1);
        // In two factors: the powers 2^128 and those below 2^-126 are no floats.
        V half = V.Round(n * V.Splat(0.5f));
        return p * V.PowerOfTwo(half) * V.PowerOfTwo(n - half);
    }

    /// <summary>ln x = e · ln 2 + ln m with m from √½ to √2; of 0 minus infinity, of negative numbers no number.</summary>
    [MethodImpl(Inline)]
    internal static V Log(V x)
    {
        V small = V.Greater(V.Splat(1.17549435e-38f), x);
        V scaled = V.Select(small, x * V.Splat(8388608), x);
        V e = V.Exponent(scaled) - (V.Splat(23) & small);
        V m = V.Fraction(scaled);
        V high = V.Greater(m, V.Splat(1.41421356f));
        e += V.Splat(1) & high;
        m = V.Select(high, m * V.Splat(0.5f), m) - V.Splat(1);
        V z = m * m;
        V p = V.Splat(7.0376836292e-2f);
        p = V.Fma(p, m, V.Splat(-1.1514610310e-1f));
        p = V.Fma(p, m, V.Splat(1.1676998740e-1f));
        p = V.Fma(p, m, V.Splat(-1.2420140846e-1f));
        p = V.Fma(p, m, V.Splat(1.4249322787e-1f));
        p = V.Fma(p, m, V.Splat(-1.6668057665e-1f));
        p = V.Fma(p, m, V.Splat(2.0000714765e-1f));
        p = V.Fma(p, m, V.Splat(-2.4999993993e-1f));
        p = V.Fma(p, m, V.Splat(3.3333331174e-1f));
        V y = V.Fma(e, V.Splat(-2.12194440e-4f), p * m * z);
        y = V.Fma(z, V.Splat(-0.5f), y) + m;
        y = V.Fma(e, V.Splat(0.693359375f), y);
        y = V.Select(V.Greater(V.Splat(float.PositiveInfinity), x), y, x);
        y = V.Select(V.Same(x, V.Zero), V.Splat(float.NegativeInfinity), y);
        return V.Select(V.Greater(V.Zero, x), V.Splat(float.NaN), y);
    }

    /// <summary>Near 0 a polynomial in x², elsewhere 1 - 2 / (e^2|x| + 1) with the sign of x.</summary>
    [MethodImpl(Inline)]
    internal static V Tanh(V x)
    {
        V z = x * x;
        V p = V.Splat(-5.70498872745e-3f);
        p = V.Fma(p, z, V.Splat(2.06390887954e-2f));
        p = V.Fma(p, z, V.Splat(-5.37397155531e-2f));
        p = V.Fma(p, z, V.Splat(1.33314422036e-1f));
        p = V.Fma(p, z, V.Splat(-3.33332819422e-1f));
        V near = V.Fma(p * z, x, x);
        V size = V.Max(V.Zero - x, x), far = V.Splat(1) - V.Splat(2) / (Exp(size + size) + V.Splat(1));
        far = V.Select(V.Greater(V.Zero, x), V.Zero - far, far);
        return V.Select(V.Greater(V.Splat(0.390625f), z), near, far);
    }

    [MethodImpl(Inline)]
    internal static V Sigmoid(V x) => V.Splat(1) / (V.Splat(1) + Exp(V.Zero - x));
}
