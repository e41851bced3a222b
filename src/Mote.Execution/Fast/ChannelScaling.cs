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
    /// <param name="ranges">By output channel, of the whole sum.</param>
    /// <param name="zero">The zero point of the output.</param>
    /// <param name="clamp">Of the output.</param>
    /// <param name="tiles">Tables to make; those beyond the channels are zero.</param>
    /// <returns>Null where it is not certain that no step leaves 32 bits: there the reference's wrapping is the definition.</returns>
    public static ChannelScaling? Of(
        ReadOnlySpan<QuantizedMultiplier> factors, ReadOnlySpan<int> starts, ReadOnlySpan<SumRange> ranges, int zero,
        (int Low, int High) clamp, int tiles)
    {
        // A clamp may lie outside of what is stored: then the reference wraps.
        if (clamp.Low < sbyte.MinValue || clamp.High > sbyte.MaxValue || clamp.Low > clamp.High) return null;
        var scaling = new ChannelScaling(factors.Length, tiles, (sbyte)clamp.Low, (sbyte)clamp.High);
        for (var c = 0; c < factors.Length; c++)
        {
            var table = scaling._table.Span.Slice(c / Channels * Integers, Integers)[(c % Channels)..];
            table[Start] = starts[c];
            if (!Fill(table, factors[c], ranges[c], zero)) return null;
            scaling.ShiftsLeft |= table[Left] > 0;
        }
        return scaling;
    }

    private static bool Fill(Span<int> table, QuantizedMultiplier factor, SumRange sums, int zero)
    {
        var (left, right) = (Math.Max(factor.Shift, 0), Math.Max(-factor.Shift, 0));
        if (left > 30 || !Fits(sums.Low << left) || !Fits(sums.High << left)) return false;
        var (least, most) = (FixedPoint.Multiply((int)sums.Low, factor), FixedPoint.Multiply((int)sums.High, factor));
        if (least == most)
        {
            // A channel without weights is a constant; its scale may be any.
            table[Half] = table[HalfNegative] = unchecked(least + zero);
            return true;
        }
        var half = (right > 0 ? 1L << (right - 1) : 0) + ((long)zero << right);
        var roundLow = FixedPoint.Multiply((int)sums.Low, factor with { Shift = left });
        var roundHigh = FixedPoint.Multiply((int)sums.High, factor with { Shift = left });
        if (!Fits(half) || !Fits(roundLow + half - 1) || !Fits(roundHigh + half)) return false;
        table[Multiplier] = factor.Multiplier;
        table[Left] = left;
        table[Half] = (int)half;
        table[HalfNegative] = right > 0 ? (int)half - 1 : (int)half;
        table[Right] = right;
        return true;
    }

    /// <summary>The same scaling for sixteen elements, whatever their channel.</summary>
    /// <returns>Null as above.</returns>
    public static ChannelScaling? OfAll(QuantizedMultiplier factor, SumRange range, int zero, (int Low, int High) clamp) => Of(
        [.. Enumerable.Repeat(factor, Channels)], new int[Channels], [.. Enumerable.Repeat(range, Channels)], zero, clamp, tiles: 1);

    private static bool Fits(long value) => value is >= int.MinValue and <= int.MaxValue;
}

/// <summary>Between which values a sum lies, whatever the input.</summary>
internal readonly record struct SumRange(long Low, long High);
