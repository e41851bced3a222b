namespace Mote.Numerics.Coding;

/// <summary>
/// Shares of 4096 for an asymmetric-numeral coder (rANS): a symbol of share f takes log2(4096 / f) bits. The state is 32 bits wide and
/// stays at 2^16 or more; 16 bits are moved at a time.
/// </summary>
public sealed class RangeCode : SymbolCode
{
    public const int ShareBits = 12;

    public const uint LeastState = 1u << 16;

    private const int Shares = 1 << ShareBits;

    private readonly int[] _shares = new int[256];
    private readonly uint[] _starts = new uint[256];

    private RangeCode(int[] shares)
    {
        _shares = shares;
        // The most frequent first: decoders look from the front.
        var used = Enumerable.Range(0, 256).Where(s => shares[s] > 0).OrderByDescending(s => shares[s]).ThenBy(s => s).ToArray();
        var words = new List<ushort>();
        var start = 0;
        foreach (var s in used)
        {
            words.Add((ushort)start);
            _starts[s] = (uint)start;
            start += shares[s];
        }
        words.Add((ushort)start);
        Table = new SymbolTable([.. words], [.. used.Select(s => (byte)s)]);
    }

    public override SymbolTable Table { get; }

    /// <param name="counts">How often each of the 256 bytes occurs.</param>
    public static RangeCode Of(ReadOnlySpan<long> counts) => new(SharesOf(counts));

    /// <summary>How many bits symbols of these counts take, about; the code must have them all.</summary>
    public override long Bits(ReadOnlySpan<long> counts)
    {
        var bits = 0L;
        for (var s = 0; s < counts.Length; s++)
            if (counts[s] > 0)
                bits += counts[s] * ((ShareBits << BinaryLogarithm.FractionBits) - BinaryLogarithm.Of((ulong)_shares[s]));
        return bits >> BinaryLogarithm.FractionBits;
    }

    /// <summary>Takes in a symbol that the decoder will give back before those that were taken in earlier.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="state">Begins as <see cref="LeastState"/>.</param>
    /// <param name="words">What the decoder reads, its last word first.</param>
    /// <exception cref="ArgumentException">The symbol has no share.</exception>
    public void Push(byte symbol, ref uint state, List<ushort> words)
    {
        var share = (uint)_shares[symbol];
        if (share == 0) throw new ArgumentException($"{symbol} has no share", nameof(symbol));
        if ((ulong)state >= (ulong)share << (32 - ShareBits))
        {
            words.Add((ushort)state);
            state >>= 16;
        }
        state = ((state / share) << ShareBits) + (state % share) + _starts[symbol];
    }

    /// <summary>
    /// The shares that cost the fewest bits, at least one each. Whose share changes by one costs c log2(f / (f - 1)) bits, in proportion to
    /// about c / (f - 1/2): compared as fractions, so that no rounding of a logarithm decides.
    /// </summary>
    private static int[] SharesOf(ReadOnlySpan<long> counts)
    {
        var shares = new int[256];
        Int128 total = 0;
        foreach (var count in counts) total += count;
        if (total == 0) return shares;
        var sum = 0;
        for (var s = 0; s < counts.Length; s++)
        {
            if (counts[s] == 0) continue;
            shares[s] = Math.Max(1, (int)(((Int128)counts[s] * Shares + total / 2) / total));
            sum += shares[s];
        }
        for (; sum != Shares; sum += Math.Sign(Shares - sum))
        {
            var (best, isMore) = (-1, sum < Shares);
            for (var s = 0; s < counts.Length; s++)
                if (counts[s] > 0 && (isMore || shares[s] > 1) && (best < 0 || IsBetter(counts, shares, s, best, isMore))) best = s;
            shares[best] += isMore ? 1 : -1;
        }
        return shares;
    }

    private static bool IsBetter(ReadOnlySpan<long> counts, int[] shares, int a, int b, bool isMore)
    {
        var change = isMore ? 1 : -1;
        var (ofA, ofB) = ((Int128)counts[a] * (2 * shares[b] + change), (Int128)counts[b] * (2 * shares[a] + change));
        return isMore ? ofA > ofB : ofA < ofB;
    }
}
