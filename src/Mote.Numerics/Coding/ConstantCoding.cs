namespace Mote.Numerics.Coding;

/// <summary>
/// How the bytes of a constant are stored, without loss. The numbers are those of the file format (docs/format.md).
/// </summary>
public enum ConstantCoding
{
    /// <summary>As they are.</summary>
    Plain = 0,

    /// <summary>Numbers with sign in 1 to 7 bits each.</summary>
    Packed = 1,

    /// <summary>Places in a list of the values that occur, 1 to 7 bits each.</summary>
    Codebook = 2,

    /// <summary>Canonical Huffman codes of at most 15 bits (Huffman, 1952; Schwartz and Kallick, 1964).</summary>
    Huffman = 3,

    /// <summary>Range coding in its asymmetric-numeral form (rANS; Duda, 2013).</summary>
    Range = 4,

    /// <summary>For each value other than zero how many zeros are before it, and itself (Han, Mao and Dally, 2016): two bytes, at most 255
    /// zeros.</summary>
    Sparse = 5,

    /// <summary>Likewise, both in Huffman codes of their own.</summary>
    SparseHuffman = 6,

    /// <summary>Likewise, both range coded with frequencies of their own.</summary>
    SparseRange = 7,
}

/// <summary>What each coding is made of.</summary>
public static class ConstantCodings
{
    /// <summary>All, by their numbers.</summary>
    public static IReadOnlyList<ConstantCoding> All { get; } = Enum.GetValues<ConstantCoding>();

    /// <summary>Whether zeros are left out.</summary>
    public static bool IsSparse(this ConstantCoding coding) =>
        coding is ConstantCoding.Sparse or ConstantCoding.SparseHuffman or ConstantCoding.SparseRange;

    /// <summary>How many alphabets have a table: values, or gaps and values.</summary>
    public static int TableCount(this ConstantCoding coding) => coding switch
    {
        ConstantCoding.Plain or ConstantCoding.Packed or ConstantCoding.Sparse => 0,
        ConstantCoding.Codebook or ConstantCoding.Huffman or ConstantCoding.Range => 1,
        ConstantCoding.SparseHuffman or ConstantCoding.SparseRange => 2,
    };
}
