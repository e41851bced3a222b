namespace Mote.Numerics.Coding;

/// <summary>
/// A canonical Huffman code: of all prefix codes with at most 15 bits one of the shortest (package-merge; Larmore and Hirschberg, 1990).
/// Codes of a length are consecutive, in the order of the symbols; shorter ones come first. A single symbol takes no bits at all.
/// </summary>
public sealed class HuffmanCode : SymbolCode
{
    public const int MostBits = 15;

    private readonly uint[] _codes = new uint[256];

    private HuffmanCode(int[] lengths, SymbolTable table)
    {
        Lengths = lengths;
        Table = table;
        var (code, index) = (0u, 0);
        for (var length = 0; length < table.Words.Length; length++, code <<= 1)
            for (var i = 0; i < table.Words[length]; i++) _codes[table.Symbols[index++]] = code++;
    }

    /// <summary>Bits of each byte's code; -1 for one that has none.</summary>
    public IReadOnlyList<int> Lengths { get; }

    public override SymbolTable Table { get; }

    /// <param name="counts">How often each of the 256 bytes occurs.</param>
    public static HuffmanCode Of(ReadOnlySpan<long> counts)
    {
        var lengths = LimitedLengths(counts);
        var used = Enumerable.Range(0, 256).Where(s => lengths[s] >= 0).OrderBy(s => lengths[s]).ThenBy(s => s).ToArray();
        var ofLength = new ushort[used.Length == 0 ? 0 : lengths[used[^1]] + 1];
        foreach (var s in used) ofLength[lengths[s]]++;
        return new HuffmanCode(lengths, new SymbolTable([.. ofLength], [.. used.Select(s => (byte)s)]));
    }

    /// <summary>How many bits symbols of these counts take; the code must have them all.</summary>
    public override long Bits(ReadOnlySpan<long> counts)
    {
        var bits = 0L;
        for (var s = 0; s < counts.Length; s++) bits += counts[s] * Math.Max(0, Lengths[s]);
        return bits;
    }

    /// <exception cref="ArgumentException">The symbol has no code.</exception>
    public void Write(byte symbol, BitWriter bits)
    {
        if (Lengths[symbol] < 0) throw new ArgumentException($"{symbol} has no code", nameof(symbol));
        bits.Write(_codes[symbol], Lengths[symbol]);
    }

    /// <summary>
    /// Coins of each width 2^-15 ... 2^-1, one a symbol, are merged in pairs into coins of the next width; a symbol's length is the number
    /// of chosen coins that it is in.
    /// </summary>
    private static int[] LimitedLengths(ReadOnlySpan<long> counts)
    {
        var lengths = Enumerable.Repeat(-1, 256).ToArray();
        var leaves = new List<Coin>();
        for (var s = 0; s < counts.Length; s++)
            if (counts[s] > 0) leaves.Add(new Coin(counts[s], (byte)s, null, null));
        foreach (var leaf in leaves) lengths[leaf.Symbol] = 0;
        if (leaves.Count < 2) return lengths;
        leaves = [.. leaves.OrderBy(c => c.Weight).ThenBy(c => c.Symbol)];
        var coins = leaves;
        for (var bit = 1; bit < MostBits; bit++)
        {
            var packages = new List<Coin>();
            for (var i = 0; i + 1 < coins.Count; i += 2)
                packages.Add(new Coin(coins[i].Weight + coins[i + 1].Weight, 0, coins[i], coins[i + 1]));
            // A stable order: leaves before packages of the same weight.
            coins = [.. leaves.Concat(packages).OrderBy(c => c.Weight)];
        }
        foreach (var coin in coins.Take(2 * (leaves.Count - 1))) coin.Count(lengths);
        return lengths;
    }

    private sealed record Coin(long Weight, byte Symbol, Coin? First, Coin? Second)
    {
        public void Count(int[] lengths)
        {
            if (First is null) lengths[Symbol]++;
            First?.Count(lengths);
            Second?.Count(lengths);
        }
    }
}
