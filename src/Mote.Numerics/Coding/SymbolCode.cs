namespace Mote.Numerics.Coding;

/// <summary>How the symbols of one alphabet become bits.</summary>
public abstract class SymbolCode
{
    private protected SymbolCode()
    {
    }

    /// <summary>What a decoder needs.</summary>
    public abstract SymbolTable Table { get; }

    /// <summary>How many bits symbols of these counts take, about; the code must have them all.</summary>
    public abstract long Bits(ReadOnlySpan<long> counts);

    /// <summary>The best code of its kind for symbols of these counts. An alphabet that is never used has a zero, so that every table
    /// describes a code.</summary>
    public static SymbolCode Of(ConstantCoding coding, ReadOnlySpan<long> counts)
    {
        var used = counts.ToArray();
        if (!used.Any(c => c > 0)) used[0] = 1;
        return coding is ConstantCoding.Range or ConstantCoding.SparseRange ? RangeCode.Of(used) : HuffmanCode.Of(used);
    }
}
