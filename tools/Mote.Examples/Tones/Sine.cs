namespace Mote.Examples.Tones;

/// <summary>
/// The sine, from additions and multiplications alone. IEEE 754 fixes their results to the last bit, which the sine of a C library
/// is not: with this one, every machine generates the same example.
/// </summary>
public static class Sine
{
    /// <summary>sin(2π·turns), within 1e-11.</summary>
    public static double Of(double turns)
    {
        // One turn, centred on 0; then the half turn around 0 mirrors the rest.
        var t = turns - Math.Floor(turns + 0.5);
        if (t > 0.25) t = 0.5 - t;
        else if (t < -0.25) t = -0.5 - t;
        var x = 2 * Math.PI * t;
        var square = x * x;
        // Taylor's series up to x^15 / 15!, innermost term first.
        var factor = 1.0;
        for (var n = 15; n >= 3; n -= 2) factor = 1 - square / (n * (n - 1)) * factor;
        return x * factor;
    }

    /// <summary>cos(2π·turns)</summary>
    public static double OfQuarterAhead(double turns) => Of(turns + 0.25);
}
