namespace Mote.Numerics.Coding;

/// <summary>What is coded of a constant, symbol by symbol, and from which alphabet each is.</summary>
/// <param name="Symbols">Values; or in turn how many zeros are before the next other value, and that value.</param>
/// <param name="Alphabets">Of each symbol: 0, or 0 for gaps and 1 for values.</param>
/// <param name="AlphabetCount">One or two.</param>
public sealed record SymbolSequence(byte[] Symbols, byte[] Alphabets, int AlphabetCount)
{
    /// <summary>Every value is a symbol.</summary>
    public static SymbolSequence Dense(ReadOnlySpan<byte> values) => new(values.ToArray(), new byte[values.Length], 1);

    /// <param name="values">The constant's bytes.</param>
    /// <param name="escape">The gap symbol that stands for as many zeros without a value behind them.</param>
    public static SymbolSequence Sparse(ReadOnlySpan<byte> values, byte escape)
    {
        var (symbols, alphabets) = (new List<byte>(), new List<byte>());
        for (var at = 0; at < values.Length;)
        {
            var gap = values[at..Math.Min(values.Length, at + escape)].IndexOfAnyExcept((byte)0);
            var isEnd = gap < 0 && values.Length - at < escape;
            Add((byte)(gap >= 0 ? gap : isEnd ? values.Length - at : escape), 0);
            at += symbols[^1];
            if (gap >= 0) Add(values[at++], 1);
        }
        return new SymbolSequence([.. symbols], [.. alphabets], 2);

        void Add(byte symbol, byte alphabet)
        {
            symbols.Add(symbol);
            alphabets.Add(alphabet);
        }
    }

    /// <summary>How often each byte occurs in each alphabet.</summary>
    public long[][] Counts()
    {
        var counts = Enumerable.Range(0, AlphabetCount).Select(_ => new long[256]).ToArray();
        for (var i = 0; i < Symbols.Length; i++) counts[Alphabets[i]][Symbols[i]]++;
        return counts;
    }
}
