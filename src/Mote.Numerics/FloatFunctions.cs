namespace Mote.Numerics;

/// <summary>
/// Further elementary functions in single precision, written out like <see cref="FloatMath"/> and for the same reason.
/// Twin: runtime/include/mote_float_functions.h. Polynomials are Cephes's; within 2 units in the last place.
/// </summary>
public static partial class FloatFunctions
{
    /// <summary>Not a number, with the same bits on every machine.</summary>
    private static readonly float NotANumber = BitConverter.Int32BitsToSingle(0x7FC00000);

    /// <summary>Largest integer not above x.</summary>
    public static float Floor(float x)
    {
        // Beyond 2^23 all are integers; infinities and NaN stay too.
        if (!(x > -8388608f && x < 8388608f)) return x;
        var whole = (float)(int)x;
        return whole > x ? whole - 1f : whole;
    }

    /// <summary>Smallest integer not below x.</summary>
    public static float Ceil(float x)
    {
        if (!(x > -8388608f && x < 8388608f)) return x;
        var whole = (float)(int)x;
        return whole < x ? whole + 1f : whole;
    }

    /// <summary>Nearest integer, ties to even.</summary>
    public static float Round(float x)
    {
        if (!(x > -8388608f && x < 8388608f)) return x;
        var floor = Floor(x);
        var above = x - floor;
        return above < 0.5f || (above == 0.5f && (int)floor % 2 == 0) ? floor : floor + 1f;
    }

    public static float Sqrt(float x) => x >= 0f ? MathF.Sqrt(x) : NotANumber;

    public static float Rsqrt(float x) => 1f / Sqrt(x);

    /// <summary>ln x.</summary>
    public static float Log(float x)
    {
        if (!(x >= 0f)) return NotANumber;
        if (x == 0f) return float.NegativeInfinity;
        if (x > float.MaxValue) return x;
        // x = 2^e · m, m in [√½, √2).
        var e = 0;
        if (x < 1.17549435e-38f)
        {
            x *= 8388608f;
            e = -23;
        }
        var bits = BitConverter.SingleToInt32Bits(x);
        e += (bits >> 23) - 126;
        var m = BitConverter.Int32BitsToSingle((bits & 0x7FFFFF) | 0x3F000000);
        if (m < 0.707106781f)
        {
            e--;
            m = m + m - 1f;
        }
        else m -= 1f;
        var z = m * m;
        var p = 7.0376836292e-2f;
        p = p * m - 1.1514610310e-1f;
        p = p * m + 1.1676998740e-1f;
        p = p * m - 1.2420140846e-1f;
        p = p * m + 1.4249322787e-1f;
        p = p * m - 1.6668057665e-1f;
        p = p * m + 2.0000714765e-1f;
        p = p * m - 2.4999993993e-1f;
        p = p * m + 3.3333331174e-1f;
        var y = p * m * z;
        y += e * -2.12194440e-4f;
        y -= 0.5f * z;
        return m + y + e * 0.693359375f;
    }

    public static float Sin(float x) => Wave(x, 0);

    public static float Cos(float x) => Wave(x, 1);

    /// <summary>Bits of 2/π behind the binary point, and 32 zeros before it.</summary>
    private static ReadOnlySpan<uint> TwoOverPi =>
        [0, 0xA2F9836E, 0x4E441529, 0xFC2757D1, 0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB];

    /// <summary>sin(x + quarters·π/2).</summary>
    private static float Wave(float x, int quarters)
    {
        if (!(x >= -float.MaxValue && x <= float.MaxValue)) return NotANumber;
        var bits = BitConverter.SingleToInt32Bits(x) & 0x7FFFFFFF;
        var r = x;
        if (bits >= 0x3F000000)
        {
            // |x| = m·2^e; of m·2^e·2/π modulo 4 the 2 bits before and 62 behind the point, from 96 bits of 2/π.
            var m = (ulong)((bits & 0x7FFFFF) | 0x800000);
            var at = (bits >> 23) - 150 + 30;
            var turns = ((m * Window(at)) << 32) + m * Window(at + 32) + ((m * Window(at + 64)) >> 32);
            var nearest = (turns + (1UL << 61)) >> 62;
            r = (float)((long)(turns - (nearest << 62)) * 3.4061215800865545e-19);
            if (x < 0f)
            {
                r = -r;
                quarters -= (int)nearest;
            }
            else quarters += (int)nearest;
        }
        var z = r * r;
        float y;
        if ((quarters & 1) == 0)
        {
            y = -1.9515295891e-4f;
            y = y * z + 8.3321608736e-3f;
            y = y * z - 1.6666654611e-1f;
            y = y * z * r + r;
        }
        else
        {
            y = 2.443315711809948e-5f;
            y = y * z - 1.388731625493765e-3f;
            y = y * z + 4.166664568298827e-2f;
            y = y * z * z - 0.5f * z + 1f;
        }
        return (quarters & 2) != 0 ? -y : y;
    }

    /// <summary>32 bits of <see cref="TwoOverPi"/> from bit <paramref name="at"/> on.</summary>
    private static ulong Window(int at)
    {
        var (word, shift) = (at >> 5, at & 31);
        return ((((ulong)TwoOverPi[word] << 32) | TwoOverPi[word + 1]) >> (32 - shift)) & 0xFFFFFFFF;
    }

    public static float Tanh(float x)
    {
        if (float.IsNaN(x)) return x;
        var size = x < 0f ? -x : x;
        if (size >= 0.625f)
        {
            var y = size > 9.1f ? 1f : 1f - 2f / (FloatMath.Exp(size + size) + 1f);
            return x < 0f ? -y : y;
        }
        var z = x * x;
        var p = -5.70498872745e-3f;
        p = p * z + 2.06390887954e-2f;
        p = p * z - 5.37397155531e-2f;
        p = p * z + 1.33314422036e-1f;
        p = p * z - 3.33332819422e-1f;
        return p * z * x + x;
    }

    /// <summary>e^x - 1 below zero, without loss where x is small; x above.</summary>
    public static float Elu(float x)
    {
        if (!(x < 0f)) return x;
        if (x < -17.5f) return -1f;
        // As in FloatMath.Exp, but one is subtracted from 2^k, which is exact, and not from the product.
        var k = (int)(x * 1.44269504f - 0.5f);
        var r = x - k * 0.693359375f;
        r -= k * -2.12194440e-4f;
        var p = 1.9875691500e-4f;
        p = p * r + 1.3981999507e-3f;
        p = p * r + 8.3334519073e-3f;
        p = p * r + 4.1665795894e-2f;
        p = p * r + 1.6666665459e-1f;
        p = p * r + 5.0000001201e-1f;
        var power = BitConverter.Int32BitsToSingle((k + 127) << 23);
        return (p * (r * r) + r) * power + (power - 1f);
    }

    /// <summary>1 / (1 + e^-x), in the three ranges of the reference.</summary>
    public static float Logistic(float x)
    {
        if (x > 16.619047164916992188f) return 1f;
        return x < -9f ? FloatMath.Exp(x) : 1f / (1f + FloatMath.Exp(-x));
    }

    public static float HardSwish(float x)
    {
        var raised = x + 3f < 0f ? 0f : x + 3f;
        return x * (raised > 6f ? 6f : raised) / 6f;
    }

    /// <summary>⌊a / b⌋, divided in double precision.</summary>
    public static float FloorDiv(float a, float b)
    {
        var quotient = a / (double)b;
        if (!(quotient > -4503599627370496.0 && quotient < 4503599627370496.0)) return (float)quotient;
        var whole = (double)(long)quotient;
        return (float)(whole > quotient ? whole - 1 : whole);
    }

    /// <summary>The remainder of a / b with the sign of b.</summary>
    public static float FloorMod(float a, float b)
    {
        var remainder = Remainder(a, b);
        return remainder != 0f && (b < 0f) != (remainder < 0f) ? remainder + b : remainder;
    }

    /// <summary>a - b·trunc(a / b), exactly: binary long division, each difference of which is a float.</summary>
    private static float Remainder(float a, float b)
    {
        var (rest, unit) = (MathF.Abs(a), MathF.Abs(b));
        if (!(unit > 0f) || !(rest <= float.MaxValue)) return NotANumber;
        if (rest < unit) return a;
        var step = unit;
        while (step <= rest * 0.5f) step += step;
        for (; step >= unit; step *= 0.5f)
            if (rest >= step) rest -= step;
        return a < 0f ? -rest : rest;
    }
}
