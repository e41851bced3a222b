namespace Mote.Numerics;

public static partial class FloatFunctions
{
    private const float LeastGelu = -15f;

    /// <summary>
    /// x times the normal distribution's Φ(x), within 1e-6: its tail as a polynomial of degree five times a Gaussian
    /// (Abramowitz and Stegun 7.1.26). Twin: mote_gelu_f32.
    /// </summary>
    public static float Gelu(float x)
    {
        // Below, not even a denormal is left, and the product with infinity would not be a number.
        if (x < LeastGelu) return 0f;
        if (float.IsNaN(x)) return x;
        var z = MathF.Abs(x) * 0.70710678f;
        var t = 1f / (1f + 0.3275911f * z);
        var polynomial = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
        var tail = 0.5f * (polynomial * FloatMath.Exp(-z * z));
        return x < 0f ? x * tail : x * (1f - tail);
    }

    /// <summary>The approximation of <see cref="Gelu"/> by a hyperbolic tangent. Twin: mote_gelu_tanh_f32.</summary>
    public static float GeluTanh(float x)
    {
        if (x < LeastGelu) return 0f;
        var cubic = x + 0.044715f * x * x * x;
        return 0.5f * x * (1f + Tanh(0.79788456f * cubic));
    }
}
