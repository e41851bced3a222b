using Mote.Numerics;

namespace Mote.Execution.Fast;

/// <summary>
/// How the sums of each output channel become stored integers, in the form that vectors compute: for sixteen channels at a time
/// seven rows of sixteen integers. With r = round(a·m / 2^31) the reference gives round(r / 2^e) + zero, ties away from zero; that
/// is (r + 2^(e-1) + zero·2^e - [a &lt; 0]) / 2^e rounded down, as a and r are never of different signs.
/// </summary>
internal sealed unsafe class ChannelScaling
{
    public const int Channels = 16;

    /// <summary>Rows of a table: what a sum begins with, the multiplier for even and odd lanes alike, the shift to the left before it,
    /// what is added to sums that are not negative and to those that are, and the shift to the right.</summary>
    public const int Start = 0, Multiplier = 16, Left = 32, Half = 48, HalfNegative = 64, Right = 80, Integers = 96;

    private const int LargestShift = 22;

    private readonly PinnedArray<int> _table;

    private ChannelScaling(int channels, int tiles, sbyte low, sbyte high)
    {
        _table = new PinnedArray<int>(tiles * Integers);
        (Count, Low, High) = (channels, low, high);
    }

    /// <summary>Output channels.</summary>
    public int Count { get; }

    public sbyte Low { get; }

    public sbyte High { get; }

    /// <summary>Whether a sum is shifted to the left anywhere.</summary>
    public bool ShiftsLeft { get; private set; }

    public int* Tables => _table.Pointer;

    /// <param name="factors">By output channel.</param>
    /// <param name="starts">What sums begin with, by output channel.</param>
    /// <param name="bounds">By output channel, what no sum exceeds in size.</param>
    /// <param name="zero">The zero point of the output.</param>
    /// <param name="clamp">Of the output.</param>
    /// <param name="tiles">Tables to make; those beyond the channels are zero.</param>
    /// <returns>Null where it is not certain that no step leaves 32 bits: there the reference's wrapping is the definition.</returns>
    public static ChannelScaling? Of(
        ReadOnlySpan<QuantizedMultiplier> factors, ReadOnlySpan<int> starts, ReadOnlySpan<long> bounds, int zero, (int Low, int High) clamp,
        int tiles)
    {
        // A clamp may lie outside of what is stored: then the reference wraps.
        if (clamp.Low < sbyte.MinValue || clamp.High > sbyte.MaxValue || clamp.Low > clamp.High) return null;
        var scaling = new ChannelScaling(factors.Length, tiles, (sbyte)clamp.Low, (sbyte)clamp.High);
        for (var c = 0; c < factors.Length; c++)
        {
            var table = scaling._table.Span.Slice(c / Channels * Integers, Integers)[(c % Channels)..];
            table[Start] = starts[c];
            if (!Fill(table, factors[c], bounds[c], zero)) return null;
            scaling.ShiftsLeft |= table[Left] > 0;
        }
        return scaling;
    }

    private static bool Fill(Span<int> table, QuantizedMultiplier factor, long bound, int zero)
    {
        const long roomy = 1L << 30;
        var (left, right) = (Math.Max(factor.Shift, 0), Math.Max(-factor.Shift, 0));
        if (left > 30 || bound << left >= roomy) return false;
        var multiplier = factor.Multiplier;
        if (right > LargestShift)
        {
            // Nothing is left of such sums; a channel without weights has a scale like that.
            if (((bound * multiplier) >> 31) + 1 >= 1L << (right - 1)) return false;
            (multiplier, right) = (0, 0);
        }
        var half = (right > 0 ? 1 << (right - 1) : 0) + (zero << right);
        table[Multiplier] = multiplier;
        table[Left] = left;
        table[Half] = half;
        table[HalfNegative] = right > 0 ? half - 1 : half;
        table[Right] = right;
        return true;
    }
}
