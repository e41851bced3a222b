using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Types;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// A convolution in Winograd's form that takes half a row of tiles at a time: least memory beside operand and result, for weights that are
/// transformed twice as often. Column transforms and weights take turns in one place. Where the result does not replace the operand, its
/// end takes the transforms of the second half as long as no results are there.
/// </summary>
/// <param name="X">Shape of the input, [1, h, w, c].</param>
/// <param name="Y">Shape of the result: as high and as wide.</param>
/// <param name="RoundsAway">Whether ties below zero matter.</param>
/// <param name="KeepsInput">Whether the operand is needed afterwards.</param>
internal sealed record WinogradHalves(Shape X, Shape Y, bool RoundsAway, bool KeepsInput)
{
    private const int Tile = WinogradInput.Tile, Points = WinogradInput.Points;

    // Addresses within an instruction, and code that grows with the channels.
    private const int MostChannels = 64, MostColumns = 190, MostOffset = 4095, MostOutputs = 1024;

    /// <summary>Null where it has no code: halves are whole pairs of tiles, borders one pixel on all sides.</summary>
    public static WinogradHalves? Of(Shape x, Shape y, int top, int left, bool roundsAway, bool keepsInput) =>
        x[3] % 4 == 0 && y[3] % 4 == 0 && x[3] <= MostChannels && y[3] <= MostOutputs && x[2] <= MostColumns
        && x[1] == y[1] && x[2] == y[2] && top == 1 && left == 1 && y[2] % (4 * Tile) == 0
            ? new WinogradHalves(x, y, roundsAway, keepsInput) : null;

    private int TileRows => (Y[1] + Tile - 1) / Tile;

    /// <summary>Of a half.</summary>
    private int TilePairs => Y[2] / (4 * Tile);

    private int Columns => (Y[2] / 2) + 1;

    private int Pitch => Columns + 1;

    private int SharedWords => Math.Max(Points * Pitch, WinogradWeights.BlockWords(X[3]));

    private int RowBytes => X[2] * X[3];

    private bool IsWhole => Y[1] % Tile == 0;

    public int ScratchBytes => InputBytes + (4 * SharedWords) + (Columns * X[3]) + RowBytes
        + (Tile * X[3]) + (IsWhole ? 0 : 8 * Tile * Y[3]);

    private int InputBytes => 4 * TilePairs * Points * Points * X[3];

    /// <summary>Rows of tiles behind which the result still has room for half a row of transforms.</summary>
    private int TailRows => Math.Max(0, (Y.Elements - InputBytes) / (Tile * Y[2] * Y[3]));

    /// <summary>Results may overwrite the input where their rows are rows of it.</summary>
    public bool InPlace => X[3] == Y[3];

    public (CParameters Parameters, KernelCost Cost) Call(int fill)
    {
        var even = WinogradInput.Columns(Columns, X[3], Pitch, false);
        var odd = WinogradInput.Columns(Columns, X[3], Pitch, true);
        var rows = WinogradInput.Rows(TilePairs, X[3], Pitch, 1);
        var weights = WinogradWeights.Routine(X[3]);
        var rowBytes = Y[2] * Y[3];
        var product = new WinogradProduct(
            X[3], Y[3], IsWhole && (Tile - 1) * (rowBytes + Y[3]) <= MostOffset ? rowBytes : null, RoundsAway).Routine();
        var parameters = CParameters.Of(
            ("of", CParameters.Of(
                ("in_h", X[1]), ("in_row", RowBytes), ("channels", X[3]), ("outputs", Y[3]), ("out_h", Y[1]), ("out_w", Y[2]),
                ("pad_top", 1), ("pad_left", 1), ("fill", fill), ("pitch", Pitch), ("tile_rows", TileRows), ("tile_pairs", TilePairs),
                ("batch", 1), ("block_words", WinogradWeights.BlockWords(X[3])), ("transforms", 1),
                ("columns", even), ("odd_columns", odd), ("rows", rows), ("weights", weights), ("product", product))),
            ("shared_words", SharedWords), ("tail_rows", TailRows));
        var halves = 2 * TileRows;
        var isInPlace = InPlace && !KeepsInput;
        var rounds = isInPlace ? halves : halves - TailRows;
        var partial = IsWhole ? 0 : 2 * TilePairs;
        // Calls, loops, borders and what is exchanged, in C: measured.
        var inC = 200 + (halves * (150 + (X[3] / 4 * 28))) + (rounds * 30) + (isInPlace ? TileRows * (60 + (Tile * X[3] * 6)) : 0)
            + (Y[3] / 2 * rounds * 58) + (Y[3] / 2 * halves * TilePairs * 16) + (Y[3] / 2 * partial * 200);
        var cost = new KernelCost(inC, CoreCycles.OfInstructionInC * inC)
            + (halves * X[3] / 4 * (even.Cost + odd.Cost + (2 * rows.Cost)))
            + (2 * rounds * Y[3] * weights.Cost)
            + (halves * TilePairs * Y[3] / 2 * product.Cost);
        return (parameters, cost);
    }
}
