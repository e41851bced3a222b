using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler.ArmDsp;

/// <summary>What a layer multiplies, whatever its columns are.</summary>
/// <param name="Window">The bytes of one.</param>
/// <param name="ColumnStride">Bytes of input from one column to the next.</param>
/// <param name="RowStride">Bytes of input from one row of a window to the next.</param>
/// <param name="IsAligned">Whether input and strides are multiples of 4.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="OutputStride">Bytes of output from one column to the next.</param>
/// <param name="ChannelStride">Bytes of output from one channel to the next.</param>
/// <param name="Fit">The rescaling.</param>
/// <param name="Low">Least output.</param>
/// <param name="High">Largest output.</param>
internal sealed record MatrixLayer(
    WindowWords Window, int ColumnStride, int RowStride, bool IsAligned, int Channels, int OutputStride, int ChannelStride,
    ThresholdFit Fit, int Low, int High)
{
    /// <summary>Bytes of input from one channel to the next where it lies in planes; null where it lies in rows.</summary>
    public int? PlaneStride { get; init; }

    /// <summary>Whether the layer makes do with routines that others use, too.</summary>
    public bool Shares { get; init; }

    /// <summary>Whether its one column is multiplied as it is: no memory for an expanded one.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Whether its expansion is told where the channels lie.</summary>
    public bool SharesExpansion => Shares && PlaneStride is not null && Window.RowBytes >= SharedPlaneExpansion.LeastChannels;

    /// <summary>Whether a channel's results lie side by side.</summary>
    public bool WritesPlanes(int columns) => columns > 1 && OutputStride == 1;

    /// <summary>What the stream of a layer begins with, and its rest of less than a group.</summary>
    public (uint[] Groups, uint[] Last) Headers(int group, int columns)
    {
        if (!Shares) return ([], []);
        var distance = WritesPlanes(columns) ? ChannelStride : OutputStride;
        var rest = Channels % group;
        return (ArmDsp.SharedBlock.Header(group, Window.Count, distance),
            rest == 0 ? [] : ArmDsp.SharedBlock.Header(rest, Window.Count, distance));
    }

    /// <summary>A routine for many layers; see <see cref="Shares"/>.</summary>
    public SharedBlock SharedBlock(int columns, int channels, bool writesPlanes) =>
        new(columns, channels, writesPlanes, Fit.Shift, Fit.SignBits, Low, High) { IsAbsorbed = Fit.IsAbsorbed, IsRaw = IsRaw };

    /// <summary>The routine that expands so many columns; null where there is none.</summary>
    public MachineRoutine? Expansion(int columns)
    {
        if (PlaneStride is not { } stride)
            return new ColumnExpansion(columns, ColumnStride, Window, RowStride, IsAligned, Shares ? 2 : 12)
            {
                // A loop of four words is twice as long.
                Round = Shares ? 1 : 4,
            }.Routine();
        if (SharesExpansion) return new SharedPlaneExpansion(columns).Routine(Window.RowBytes);
        var planes = new PlaneExpansion(columns, stride, Window.RowBytes);
        return planes.IsPossible ? planes.Routine() : null;
    }
}

/// <summary>
/// How a run of columns is cut into blocks: some wide ones, then some narrower ones, so that none is left. Both read one stream, so
/// both take as many channels at once.
/// </summary>
/// <param name="Wide">The first blocks.</param>
/// <param name="Narrow">Those behind; as the wide ones, but none, where there are no others.</param>
/// <param name="Group">Channels at once.</param>
/// <param name="Channels">The layer's.</param>
/// <param name="ChannelStride">Bytes of output from one channel to the next.</param>
/// <param name="StreamWords">Words of a channel in the stream.</param>
internal sealed record BlockPlan(ColumnBlocks Wide, ColumnBlocks Narrow, int Group, int Channels, int ChannelStride, int StreamWords)
{
    /// <summary>What a stream begins with, and again its rest of less than a group; empty where routines know it.</summary>
    public (uint[] Groups, uint[] Last) Headers { get; init; } = ([], []);

    // Around the calls for one block, and around all: measured.
    private static readonly KernelCost PerBlock = new(12, 22), PerRun = new(20, 40);

    private const int MostColumns = 5;

    /// <summary>The cheapest plan under the goal, or null where the strides are beyond all routines.</summary>
    public static BlockPlan? Of(MatrixLayer layer, int columns, CompileOptions options)
    {
        BlockPlan? best = null;
        var least = double.PositiveInfinity;
        foreach (var group in layer.IsRaw ? (ReadOnlySpan<int>)[5, 4, 3, 2, 1] : columns == 1 ? [4, 3, 2, 1] : [1, 2])
        {
            if (group > layer.Channels || (layer.Shares && group > 1 && layer.WritesPlanes(columns))) continue;
            var routines = new ColumnBlocks?[MostColumns + 1];
            for (var a = 1; a <= Math.Min(MostColumns, columns); a++)
                routines[a] = layer.Shares ? ColumnBlocks.Shared(layer, a, group, layer.WritesPlanes(columns))
                    : ColumnBlocks.Of(layer, a, group, options);
            foreach (var (wide, narrow) in Cuts(columns))
            {
                if (layer.Shares && !IsCommon(layer, columns, wide.Columns, narrow.Columns)) continue;
                if (routines[wide.Columns] is not { } first || routines[narrow.Columns] is not { } second) continue;
                var plan = new BlockPlan(first with { Count = wide.Count }, second with { Count = narrow.Count },
                    group, layer.Channels, layer.ChannelStride, layer.Window.Count + 1 + layer.Fit.Words)
                {
                    Headers = layer.Headers(group, columns),
                };
                var weight = layer.Shares ? SharedWeight(plan, layer, columns) : Weight(plan, options);
                if (weight < least) (best, least) = (plan, weight);
            }
        }
        return best;
    }

    /// <summary>All ways to cut a run into blocks of at most two widths.</summary>
    private static IEnumerable<((int Columns, int Count) Wide, (int Columns, int Count) Narrow)> Cuts(int columns)
    {
        for (var a = Math.Min(MostColumns, columns); a > 0; a--)
            for (var count = columns / a; count > 0; count--)
            {
                var left = columns - count * a;
                if (left == 0) yield return ((a, count), (a, 0));
                for (var b = 1; b < a && left > 0; b++)
                    if (left % b == 0) yield return ((a, count), (b, left / b));
            }
    }

    /// <summary>
    /// Layers share routines of five and of four columns, of which any larger number is made up; the few with scales that need other
    /// code make do with one width.
    /// </summary>
    private static bool IsCommon(MatrixLayer layer, int columns, int wide, int narrow) =>
        layer.Fit.Shift is null && columns % 3 == 0 && columns > 1 ? wide == 3 && narrow == 3
        : !layer.WritesPlanes(columns) || columns < 12 || (wide >= 4 && narrow >= 4);

    /// <summary>A second width is more routines; where others have both anyhow it is none.</summary>
    private static double SharedWeight(BlockPlan plan, MatrixLayer layer, int columns) =>
        plan.Cost.Instructions * (plan.Narrow.Count == 0 || (layer.WritesPlanes(columns) && columns >= 12) ? 1 : 1.15);

    private static double Weight(BlockPlan plan, CompileOptions options) => options.Goal switch
    {
        OptimizeGoal.Speed or OptimizeGoal.Instructions => options.Time(plan.Cost),
        // A second pair of routines takes flash; a few percent are not worth it.
        OptimizeGoal.Balanced or OptimizeGoal.Ram => plan.Cost.Instructions * (plan.Narrow.Count > 0 ? 1.03 : 1),
        OptimizeGoal.Size => plan.Cost.Instructions * (plan.Narrow.Count > 0 ? 2 : 1),
    };

    /// <summary>What a run of columns takes.</summary>
    public KernelCost Cost => PerRun + Of(Wide) + Of(Narrow);

    private KernelCost Of(ColumnBlocks blocks)
    {
        if (blocks.Count == 0) return default;
        var cost = PerBlock + blocks.Expand.Cost + blocks.Multiply.Cost + (Channels / Group - 1) * blocks.Multiply.Round;
        return blocks.Count * (Channels % Group == 0 ? cost : cost + blocks.Rest.Cost + new KernelCost(6, 10));
    }

    public int ScratchBytes => Math.Max(Wide.ScratchBytes, Narrow.ScratchBytes);

    /// <summary>As the kernels' C has it.</summary>
    public (string Name, CValue Value)[] Members =>
    [
        ("wide", Wide.Members),
        ("narrow", Narrow.Members),
        ("channels", CParameters.Of(
            ("bytes", Channels / Group * Group * ChannelStride),
            ("words", Headers.Groups.Length + (Channels / Group * Group * StreamWords)),
            ("rest_bytes", Channels % Group * ChannelStride))),
    ];
}

/// <summary>Blocks of one width, and their routines.</summary>
internal sealed record ColumnBlocks(int Columns, int ScratchBytes, MachineRoutine Expand, MachineRoutine Multiply, MachineRoutine Rest)
{
    public int Count { get; init; }

    /// <summary>Of so many columns and channels at once; null where there is no such routine.</summary>
    public static ColumnBlocks? Of(MatrixLayer layer, int columns, int group, CompileOptions options)
    {
        var multiply = Block(group);
        var rest = layer.Channels % group == 0 ? multiply : Block(layer.Channels % group);
        if (!multiply.IsPossible || !rest.IsPossible || layer.Expansion(columns) is not { } expand) return null;
        return new ColumnBlocks(
            columns, 8 * columns * layer.Window.Count, expand, multiply.Routine(options), rest.Routine(options));

        PairedBlock Block(int channels) => new(columns, channels, layer.Window.Count, Unrolled(layer.Window.Count, options.Goal),
            layer.OutputStride, layer.ChannelStride, layer.Fit.Shift, layer.Fit.SignBits, layer.Low, layer.High);
    }

    /// <summary>As <see cref="Of"/>, by routines that others use, too.</summary>
    public static ColumnBlocks? Shared(MatrixLayer layer, int columns, int group, bool writesPlanes)
    {
        var words = layer.Window.Count;
        var multiply = layer.SharedBlock(columns, group, writesPlanes);
        var rest = layer.Channels % group == 0 ? multiply : layer.SharedBlock(columns, layer.Channels % group, writesPlanes);
        if (!multiply.IsPossible(words) || !rest.IsPossible(words) || layer.Expansion(columns) is not { } expand) return null;
        return new ColumnBlocks(columns, layer.IsRaw ? 0 : 8 * columns * words, expand, multiply.Routine(words), rest.Routine(words))
        {
            Planes = layer.SharesExpansion ? (layer.PlaneStride!.Value, layer.Window.RowBytes) : null,
        };
    }

    /// <summary>Words of an inner loop's round: all, or a divisor near what the goal allows.</summary>
    private static int Unrolled(int words, OptimizeGoal goal)
    {
        var (whole, most) = goal switch
        {
            OptimizeGoal.Instructions => (32, 16),
            OptimizeGoal.Speed => (16, 12),
            OptimizeGoal.Balanced or OptimizeGoal.Ram => (16, 8),
            OptimizeGoal.Size => (4, 4),
        };
        if (words <= whole) return words;
        for (var divisor = most; divisor > most / 2; divisor--)
            if (words % divisor == 0) return divisor;
        return most;
    }

    /// <summary>What an expansion for many layers is told: bytes from one channel to the next, and how many there are.</summary>
    public (int Stride, int Channels)? Planes { get; init; }

    public CParameters Members => Planes is { } planes
        ? CParameters.Of(("count", Count), ("columns", Columns), ("expand_planes", Expand), ("plane_stride", planes.Stride),
            ("planes", planes.Channels), ("multiply", Multiply), ("rest", Rest))
        : CParameters.Of(("count", Count), ("columns", Columns), ("expand", Expand), ("multiply", Multiply), ("rest", Rest));
}
