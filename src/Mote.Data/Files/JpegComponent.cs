namespace Mote.Data.Files;

/// <summary>One colour of a JPEG picture, at its own resolution.</summary>
/// <param name="id">As the scan names it.</param>
/// <param name="h">Horizontal sampling factor.</param>
/// <param name="v">Vertical one.</param>
/// <param name="table">Its quantization.</param>
internal sealed class JpegComponent(int id, int h, int v, int table)
{
    private byte[] _samples = [];
    private float _scaleX, _scaleY;
    private int _stride;

    public int Id => id;

    public int H => h;

    public int V => v;

    public int Table => table;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public int BlockRows { get; private set; }

    public int BlockColumns { get; private set; }

    /// <summary>Makes room, in whole units of the picture.</summary>
    public void Size(int width, int height, int mostH, int mostV)
    {
        (Width, Height) = ((width * h + mostH - 1) / mostH, (height * v + mostV - 1) / mostV);
        BlockColumns = (width + 8 * mostH - 1) / (8 * mostH) * h;
        BlockRows = (height + 8 * mostV - 1) / (8 * mostV) * v;
        _stride = 8 * BlockColumns;
        _samples = new byte[64 * BlockRows * BlockColumns];
        (_scaleX, _scaleY) = ((float)h / mostH, (float)v / mostV);
    }

    /// <summary>Puts a block of samples in its place, rounded to levels.</summary>
    public void Put(int row, int column, ReadOnlySpan<float> block)
    {
        for (var i = 0; i < 64; i++)
            _samples[(8 * row + i / 8) * _stride + 8 * column + i % 8] = (byte)Math.Clamp(MathF.Round(block[i] + 128), 0, 255);
    }

    /// <summary>The level at a pixel of the picture, linear between the sites, which lie in the middle of the pixels they stand
    /// for.</summary>
    public float At(int x, int y)
    {
        if (_scaleX == 1 && _scaleY == 1) return _samples[y * _stride + x];
        var (fx, fy) = (Math.Clamp((x + 0.5f) * _scaleX - 0.5f, 0, Width - 1), Math.Clamp((y + 0.5f) * _scaleY - 0.5f, 0, Height - 1));
        var (left, top) = ((int)fx, (int)fy);
        var (right, bottom) = (Math.Min(left + 1, Width - 1), Math.Min(top + 1, Height - 1));
        var (u, w) = (fx - left, fy - top);
        var above = _samples[top * _stride + left] * (1 - u) + _samples[top * _stride + right] * u;
        var below = _samples[bottom * _stride + left] * (1 - u) + _samples[bottom * _stride + right] * u;
        return above * (1 - w) + below * w;
    }
}
