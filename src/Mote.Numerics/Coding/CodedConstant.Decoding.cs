namespace Mote.Numerics.Coding;

/// <summary>The way back. The C twins are in runtime/include/mote_decode_*.h.</summary>
public sealed partial record CodedConstant
{
    /// <summary>The constant's bytes; null if stream or tables are corrupt, as far as that can be seen. Never reads or writes beyond them,
    /// and never takes longer than its length says.</summary>
    public byte[]? Decode()
    {
        if (Count < 0 || Tables.Length != Coding.TableCount()) return null;
        return Coding switch
        {
            ConstantCoding.Plain => Stream.Length == Count && FnvCheck.Of(Stream.AsSpan()) == Check ? [.. Stream] : null,
            ConstantCoding.Packed or ConstantCoding.Codebook => Fields(),
            ConstantCoding.Huffman => Dense(new HuffmanSymbols(Stream.AsSpan(), Tables)),
            ConstantCoding.Range => Dense(new RangeSymbols(Stream.AsSpan(), Tables)),
            ConstantCoding.Sparse => Gaps(new PlainSymbols(Stream.AsSpan())),
            ConstantCoding.SparseHuffman => Gaps(new HuffmanSymbols(Stream.AsSpan(), Tables)),
            ConstantCoding.SparseRange => Gaps(new RangeSymbols(Stream.AsSpan(), Tables)),
        };
    }

    private byte[]? Fields()
    {
        if (Parameter is < 1 or > 7 || Stream.Length != ((long)Count * Parameter + 7) / 8) return null;
        var bits = new BitReader(Stream.AsSpan());
        var (values, check) = (new byte[Count], FnvCheck.Start);
        for (var i = 0; i < values.Length; i++)
        {
            var field = bits.Window >> (16 - Parameter);
            bits.Skip(Parameter);
            if (Coding == ConstantCoding.Packed) values[i] = (byte)(field << (32 - Parameter) >> (32 - Parameter));
            else if (field < Tables[0].Symbols.Length) values[i] = Tables[0].Symbols[field];
            else return null;
            check = FnvCheck.Next(check, values[i]);
        }
        return check == Check ? values : null;
    }

    private byte[]? Dense<T>(T symbols)
        where T : ISymbolSource, allows ref struct
    {
        if (!symbols.IsSound) return null;
        var (values, check) = (new byte[Count], FnvCheck.Start);
        for (var i = 0; i < values.Length; i++)
        {
            if (symbols.Next(0) is not (>= 0 and var symbol)) return null;
            values[i] = (byte)symbol;
            check = FnvCheck.Next(check, values[i]);
        }
        return check == Check && symbols.IsAtEnd ? values : null;
    }

    private byte[]? Gaps<T>(T symbols)
        where T : ISymbolSource, allows ref struct
    {
        if (!symbols.IsSound || Parameter < 0) return null;
        var (values, check, at) = (new byte[Count], FnvCheck.Start, 0);
        for (var i = 0; i < Parameter; i++)
        {
            if (symbols.Next(0) is not (>= 0 and var gap) || symbols.Next(1) is not (>= 0 and var value) || gap >= Count - at) return null;
            check = FnvCheck.Next(check, (uint)(gap | (value << 8)));
            at += gap;
            values[at++] = (byte)value;
        }
        return check == Check && at == Count && symbols.IsAtEnd ? values : null;
    }
}
