using Mote.Core.Ops;

namespace Mote.Execution.Fast;

/// <summary>Convolution or matrix of reals, to the bit as the reference adds up; int8 weights beside reals, too.</summary>
internal sealed unsafe class RealConvolutionStep : FastStep
{
    private readonly PackedRealWeights _weights;
    private readonly RealBorders? _borders;
    private readonly int _x;
    private readonly int _y;

    private RealConvolutionStep(PlannedNode node, PackedRealWeights weights, RealBorders? borders)
    {
        (_weights, _borders) = (weights, borders);
        (_x, _y) = (node.At(0), node.OutputAt);
    }

    public override int ScratchBytes => (int)(_borders?.Bytes ?? 0);

    public override void Run(FastMemory memory)
    {
        var x = (float*)memory.At(_x);
        if (_borders is not null) x = _borders.Fill(x, (float*)memory.Scratch);
        RealSums.Convolve(_weights, x, (float*)memory.At(_y));
    }

    public static FastStep? Of(Conv2D op, PlannedNode node)
    {
        if (!node.HasRealSums || node.Type(1).Shape[3] != node.Type(0).Shape[3]) return null;
        var (xs, ws, ys) = (node.Type(0).Shape, node.Type(1).Shape, node.Y.Shape);
        var (steps, padding) = (op.Steps, op.Padding);
        var borders = new RealBorders(xs[0], xs[1], xs[2], xs[3])
        {
            Top = padding.Top,
            Left = padding.Left,
            Height = (ys[1] - 1) * steps.StrideY + (ws[1] - 1) * steps.DilationY + 1,
            Width = (ys[2] - 1) * steps.StrideX + (ws[2] - 1) * steps.DilationX + 1,
        };
        if (borders.Bytes > int.MaxValue || padding.Left > borders.Width) return null;
        var row = borders.Width * xs[3];
        var offsets = new nint[ws[1] * ws[2] * xs[3]];
        for (var i = 0; i < offsets.Length; i++)
        {
            var (ky, kx, c) = (i / xs[3] / ws[2], i / xs[3] % ws[2], i % xs[3]);
            offsets[i] = ky * steps.DilationY * row + kx * steps.DilationX * xs[3] + c;
        }
        var places = new int[ys[0] * ys[1] * ys[2]];
        for (var pixel = 0; pixel < places.Length; pixel++)
        {
            var (n, oy, ox) = (pixel / (ys[1] * ys[2]), pixel / ys[2] % ys[1], pixel % ys[2]);
            places[pixel] = (n * borders.Height + oy * steps.StrideY) * row + ox * steps.StrideX * xs[3];
        }
        return PackedRealWeights.Of(node, op.Activation, offsets, places, node.RealWeights) is { } weights
            ? new RealConvolutionStep(node, weights, borders.AreNone ? null : borders) : null;
    }

    public static FastStep? Of(FullyConnected op, PlannedNode node)
    {
        if (!node.HasRealSums) return null;
        var depth = node.Type(1).Shape[1];
        nint[] offsets = [.. Enumerable.Range(0, depth).Select(i => (nint)i)];
        int[] places = [.. Enumerable.Range(0, node.Type(0).Elements / depth).Select(row => row * depth)];
        return PackedRealWeights.Of(node, op.Activation, offsets, places, node.RealWeights) is { } weights
            ? new RealConvolutionStep(node, weights, null) : null;
    }
}

/// <summary>Images of reals with borders of zeros: [batch, height, width, channels].</summary>
internal sealed unsafe class RealBorders(int batch, int height, int width, int channels)
{
    public required int Top { get; init; }

    public required int Left { get; init; }

    /// <summary>With borders.</summary>
    public required int Height { get; init; }

    /// <summary>With borders.</summary>
    public required int Width { get; init; }

    public bool AreNone => Top == 0 && Left == 0 && Height == height && Width == width;

    public long Bytes => (long)batch * Height * Width * channels * sizeof(float);

    public float* Fill(float* x, float* image)
    {
        var row = Width * channels;
        var left = Left * channels;
        var inside = Math.Min(width, Width - Left) * channels;
        var target = image;
        for (var n = 0; n < batch; n++)
        for (var iy = 0; iy < Height; iy++, target += row)
        {
            var line = new Span<float>(target, row);
            line.Clear();
            var from = iy - Top;
            if ((uint)from < (uint)height)
                new ReadOnlySpan<float>(x + (nint)(n * height + from) * width * channels, inside).CopyTo(line[left..]);
        }
        return image;
    }
}
