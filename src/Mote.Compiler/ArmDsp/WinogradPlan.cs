using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Machine;
using Mote.Core.Types;

namespace Mote.Compiler.ArmDsp;

/// <summary>A convolution in Winograd's form: what is transformed when, and what its kernel is told.</summary>
/// <param name="X">Shape of the input, [1, h, w, c].</param>
/// <param name="Y">Shape of the result.</param>
/// <param name="Top">Rows of padding above.</param>
/// <param name="Left">Columns of padding before.</param>
/// <param name="Batch">Rows of tiles that are transformed before they are multiplied.</param>
/// <param name="Transforms">Whether the device transforms the weights: for each batch anew.</param>
/// <param name="RoundsAway">Whether ties below zero matter.</param>
/// <param name="Unrolled">Whether code is as long as pays.</param>
internal sealed record WinogradPlan(Shape X, Shape Y, int Top, int Left, int Batch, bool Transforms, bool RoundsAway, bool Unrolled)
{
    private const int Tile = WinogradInput.Tile, Points = WinogradInput.Points;

    // Addresses within an instruction, and code that grows with the channels.
    private const int MostChannels = 64, MostColumns = 190, MostOffset = 4095, MostOutputs = 1024;

    /// <summary>Bytes of scratch memory for transformed inputs, of flash for transformed weights.</summary>
    /// <param name="goal">What to favour.</param>
    /// <param name="form">How much memory the kernel may have where goals are balanced.</param>
    /// <param name="bytes">Of operand and result.</param>
    private static (int Inputs, int Weights) Budget(OptimizeGoal goal, KernelForm form, int bytes) => goal switch
    {
        OptimizeGoal.Instructions => (18_432, 20_000),
        // Eight times the weights' flash for some per cent of a model's cycles is too dear, and so is RAM beside large tensors.
        OptimizeGoal.Speed => (bytes > 20_000 ? 9_216 : 18_432, 0),
        OptimizeGoal.Balanced => (form == KernelForm.Made ? 18_432 : form == KernelForm.Frugal ? 0 : 9_216, 0),
        OptimizeGoal.Size or OptimizeGoal.Ram => (0, 0),
    };

    /// <summary>Null where the form has no code, or its memory exceeds what the goal grants.</summary>
    public static WinogradPlan? Of(Shape x, Shape y, int top, int left, bool roundsAway, OptimizeGoal goal, KernelForm form)
    {
        var (inputs, weights) = Budget(goal, form, x.Elements + y.Elements);
        if (x[3] % 4 != 0 || y[3] % 4 != 0 || x[3] > MostChannels || y[3] > MostOutputs || x[2] > MostColumns) return null;
        var plan = new WinogradPlan(x, y, top, left, 1, false, roundsAway, goal is OptimizeGoal.Speed or OptimizeGoal.Instructions);
        if (plan.InputBytes > inputs) return null;
        // Weights that do not fit into flash are transformed as seldom as memory allows.
        if (4 * plan.BlockWords * y[3] / 2 <= weights) return plan;
        return plan with { Transforms = true, Batch = Math.Min(plan.TileRows, inputs / plan.InputBytes) };
    }

    private int TileRows => (Y[1] + Tile - 1) / Tile;

    private int TilePairs => (Y[2] + (2 * Tile) - 1) / (2 * Tile);

    private int Pitch => (2 * Tile * TilePairs) + Points - Tile;

    private int BlockWords => WinogradWeights.BlockWords(X[3]);

    private int RowBytes => X[2] * X[3];

    /// <summary>Of one row of tiles.</summary>
    private int InputBytes => 4 * TilePairs * Points * Points * X[3];

    private bool IsWhole => Y[1] % Tile == 0 && Y[2] % (2 * Tile) == 0;

    /// <summary>Rows that are kept before results may overwrite them: none where all are transformed at once.</summary>
    private int SavedRows => Batch < TileRows ? Top : 0;

    public int ScratchBytes =>
        (Batch * InputBytes) + (4 * Points * Pitch) + (Transforms ? 4 * BlockWords : 0) + ((1 + SavedRows) * RowBytes)
        + (IsWhole ? 0 : 8 * Tile * Y[3]);

    /// <summary>Results may overwrite the input: rows that are still needed are saved.</summary>
    public bool InPlace => Y[2] * Y[3] <= RowBytes;

    private WinogradProduct Product => new(X[3], Y[3],
        IsWhole && ((Tile - 1) * ((Y[2] * Y[3]) + Y[3])) <= MostOffset ? Y[2] * Y[3] : null, RoundsAway);

    public (CParameters Parameters, KernelCost Cost) Call(int fill)
    {
        var even = WinogradInput.Columns(X[2], X[3], Pitch, false);
        var odd = WinogradInput.Columns(X[2], X[3], Pitch, true);
        var rows = WinogradInput.Rows(TilePairs, X[3], Pitch, Unrolled ? 3 : 1);
        var weights = WinogradWeights.Routine(X[3]);
        var product = Product.Routine();
        var parameters = CParameters.Of(
            ("in_h", X[1]), ("in_row", RowBytes), ("channels", X[3]), ("outputs", Y[3]), ("out_h", Y[1]), ("out_w", Y[2]),
            ("pad_top", Top), ("pad_left", Left), ("fill", fill), ("pitch", Pitch), ("tile_rows", TileRows), ("tile_pairs", TilePairs),
            ("batch", Batch), ("block_words", BlockWords), ("transforms", Transforms ? 1 : 0),
            ("columns", even), ("odd_columns", odd), ("rows", rows), ("weights", Transforms ? weights : 0), ("product", product));
        var batches = (TileRows + Batch - 1) / Batch;
        var partial = (TileRows * TilePairs) - (Y[1] / Tile * (Y[2] / (2 * Tile)));
        // Calls, loops and borders in C: measured.
        var inC =
            200 + (5 * Points * Pitch) + (TileRows * (150 + (X[3] / 4 * 28)))
            + (Y[3] / 2 * batches * (Transforms ? 50 : 12)) + (Y[3] / 2 * TileRows * ((TilePairs * 14) + 8)) + (Y[3] / 2 * partial * 200);
        var cost = new KernelCost(inC, CoreCycles.OfInstructionInC * inC) + (TileRows * X[3] / 4 * (even.Cost + odd.Cost + (2 * rows.Cost)))
            + (Transforms ? 2 * batches * Y[3] * weights.Cost : default)
            + (TileRows * TilePairs * Y[3] / 2 * product.Cost);
        return (parameters, cost);
    }

    /// <summary>
    /// Of each channel twice the bias, multiplier, right shift, and the rounding's half with the zero point: the two roundings of the
    /// definition as they are. Null where a channel's numbers leave 32 bits, or it is not scaled down.
    /// </summary>
    public static int[]? Rescaling(IReadOnlyList<RescaledChannel> channels, IReadOnlyList<long> folded)
    {
        const int mostShift = 22;
        const long mostSum = 1L << 29;
        var words = new List<int>();
        for (var c = 0; c < channels.Count; c++)
        {
            var channel = channels[c];
            var right = -channel.Factor.Shift;
            if (right is < 1 or > mostShift || !channel.IsMonotone || Math.Abs(folded[c]) >= mostSum
                || channel.From <= -mostSum || channel.To >= mostSum) return null;
            words.AddRange([(int)(2 * folded[c]), channel.Factor.Multiplier, right, (1 << (right - 1)) + (channel.ZeroPoint << right)]);
        }
        return [.. words];
    }
}
