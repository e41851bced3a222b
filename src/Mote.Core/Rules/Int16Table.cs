namespace Mote.Core.Rules;

/// <summary>
/// Functions of an int16 as 513 samples 128 steps apart, between which is interpolated. Samples are moved so that the interpolation
/// errs as much at the middle as at the ends, in single precision, as the TFLite reference does. Twin of the lookup:
/// runtime/include/mote_int16_table.h.
/// </summary>
public static class Int16Table
{
    private const int Steps = 512;

    private static readonly Lazy<short[]> Exponentials = new(() =>
        Tabulate(v => (float)Math.Exp(v), 10f / ushort.MaxValue, short.MaxValue, 2f / ushort.MaxValue, 0));

    private static readonly Lazy<short[]> Reciprocals = new(() =>
        Tabulate(v => 1f / (1f + v), 1f / ushort.MaxValue, short.MinValue, 2f / ushort.MaxValue, 0));

    /// <summary>e^x in Q0.15 for x in [-10, 0].</summary>
    public static ReadOnlySpan<short> Exponential => Exponentials.Value;

    /// <summary>1 / (1 + x) in Q0.15 for x in [0, 1].</summary>
    public static ReadOnlySpan<short> OneOverOnePlus => Reciprocals.Value;

    public static short Lookup(short x, ReadOnlySpan<short> table)
    {
        var index = 256 + (x >> 7);
        var slope = table[index + 1] - table[index];
        return (short)(table[index] + ((slope * (x & 127) + 64) >> 7));
    }

    private static short[] Tabulate(Func<float, float> function, float scaleX, int zeroX, float scaleY, int zeroY)
    {
        var least = scaleX * (short.MinValue - zeroX);
        var most = scaleX * (short.MaxValue - zeroX);
        var step = (most - least) / Steps;
        var half = step / 2;
        var perUnit = 65536f / (scaleY * (short.MaxValue - zeroY) - scaleY * (short.MinValue - zeroY));
        var table = new short[Steps + 1];
        for (var i = 0; i < Steps; i++)
        {
            var here = Round(function(least + i * step) * perUnit);
            var next = function(least + (i + 1) * step) * perUnit;
            var middle = Round(function(least + i * step + half) * perUnit);
            var error = Round((next + here) / 2) - middle;
            table[i] = Saturated(here - Round(error / 2));
        }
        table[Steps] = Saturated(Round(function(most) * perUnit));
        return table;
    }

    private static float Round(float value) => MathF.Round(value, MidpointRounding.AwayFromZero);

    private static short Saturated(float value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
