using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Training.Kernels;

/// <summary>How a window moves over an image of one example: sizes of input, window and output, and what lies between.</summary>
internal readonly record struct WindowGeometry(
    int Height, int Width, int Channels, int KernelY, int KernelX, int OutHeight, int OutWidth, int OutChannels, Steps Steps,
        Padding Padding)
{
    public WindowGeometry(Shape x, Shape y, int kernelY, int kernelX, Steps steps, Padding padding)
        : this(x[1], x[2], x[3], kernelY, kernelX, y[1], y[2], y[3], steps, padding)
    {
    }

    /// <summary>How many taps of each window lie inside.</summary>
    public int[] Inside()
    {
        var inside = new int[OutHeight * OutWidth];
        ForEachTap((o, _, _) => inside[o]++);
        return inside;
    }

    /// <summary>Calls for each tap of each window that lies inside: the output's and the input's pixel, and the tap.</summary>
    public void ForEachTap(Action<int, int, int> visit)
    {
        for (var y = 0; y < OutHeight; y++)
        for (var x = 0; x < OutWidth; x++)
        for (var i = 0; i < KernelY; i++)
        {
            var row = y * Steps.StrideY + i * Steps.DilationY - Padding.Top;
            if ((uint)row >= (uint)Height) continue;
            for (var j = 0; j < KernelX; j++)
            {
                var column = x * Steps.StrideX + j * Steps.DilationX - Padding.Left;
                if ((uint)column < (uint)Width) visit(y * OutWidth + x, row * Width + column, i * KernelX + j);
            }
        }
    }
}
