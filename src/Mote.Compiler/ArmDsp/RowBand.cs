using Mote.Compiler.Machine;
using Mote.Compiler.Programs;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// Where a convolution's windows lie. Without padding: in the image itself. With padding: in a band of as many rows as a window has, whose
/// borders hold the input's zero point; it slides down the image, row for row a copy. No padded image is ever made.
/// </summary>
/// <param name="x">[n, h, w, c].</param>
/// <param name="y">[n, h, w, c].</param>
/// <param name="kernelY">Rows of a window.</param>
/// <param name="kernelX">Pixels of a row of it.</param>
/// <param name="steps">No dilation.</param>
/// <param name="padding">Of the image.</param>
/// <param name="imageIsAligned">Whether the image begins at a multiple of 4.</param>
internal sealed class RowBand(Shape x, Shape y, int kernelY, int kernelX, Steps steps, Padding padding, bool imageIsAligned)
{
    private readonly int _channels = x[3];

    private int ImageRow => x[2] * _channels;

    private int Left => padding.Left * _channels;

    /// <summary>Bytes before the window of the first column, so that the image begins at a multiple of 4.</summary>
    private int Lead => (4 - Left % 4) % 4;

    private int WindowsWidth => (y[2] - 1) * steps.StrideX + kernelX;

    /// <summary>Bytes of an image's row that windows reach.</summary>
    private int Reached => Math.Min(x[2], WindowsWidth - padding.Left) * _channels;

    /// <summary>Whether no window leaves the image.</summary>
    public bool IsImage => padding.Top == 0 && padding.Left == 0 && (y[1] - 1) * steps.StrideY + kernelY <= x[1] && WindowsWidth <= x[2];

    /// <summary>Bytes from one row of a window to the next.</summary>
    public int RowStride => IsImage ? ImageRow : (Lead + WindowsWidth * _channels + 3) / 4 * 4;

    /// <summary>Whether every window begins at a multiple of 4.</summary>
    public bool IsAligned => _channels % 4 == 0 && (imageIsAligned || !IsImage);

    public int Bytes => IsImage ? 0 : kernelY * RowStride;

    public bool IsPossible => Reached > 0;

    private int Kept => Math.Max(0, kernelY - steps.StrideY);

    private MachineRoutine Copy => new ByteCopy(Reached, imageIsAligned && ImageRow % 4 == 0).Routine();

    private MachineRoutine Slide => Kept > 0 ? new ByteCopy(Kept * RowStride, true).Routine() : Copy;

    /// <summary>
    /// Whether the output, at the image's own place, only overwrites rows that the band has already taken.
    /// </summary>
    /// <param name="outputRow">Bytes of an output row.</param>
    public bool MayOverwrite(int outputRow)
    {
        if (IsImage || x[0] != 1) return false;
        for (var row = 0; row < y[1] - 1; row++)
        {
            var taken = Math.Clamp(row * steps.StrideY - padding.Top + kernelY, 0, x[1]);
            if ((long)(row + 1) * outputRow > (long)taken * ImageRow) return false;
        }
        return true;
    }

    /// <summary>
    /// Row by row of the output, from the rows of the image under its windows, where these lie in the image itself; null with a band.
    /// </summary>
    /// <param name="operand">The image.</param>
    /// <param name="result">The output.</param>
    /// <param name="outputRow">Bytes of a row of it.</param>
    public StreamOrder? Stream(ValueId operand, ValueId result, int outputRow) => !IsImage ? null
        : new StreamOrder(operand, result, outputRow,
            [.. Enumerable.Range(0, y[1]).Select(r => (r * steps.StrideY * ImageRow, ((r * steps.StrideY) + kernelY) * ImageRow))], null);

    /// <summary>Between the output's rows, per image.</summary>
    public KernelCost Cost
    {
        get
        {
            var perRow = new KernelCost(12, 20);
            if (IsImage) return y[1] * perRow;
            var copied = Math.Min(x[1], (y[1] - 1) * steps.StrideY + kernelY - padding.Top);
            var fill = new KernelCost(20 + Bytes / 4.0, 30 + Bytes / 4.0);
            return fill + y[1] * (perRow + new KernelCost(8, 14)) + copied * (Copy.Cost + new KernelCost(10, 16))
                + (Kept > 0 ? y[1] - 1 : 0) * Slide.Cost;
        }
    }

    /// <summary>As the kernel's C has it.</summary>
    public CParameters Members(int zeroPoint) => CParameters.Of(
        ("bytes", Bytes),
        ("row_stride", RowStride),
        ("kernel_h", kernelY),
        ("stride_h", steps.StrideY),
        ("pad_top", padding.Top),
        ("in_h", x[1]),
        ("image_row", ImageRow),
        ("first", IsImage ? 0 : Lead),
        ("interior", IsImage ? 0 : Lead + Left),
        ("reached", Reached),
        ("fill", zeroPoint),
        ("slide", Slide),
        ("copy", Copy));
}
