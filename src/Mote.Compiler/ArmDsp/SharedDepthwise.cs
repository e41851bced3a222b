using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// What depthwise routines for several shapes have in common: one distance between the rows of padded planes, so that it may stand in the
/// instructions. How many rows and columns there are is read from a header before the layer's parameters.
/// </summary>
/// <param name="Pitch">Bytes of a row of a padded plane.</param>
/// <param name="Width">Pixels of the widest row that is copied.</param>
internal sealed record SharedDepthwise(int Pitch, int Width)
{
    /// <summary>Halves and words of the header, by their offsets in bytes.</summary>
    public const int FillAt = 0, LastWordAt = 2, SkipAt = 4, RowXAt = 6, RowPaddedAt = 8, RowsAt = 10, PlaneXAt = 12, PlaneYAt = 16,
        PassesAt = 20, OutPitchAt = 24, StripsAt = 26, ChannelsAt = 28;

    public const int HeaderWords = 8;

    /// <summary>Bytes that are set at once.</summary>
    public const int FilledAtOnce = 32;

    private const int LeastWidth = 4, MostPitch = 255;

    // Bytes of the two instructions that copy a word.
    private const int CopyBytes = 8;

    /// <summary>Of all depthwise convolutions of a graph; null where rows are too long for one distance.</summary>
    public static SharedDepthwise? Of(Graph graph)
    {
        var (pitch, width) = (0, LeastWidth);
        foreach (var node in graph.Nodes)
        {
            if (node.Op is not DepthwiseConv2D op) continue;
            var (x, y) = (graph.Type(node.Inputs[0]).Shape, graph.Type(node.Output).Shape);
            var columns = Math.Max(op.Padding.Left + x[2], ((y[2] - 1) * op.Steps.StrideX) + DepthwiseShape.Kernel);
            pitch = Math.Max(pitch, (columns + 3) & ~3);
            width = Math.Max(width, x[2]);
        }
        return pitch <= MostPitch ? new SharedDepthwise(pitch, width) : null;
    }

    /// <summary>Whether a routine for several shapes serves this one: planes, even numbers of results, no sums that round below
    /// zero.</summary>
    public static bool Serves(DepthwiseShape shape, DepthwiseRescaling rescaling) =>
        rescaling.SignBits is null && shape is { PixelX: 1, PixelY: 1, Width: >= LeastWidth } && shape.StrideX == shape.StrideY
        && shape.OutWidth % 2 == 0 && shape.OutHeight % 2 == 0 && shape.OutHeight >= 4 && shape.OutWidth < 1 << 15 && shape.RowX < 1 << 15;

    /// <summary>Words of a row but the last, which may overlap the one before.</summary>
    private static int Words(int width) => ((width + 3) / 4) - 1;

    public int MostWords => Words(Width);

    /// <summary>Bytes of the padded plane.</summary>
    public int PaddedBytes(DepthwiseShape shape) =>
        ((shape.PaddedRows * Pitch) + 8 + FilledAtOnce - 1) / FilledAtOnce * FilledAtOnce;

    public int[] Header(DepthwiseShape shape, int channels)
    {
        var words = Words(shape.Width);
        return
        [
            (PaddedBytes(shape) / FilledAtOnce) | ((shape.Width - 4) << 16),
            ((MostWords - words) * CopyBytes) | ((shape.RowX - (4 * words)) << 16),
            (Pitch - (4 * words)) | (shape.CopiedRows << 16),
            shape.PlaneX,
            shape.PlaneY,
            (shape.OutHeight - 2) * shape.OutWidth,
            shape.OutWidth | ((shape.OutWidth / 2) << 16),
            channels,
        ];
    }
}
