using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Execution.Fast;

/// <summary>
/// Images of int8 in scratch memory, 128 added to each byte so that it is not negative, with borders of the zero point: [batch,
/// height, width, channels]. Borders may be narrower than the padding asks for where no window reaches its end.
/// </summary>
internal sealed unsafe class BiasedImage(int batch, int height, int width, int channels, int zero)
{
    /// <summary>Written behind the end, and read.</summary>
    private const int Slack = 64;

    private readonly byte _border = (byte)(zero + 128);

    public int Top { get; init; }

    public int Left { get; init; }

    /// <summary>With borders.</summary>
    public required int Height { get; init; }

    /// <summary>With borders.</summary>
    public required int Width { get; init; }

    public long Bytes => (long)batch * Height * Width * channels + Slack;

    public void Fill(sbyte* x, byte* image)
    {
        if (Height == height && Width == width && Top == 0 && Left == 0)
        {
            AddBias(x, image, batch * height * width * channels);
            return;
        }
        var row = Width * channels;
        var left = Left * channels;
        var inside = Math.Min(width, Width - Left) * channels;
        for (var n = 0; n < batch; n++)
        for (var iy = 0; iy < Height; iy++, image += row)
        {
            var from = iy - Top;
            if ((uint)from >= (uint)height)
            {
                new Span<byte>(image, row).Fill(_border);
                continue;
            }
            // In this order: each part may write beyond its end.
            new Span<byte>(image, left).Fill(_border);
            AddBias(x + (nint)(n * height + from) * width * channels, image + left, inside);
            new Span<byte>(image + left + inside, row - left - inside).Fill(_border);
        }
    }

    /// <summary>May read and write 31 bytes beyond the count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBias(sbyte* x, byte* y, int count)
    {
        var bias = Vector256.Create((byte)0x80);
        for (var i = 0; i < count; i += 32) (Vector256.Load((byte*)x + i) ^ bias).Store(y + i);
    }
}
