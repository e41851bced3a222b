namespace Mote.Numerics;

/// <summary>
/// Elementary functions in single precision, written out so that host and device give the same bits whatever their C library.
/// Twin: runtime/include/mote_float_math.h. No fused multiply-add on either side.
/// </summary>
public static class FloatMath
{
    /// <summary>e^x, within 2 units in the last place for results that are normal numbers; smaller results become zero.</summary>
    public static float Exp(float x)
    {
        if (float.IsNaN(x)) return x;
        if (x > 88.72283f) return float.PositiveInfinity;
        if (x < -87.33654f) return 0f;
        // x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 is split so that k times its upper part is exact.
        var k = (int)(x * 1.44269504f + (x < 0f ? -0.5f : 0.5f));
        var r = x - k * 0.693359375f;
        r -= k * -2.12194440e-4f;
        // Minimax polynomial of (e^r - 1 - r) / r^2 (Cephes).
        var p = 1.9875691500e-4f;
        p = p * r + 1.3981999507e-3f;
        p = p * r + 8.3334519073e-3f;
        p = p * r + 4.1665795894e-2f;
        p = p * r + 1.6666665459e-1f;
        p = p * r + 5.0000001201e-1f;
        var y = p * (r * r) + r + 1f;
        // Two steps, so that neither factor leaves the range of normal numbers.
        var half = k / 2;
        return y * PowerOfTwo(half) * PowerOfTwo(k - half);
    }

    private static float PowerOfTwo(int exponent) => BitConverter.Int32BitsToSingle((exponent + 127) << 23);
}
