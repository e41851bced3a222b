using System.Collections.Immutable;

namespace Mote.Numerics.Coding;

/// <summary>A constant as it is stored. What each coding's stream looks like is in docs/format.md.</summary>
/// <param name="Coding">How.</param>
/// <param name="Count">How many bytes it decodes to.</param>
/// <param name="Parameter">Bits of a place or number; how many gaps and values there are; otherwise 0.</param>
/// <param name="Tables">Of its alphabets; other constants may have the same.</param>
/// <param name="Stream">The rest.</param>
/// <param name="Check"><see cref="FnvCheck"/> of the decoded bytes; of sparse codings, of gaps + 256 times their values.</param>
public sealed partial record CodedConstant(
    ConstantCoding Coding, int Count, int Parameter, ImmutableArray<SymbolTable> Tables, ImmutableArray<byte> Stream, uint Check)
{
    // Beyond these, a gap is hardly ever worth a symbol of its own.
    private static readonly byte[] LongestGaps = [15, 31, 63, 127, 255];

    /// <summary>Stream and tables.</summary>
    public int Bytes => Stream.Length + Tables.Sum(t => t.Bytes);

    /// <summary>The smallest there is, tables included; of equal ones the first kind.</summary>
    public static CodedConstant Best(ReadOnlySpan<byte> values)
    {
        CodedConstant? best = null;
        foreach (var coding in ConstantCodings.All)
            if (Of(coding, values) is { } coded && (best is null || coded.Bytes < best.Bytes)) best = coded;
        return best!;
    }

    /// <summary>With tables of its own.</summary>
    /// <returns>Null where the coding cannot hold these values.</returns>
    public static CodedConstant? Of(ConstantCoding coding, ReadOnlySpan<byte> values)
    {
        switch (coding)
        {
            case ConstantCoding.Plain:
                return new CodedConstant(coding, values.Length, 0, [], [.. values], FnvCheck.Of(values));
            case ConstantCoding.Packed:
                return Packed(values);
            case ConstantCoding.Codebook:
                return InPlaces(values);
            case ConstantCoding.Sparse:
                return Of(coding, values, byte.MaxValue, []);
            case ConstantCoding.Huffman:
            case ConstantCoding.Range:
                return Of(coding, values, 0, Codes(coding, SymbolSequence.Dense(values)));
            default:
                CodedConstant? best = null;
                foreach (var longest in LongestGaps)
                {
                    var coded = Of(coding, values, longest, Codes(coding, SymbolSequence.Sparse(values, longest)));
                    if (best is null || coded.Bytes < best.Bytes) best = coded;
                }
                return best;
        }
    }

    /// <summary>With codes that others may share; they must have all symbols that occur.</summary>
    /// <param name="coding">Huffman, Range or one of the sparse ones.</param>
    /// <param name="values">The constant's bytes.</param>
    /// <param name="longest">Of sparse codings: see <see cref="SymbolSequence.Sparse"/>.</param>
    /// <param name="codes">One an alphabet; none of <see cref="ConstantCoding.Sparse"/>.</param>
    public static CodedConstant Of(ConstantCoding coding, ReadOnlySpan<byte> values, byte longest, IReadOnlyList<SymbolCode> codes)
    {
        var sequence = coding.IsSparse() ? SymbolSequence.Sparse(values, longest) : SymbolSequence.Dense(values);
        var stream = coding == ConstantCoding.Sparse ? sequence.Symbols
            : coding is ConstantCoding.Range or ConstantCoding.SparseRange ? InRanges(sequence, codes) : InBits(sequence, codes);
        return new CodedConstant(
            coding, values.Length, coding.IsSparse() ? sequence.Symbols.Length / 2 : 0, [.. codes.Select(c => c.Table)], [.. stream],
            sequence.Check());
    }

    private static SymbolCode[] Codes(ConstantCoding coding, SymbolSequence sequence) =>
        [.. sequence.Counts().Select(c => SymbolCode.Of(coding, c))];

    private static byte[] InBits(SymbolSequence sequence, IReadOnlyList<SymbolCode> codes)
    {
        var bits = new BitWriter();
        for (var i = 0; i < sequence.Symbols.Length; i++) ((HuffmanCode)codes[sequence.Alphabets[i]]).Write(sequence.Symbols[i], bits);
        return bits.ToArray();
    }

    /// <summary>The last symbol first, so that the decoder finds the first one first.</summary>
    private static byte[] InRanges(SymbolSequence sequence, IReadOnlyList<SymbolCode> codes)
    {
        var (state, words) = (RangeCode.LeastState, new List<ushort>());
        for (var i = sequence.Symbols.Length - 1; i >= 0; i--)
            ((RangeCode)codes[sequence.Alphabets[i]]).Push(sequence.Symbols[i], ref state, words);
        words.Add((ushort)state);
        words.Add((ushort)(state >> 16));
        words.Reverse();
        return [.. words.SelectMany(w => new[] { (byte)w, (byte)(w >> 8) })];
    }

    private static CodedConstant? Packed(ReadOnlySpan<byte> values)
    {
        var bits = 1;
        foreach (var value in values)
            while (bits < 8 && (sbyte)value != (sbyte)value << (32 - bits) >> (32 - bits)) bits++;
        return bits < 8 ? InFields(ConstantCoding.Packed, values, bits, [], v => v) : null;
    }

    private static CodedConstant? InPlaces(ReadOnlySpan<byte> values)
    {
        byte[] book = [.. values.ToArray().Distinct().Order()];
        var bits = 1;
        while (1 << bits < book.Length) bits++;
        var places = new byte[256];
        for (var i = 0; i < book.Length; i++) places[book[i]] = (byte)i;
        return book.Length > 0 && bits < 8
            ? InFields(ConstantCoding.Codebook, values, bits, [new SymbolTable([], [.. book])], v => places[v]) : null;
    }

    private static CodedConstant InFields(
        ConstantCoding coding, ReadOnlySpan<byte> values, int bits, ImmutableArray<SymbolTable> tables, Func<byte, uint> field)
    {
        var writer = new BitWriter();
        foreach (var value in values) writer.Write(field(value), bits);
        return new CodedConstant(coding, values.Length, bits, tables, [.. writer.ToArray()], FnvCheck.Of(values));
    }
}
