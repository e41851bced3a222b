using System.Collections.Immutable;

namespace Mote.Numerics.Coding;

/// <summary>What a decoder must know of an alphabet; several constants may share one.</summary>
/// <param name="Words">Of Huffman codes: how many there are of each length, from 0 on. Of range coding: where each symbol's share of 4096
/// begins, and 4096. Of a codebook: none.</param>
/// <param name="Symbols">The bytes that symbols stand for: by code; from the most frequent to the least; by place.</param>
public sealed record SymbolTable(ImmutableArray<ushort> Words, ImmutableArray<byte> Symbols)
{
    public int Bytes => 2 * Words.Length + Symbols.Length;

    public bool Equals(SymbolTable? other) =>
        other is not null && Words.AsSpan().SequenceEqual(other.Words.AsSpan()) && Symbols.AsSpan().SequenceEqual(other.Symbols.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var word in Words) hash.Add(word);
        hash.AddBytes(Symbols.AsSpan());
        return hash.ToHashCode();
    }
}
