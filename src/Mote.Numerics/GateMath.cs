namespace Mote.Numerics;

/// <summary>The functions inside recurrent operators on int16. Twin: runtime/include/mote_gate_math.h.</summary>
public static class GateMath
{
    /// <summary>1 / (1 + e^-x) for x with 12 fractional bits; the result has 15.</summary>
    public static short Sigmoid(int x) => SigmoidTable.Logistic(x * 3);

    /// <summary>tanh of x·2^power; the result has 15 fractional bits. Power in -24..-1.</summary>
    public static short Tanh(int x, int power)
    {
        var (multiplier, shift) = TanhScale(power);
        return SigmoidTable.Tanh((x * multiplier + (shift > 0 ? 1 << (shift - 1) : 0)) >> shift);
    }

    /// <summary>What brings a number to the table's steps for tanh: a multiplication, then a rounded right shift.</summary>
    public static (int Multiplier, int Shift) TanhScale(int power) => power >= -12 ? (3 << (power + 12), 0) : (3, -power - 12);
}
