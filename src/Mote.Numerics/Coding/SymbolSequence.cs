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
    /// <param name="longest">The longest gap; of a longer one, and of zeros at the end, the last is itself a value.</param>
    public static SymbolSequence Sparse(ReadOnlySpan<byte> values, byte longest)
    {
        var symbols = new List<byte>();
        for (var at = 0; at < values.Length;)
        {
            var most = Math.Min(longest, values.Length - at - 1);
            var gap = values.Slice(at, most).IndexOfAnyExcept((byte)0);
            if (gap < 0) gap = most;
            symbols.Add((byte)gap);
            symbols.Add(values[at + gap]);
            at += gap + 1;
        }
        return new SymbolSequence([.. symbols], [.. symbols.Select((_, i) => (byte)(i & 1))], 2);
    }

    /// <summary>What finds errors: of values; or of gaps and values, two at a time.</summary>
    public uint Check()
    {
        var check = FnvCheck.Start;
        for (var i = 0; i < Symbols.Length; i += AlphabetCount)
            check = FnvCheck.Next(check, AlphabetCount == 1 ? Symbols[i] : (uint)(Symbols[i] | (Symbols[i + 1] << 8)));
        return check;
    }

    /// <summary>How often each byte occurs in each alphabet.</summary>
    public long[][] Counts()
    {
        var counts = Enumerable.Range(0, AlphabetCount).Select(_ => new long[256]).ToArray();
        for (var i = 0; i < Symbols.Length; i++) counts[Alphabets[i]][Symbols[i]]++;
        return counts;
    }
}
