using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>A depthwise 3x3 convolution over planes: what the code of its routine depends on.</summary>
/// <param name="Height">Of the input, as are the next.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Top">Rows of padding above.</param>
/// <param name="Left">Columns of padding before.</param>
/// <param name="ZeroPoint">What pads.</param>
/// <param name="PixelX">Bytes from a pixel of a channel to the next one: 1 in planes, the channels in rows.</param>
/// <param name="PlaneX">Bytes from a channel to the next one.</param>
/// <param name="OutHeight">Of the result, as are the next.</param>
/// <param name="OutWidth">Pixels a row.</param>
/// <param name="PixelY">As <see cref="PixelX"/>.</param>
/// <param name="PlaneY">As <see cref="PlaneX"/>.</param>
/// <param name="StrideY">1 or 2.</param>
/// <param name="StrideX">1 or 2.</param>
internal sealed record DepthwiseShape(
    int Height, int Width, int Top, int Left, int ZeroPoint, int PixelX, int PlaneX,
    int OutHeight, int OutWidth, int PixelY, int PlaneY, int StrideY, int StrideX)
{
    public const int Kernel = 3;

    /// <summary>The distance of rows of padded planes that a routine for several shapes has.</summary>
    public int? SharedPitch { get; init; }

    /// <summary>Bytes from one row of the input to the next.</summary>
    public int RowX { get; init; } = Width * PixelX;

    /// <summary>Whether rows begin at words in both planes, so that several words are copied at once.</summary>
    public bool CopiesWords => SharedPitch is null && RowX == Width && PixelX == 1 && Width % 4 == 0 && PlaneX % 4 == 0;

    /// <summary>Where the first column of the padded plane begins in its rows: so that the image begins at a word.</summary>
    public int Origin => CopiesWords ? -Left & 3 : 0;

    public int PaddedRows => ((OutHeight - 1) * StrideY) + Kernel;

    private int PaddedColumns => Math.Max(Left + Width, ((OutWidth - 1) * StrideX) + Kernel);

    /// <summary>Bytes of a row of the padded plane.</summary>
    public int Pitch => SharedPitch ?? (CopiesWords ? (Origin + PaddedColumns + 3) & ~3 : PaddedColumns);

    /// <summary>Rows of the image that are used.</summary>
    public int CopiedRows => Math.Min(Height, PaddedRows - Top);

    public bool IsPadded => Top > 0 || Left > 0 || Top + Height < PaddedRows || Left + Width < ((OutWidth - 1) * StrideX) + Kernel;

    /// <summary>Words are read at the last columns, so some bytes follow.</summary>
    public int PaddedBytes => ((Origin + (PaddedRows * Pitch) + 3) & ~3) + 8;

    /// <summary>Names all that the code depends on.</summary>
    public string Name => FormattableString.Invariant(
        $"{Height}x{Width}{(RowX == Width * PixelX ? "" : Invariant($"_every{RowX}"))}{Order(PixelX, PlaneX)}")
        + FormattableString.Invariant($"_to_{OutHeight}x{OutWidth}{Order(PixelY, PlaneY)}")
        + FormattableString.Invariant($"_s{StrideY}{StrideX}_p{Top}{Left}_z{ZeroPoint & 255}");

    private static string Order(int pixel, int plane) => pixel == 1 ? "" : FormattableString.Invariant($"_of{pixel / plane}");
}
