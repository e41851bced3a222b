using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Fast;

/// <summary>Images with borders of zeros: [batch, height, width, channels], as far as windows reach.</summary>
internal sealed unsafe class Borders<T>
    where T : unmanaged
{
    /// <summary>Read behind the end.</summary>
    private const int Slack = 64;

    private readonly int _batch;
    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;
    private readonly int _top;
    private readonly int _left;
    private readonly int _borderedHeight;

    private Borders(Shape x, Shape y, (int Y, int X) kernel, Steps steps, Padding padding)
    {
        (_batch, _height, _width, _channels) = (x[0], x[1], x[2], x[3]);
        (_top, _left) = (padding.Top, padding.Left);
        _borderedHeight = (y[1] - 1) * steps.StrideY + (kernel.Y - 1) * steps.DilationY + 1;
        Width = (y[2] - 1) * steps.StrideX + (kernel.X - 1) * steps.DilationX + 1;
    }

    /// <summary>With borders.</summary>
    public int Width { get; }

    public bool AreNone => _top == 0 && _left == 0 && _borderedHeight == _height && Width == _width;

    public long Bytes => (long)_batch * _borderedHeight * Width * _channels * sizeof(T) + Slack;

    /// <summary>Null where the image would be too large.</summary>
    public static Borders<T>? Of(Shape x, Shape y, (int Y, int X) kernel, Steps steps, Padding padding)
    {
        var borders = new Borders<T>(x, y, kernel, steps, padding);
        return borders.Bytes <= int.MaxValue && padding.Left <= borders.Width ? borders : null;
    }

    /// <summary>The first element of each output pixel's window.</summary>
    public int[] Places(Shape y, Steps steps)
    {
        var places = new int[y[0] * y[1] * y[2]];
        for (var pixel = 0; pixel < places.Length; pixel++)
        {
            var (n, oy, ox) = (pixel / (y[1] * y[2]), pixel / y[2] % y[1], pixel % y[2]);
            places[pixel] = ((n * _borderedHeight + oy * steps.StrideY) * Width + ox * steps.StrideX) * _channels;
        }
        return places;
    }

    public T* Fill(T* x, T* image)
    {
        var row = Width * _channels;
        var left = _left * _channels;
        var inside = Math.Min(_width, Width - _left) * _channels;
        var target = image;
        for (var n = 0; n < _batch; n++)
        for (var iy = 0; iy < _borderedHeight; iy++, target += row)
        {
            var line = new Span<T>(target, row);
            line.Clear();
            var from = iy - _top;
            if ((uint)from < (uint)_height)
                new ReadOnlySpan<T>(x + (nint)(n * _height + from) * _width * _channels, inside).CopyTo(line[left..]);
        }
        return image;
    }
}
