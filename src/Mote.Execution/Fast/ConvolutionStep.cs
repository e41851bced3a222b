using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Fast;

/// <summary>Convolution or matrix of int8: sums over windows of a biased image.</summary>
internal sealed unsafe class ConvolutionStep : FastStep
{
    private readonly SumKernels _kernels;
    private readonly BiasedImage _image;
    private readonly PackedWeights _weights;
    private readonly int _x;
    private readonly int _y;

    private ConvolutionStep(PlannedNode node, SumKernels kernels, BiasedImage image, PackedWeights weights)
    {
        (_kernels, _image, _weights) = (kernels, image, weights);
        (_x, _y) = (node.At(0), node.OutputAt);
    }

    public override int ScratchBytes => (int)_image.Bytes;

    public override void Run(FastMemory memory)
    {
        _image.Fill((sbyte*)memory.At(_x), memory.Scratch);
        _kernels.Convolve(_weights, memory.Scratch, (sbyte*)memory.At(_y));
    }

    public static FastStep? Of(Conv2D op, PlannedNode node, SumKernels kernels)
    {
        if (!node.HasInt8Sums) return null;
        var ws = node.Type(Conv2D.Weights).Shape;
        if (ws[3] != node.Type(0).Shape[3]) return null;
        var factors = Requantization.Convolution(node.Type(0), node.Type(1), node.Y, ws[0]);
        return Windows(node, kernels, op.Steps, op.Padding, (ws[1], ws[2]), node.Sums(node.Weights, factors, op.Activation));
    }

    /// <summary>A convolution by channels that reads a single one is an ordinary one.</summary>
    public static FastStep? OfSingleChannel(DepthwiseConv2D op, PlannedNode node, SumKernels kernels)
    {
        var ws = node.Type(DepthwiseConv2D.Weights).Shape;
        var (taps, channels) = (ws[1] * ws[2], ws[3]);
        var byTap = node.Weights.Span;
        var byChannel = new sbyte[byTap.Length];
        for (var c = 0; c < channels; c++)
        for (var tap = 0; tap < taps; tap++)
            byChannel[c * taps + tap] = byTap[tap * channels + c];
        var factors = Requantization.Convolution(node.Type(0), node.Type(1), node.Y, channels);
        return Windows(node, kernels, op.Steps, op.Padding, (ws[1], ws[2]), node.Sums(byChannel, factors, op.Activation));
    }

    public static FastStep? Of(FullyConnected op, PlannedNode node, SumKernels kernels)
    {
        if (!node.HasInt8Sums || node.Type(1).Quantization is Core.Types.Quantization.PerTensor { ZeroPoint: not 0 }) return null;
        var (channels, depth) = (node.Type(1).Shape[0], node.Type(1).Shape[1]);
        var rows = node.Type(0).Elements / depth;
        var factors = Requantization.FullyConnected(node.Type(0), node.Type(1), node.Y, channels);
        var image = new BiasedImage(rows, 1, 1, depth, node.Type(0).PerTensor.ZeroPoint) { Height = 1, Width = 1 };
        int[] places = [.. Enumerable.Range(0, rows).Select(row => row * depth)];
        return Packed(node, kernels, image, node.Sums(node.Weights, factors, op.Activation), [.. Run(0, 0, depth)], places);
    }

    private static ConvolutionStep? Windows(
        PlannedNode node, SumKernels kernels, Steps steps, Padding padding, (int Y, int X) kernel, ChannelSums sums)
    {
        var (xs, ys) = (node.Type(0).Shape, node.Y.Shape);
        var image = new BiasedImage(xs[0], xs[1], xs[2], xs[3], node.Type(0).PerTensor.ZeroPoint)
        {
            Top = padding.Top,
            Left = padding.Left,
            Height = (ys[1] - 1) * steps.StrideY + (kernel.Y - 1) * steps.DilationY + 1,
            Width = (ys[2] - 1) * steps.StrideX + (kernel.X - 1) * steps.DilationX + 1,
        };
        if (image.Bytes > int.MaxValue || image.Left > image.Width) return null;
        var row = image.Width * xs[3];
        var taps = new List<FourTaps>();
        for (var ky = 0; ky < kernel.Y; ky++)
            // Neighbouring pixels are one run of bytes.
            if (steps.DilationX == 1) taps.AddRange(Run(ky * steps.DilationY * row, ky * kernel.X * xs[3], kernel.X * xs[3]));
            else
                for (var kx = 0; kx < kernel.X; kx++)
                    taps.AddRange(Run(
                        ky * steps.DilationY * row + kx * steps.DilationX * xs[3], (ky * kernel.X + kx) * xs[3], xs[3]));
        var places = new int[ys[0] * ys[1] * ys[2]];
        for (var pixel = 0; pixel < places.Length; pixel++)
        {
            var (n, oy, ox) = (pixel / (ys[1] * ys[2]), pixel / ys[2] % ys[1], pixel % ys[2]);
            places[pixel] = (n * image.Height + oy * steps.StrideY) * row + ox * steps.StrideX * xs[3];
        }
        return Packed(node, kernels, image, sums, taps, places);
    }

    private static ConvolutionStep? Packed(
        PlannedNode node, SumKernels kernels, BiasedImage image, ChannelSums sums, List<FourTaps> taps, int[] places) =>
        image.Bytes <= int.MaxValue && PackedWeights.Of(sums, taps, places) is { } weights
            ? new ConvolutionStep(node, kernels, image, weights) : null;

    /// <summary>Neighbouring bytes in fours.</summary>
    private static IEnumerable<FourTaps> Run(int offset, int weight, int count)
    {
        for (var i = 0; i < count; i += 4) yield return new FourTaps(offset + i, weight + i, Math.Min(4, count - i));
    }
}
