namespace Mote.Numerics;

/// <summary>
/// The functions inside recurrent operators, in float and on int16. Twins: runtime/include/mote_gate_math.h and mote_gate_table.h.
/// </summary>
public static class GateMath
{
    /// <summary>1 / (1 + e^-x).</summary>
    public static float Sigmoid(float x)
    {
        if (x > 16.619047f) return 1f;
        return x < -9f ? FloatMath.Exp(x) : 1f / (1f + FloatMath.Exp(-x));
    }

    /// <summary>(e^2x - 1) / (e^2x + 1), within 2 units in the last place; a polynomial near zero, where that would cancel.</summary>
    public static float Tanh(float x)
    {
        if (float.IsNaN(x)) return x;
        var magnitude = x < 0f ? -x : x;
        if (magnitude < 0.625f)
        {
            var square = x * x;
            var p = -5.70498872745e-3f;
            p = p * square + 2.06390887954e-2f;
            p = p * square - 5.37397155531e-2f;
            p = p * square + 1.33314422036e-1f;
            p = p * square - 3.33332819422e-1f;
            return p * square * x + x;
        }
        var y = magnitude > 9.5f ? 1f : 1f - 2f / (FloatMath.Exp(2f * magnitude) + 1f);
        return x < 0f ? -y : y;
    }

    /// <summary>x with 12 fractional bits; the result has 15.</summary>
    public static short Sigmoid(int x)
    {
        var scaled = x * 3;
        var magnitude = (uint)Math.Abs(scaled);
        var i = (int)(magnitude >> 9);
        var result = 0x7FFFu << 10;
        var table = GateTable.Sigmoid;
        if (i < 255) result = ((uint)table[i] << 9) + (magnitude & 511) * (uint)(table[i + 1] - table[i]);
        return (short)((scaled >= 0 ? result + 512 : (1u << 25) - result + 511) >> 10);
    }

    /// <summary>tanh of x·2^power; the result has 15 fractional bits. Power in -24..-1.</summary>
    public static short Tanh(int x, int power)
    {
        var (multiplier, shift) = TanhScale(power);
        var scaled = (x * multiplier + (shift > 0 ? 1 << (shift - 1) : 0)) >> shift;
        var magnitude = (uint)Math.Abs(scaled);
        var i = (int)(magnitude >> 8);
        var result = 0xFFFF << 8;
        var table = GateTable.Sigmoid;
        if (i < 255) result = (table[i] << 8) + (int)(magnitude & 255) * (table[i + 1] - table[i]);
        return (short)((scaled >= 0 ? result - (1 << 23) + 128 : (1 << 23) - result + 127) >> 8);
    }

    /// <summary>What brings a number to the table's steps for tanh: a multiplication, then a rounded right shift.</summary>
    public static (int Multiplier, int Shift) TanhScale(int power) => power >= -12 ? (3 << (power + 12), 0) : (3, -power - 12);

    /// <summary>x · m for sums of 64 bits: rounded once, with a multiplier of 15 bits, as the reference does on int16.</summary>
    public static int MultiplyLong(long x, QuantizedMultiplier m)
    {
        long reduced = m.Multiplier < 0x7FFF0000 ? (m.Multiplier + (1 << 15)) >> 16 : 0x7FFF;
        var shift = 15 - m.Shift;
        return unchecked((int)((x * reduced + (1L << (shift - 1))) >> shift));
    }
}
