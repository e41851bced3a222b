using System.Collections.Immutable;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// In which words the bytes under a window are multiplied: those of a row, one behind another, by fours; what is left over at the rows'
/// ends is gathered from several rows, so that 3 rows of 9 bytes are 7 words instead of 9. Weights are permuted alike, and are zero
/// where a word holds what another has already, or nothing.
/// </summary>
/// <param name="Rows">Of the window; 1 for a pixel or a vector.</param>
/// <param name="RowBytes">One row's, contiguous: kernel width times input channels.</param>
internal sealed record WindowWords(int Rows, int RowBytes)
{
    private const int WordBytes = 4;

    /// <summary>Whole words of a row, at its beginning.</summary>
    public int RegularPerRow => RowBytes / WordBytes;

    /// <summary>The words behind all regular ones.</summary>
    public ImmutableArray<ImmutableArray<WindowPiece>> Extra { get; } = [.. Gathered(Rows, RowBytes)];

    public int Count => Rows * RegularPerRow + Extra.Length;

    /// <summary>For each byte of all words, which weight it meets: row times <see cref="RowBytes"/> plus place, or -1.</summary>
    public int[] Weights()
    {
        var weights = new int[WordBytes * Count];
        Array.Fill(weights, -1);
        var at = 0;
        for (var row = 0; row < Rows; row++)
            for (var i = 0; i < WordBytes * RegularPerRow; i++) weights[at++] = row * RowBytes + i;
        foreach (var word in Extra)
        {
            foreach (var piece in word)
                for (var i = 0; i < piece.Bytes; i++)
                    if (piece.Offset + i >= WordBytes * RegularPerRow)
                        weights[at + piece.Place + i] = piece.Row * RowBytes + piece.Offset + i;
            at += WordBytes;
        }
        return weights;
    }

    private static IEnumerable<ImmutableArray<WindowPiece>> Gathered(int rows, int rowBytes)
    {
        var left = rowBytes % WordBytes;
        if (left == 0) yield break;
        var together = WordBytes / left;
        for (var row = 0; row < rows; row += together)
        {
            var some = Math.Min(together, rows - row);
            if (some == 1 && rowBytes >= WordBytes) yield return [new WindowPiece(row, rowBytes - WordBytes, 0, WordBytes)];
            else if (some == 1) yield return Short(row, left);
            else yield return [.. Enumerable.Range(0, some).Select(i => new WindowPiece(row + i, rowBytes - left, i * left, left))];
        }
    }

    /// <summary>A row of less than a word, read byte for byte: nothing may lie behind it.</summary>
    private static ImmutableArray<WindowPiece> Short(int row, int bytes) =>
        bytes == 3 ? [new WindowPiece(row, 0, 0, 2), new WindowPiece(row, 2, 2, 1)] : [new WindowPiece(row, 0, 0, bytes)];
}

/// <summary>Bytes of one row in a word: one, two or all four.</summary>
/// <param name="Row">Of the window.</param>
/// <param name="Offset">In the row.</param>
/// <param name="Place">In the word.</param>
/// <param name="Bytes">How many.</param>
internal sealed record WindowPiece(int Row, int Offset, int Place, int Bytes);
