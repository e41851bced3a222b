using System.Runtime.CompilerServices;

namespace Mote.Training.Kernels;

/// <summary>
/// Which elements a convolution multiplies for each element of its result, window position by window position, so that a convolution is a
/// product of matrices. Positions outside are zeros.
/// </summary>
internal sealed unsafe class PatchTable
{
    private readonly int[] _offsets;
    private readonly int _elements, _rows, _taps, _width;

    private PatchTable(int rows, int taps, int width, int elements)
    {
        (_rows, _taps, _width, _elements, _offsets) = (rows, taps, width, elements, new int[rows * taps]);
        Array.Fill(_offsets, -1);
    }

    /// <summary>Rows for an example.</summary>
    public int Rows => _rows;

    /// <summary>Numbers of a row.</summary>
    public int Length => _taps * _width;

    /// <summary>Rows are places of the result, numbers the window over X: taps, then channels.</summary>
    public static PatchTable Forward(WindowGeometry g)
    {
        var (taps, channels) = (g.KernelY * g.KernelX, g.Channels);
        var table = new PatchTable(g.OutHeight * g.OutWidth, taps, channels, g.Height * g.Width * channels);
        g.ForEachTap((o, i, tap) => table._offsets[o * taps + tap] = i * channels);
        return table;
    }

    /// <summary>Rows are places of X, numbers what of dY comes of each: taps, then channels.</summary>
    public static PatchTable Backward(WindowGeometry g)
    {
        var (taps, channels) = (g.KernelY * g.KernelX, g.OutChannels);
        var table = new PatchTable(g.Height * g.Width, taps, channels, g.OutHeight * g.OutWidth * channels);
        g.ForEachTap((o, i, tap) => table._offsets[i * taps + tap] = o * channels);
        return table;
    }

    /// <summary>Rows of matrices: whole rows, one after another.</summary>
    public static PatchTable OfRows(int rows, int length)
    {
        var table = new PatchTable(rows, 1, length, rows * length);
        for (var i = 0; i < rows; i++) table._offsets[i] = i * length;
        return table;
    }

    /// <summary>Rows from one on, over several examples, each at a multiple of <paramref name="stride"/>; zeros fill it up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(float* examples, long first, int count, float* to, int stride)
    {
        var (taps, width, length) = (_taps, _width, _taps * _width);
        fixed (int* offsets = _offsets)
            for (var row = 0; row < count; row++, to += stride)
            {
                var (example, place) = Math.DivRem(first + row, _rows);
                var from = examples + example * _elements;
                var at = offsets + place * taps;
                if (width == 1)
                    for (var tap = 0; tap < taps; tap++) to[tap] = at[tap] < 0 ? 0 : from[at[tap]];
                else
                    for (var tap = 0; tap < taps; tap++)
                    {
                        var part = new Span<float>(to + tap * width, width);
                        if (at[tap] < 0) part.Clear();
                        else new ReadOnlySpan<float>(from + at[tap], width).CopyTo(part);
                    }
                new Span<float>(to + length, stride - length).Clear();
            }
    }
}
