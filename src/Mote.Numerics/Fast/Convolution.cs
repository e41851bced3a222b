namespace Mote.Numerics.Fast;

/// <summary>
/// Two-dimensional convolution and its gradients over a batch of images [height, width, channels]; weights are
/// [out, kernel height, kernel width, in]. Windows are never copied out: rows of a product's left matrix may overlap in memory, so the
/// tiles read the image itself, with zeros around it where windows end outside.
/// </summary>
public static unsafe class Convolution
{
    /// <summary>Floats of the weights packed for <see cref="Forward"/>.</summary>
    public static int ForwardPackedFloats(in ConvolutionShape shape) => Gemm.PackedFloats(shape.OutChannels, shape.Taps * shape.Channels);

    /// <summary>Floats of the weights packed for <see cref="InputGradient"/>.</summary>
    public static int BackwardPackedFloats(in ConvolutionShape shape) => Gemm.PackedFloats(shape.Channels, shape.Taps * shape.OutChannels);

    /// <summary>Floats of scratch memory that each of the three kernels needs.</summary>
    public static int ScratchFloats(in ConvolutionShape shape)
    {
        var (rows, columns) = (ConvolutionInputGradient.Rows(shape), ConvolutionInputGradient.Columns(shape));
        int image = shape.ReachHeight * shape.ReachWidth * shape.Channels, gradient = rows.Extent * columns.Extent * shape.OutChannels;
        return Math.Max(image + shape.Taps * shape.Channels * shape.OutChannels, gradient) + 64;
    }

    /// <summary>Packs weights once for all chunks of a batch.</summary>
    public static void PackForward(in ConvolutionShape shape, float* weights, float* packed)
    {
        int depth = shape.Taps * shape.Channels;
        Gemm.Pack(true, shape.OutChannels, depth, weights, depth, packed);
    }

    /// <summary>Packs weights once for all chunks of a batch.</summary>
    public static void PackBackward(in ConvolutionShape shape, float* weights, float* packed)
    {
        if (Lanes.Has512)
            ConvolutionInputGradientOn<Lanes512>.Pack(shape, weights, packed);
        else if (Lanes.Has256)
            ConvolutionInputGradientOn<Lanes256>.Pack(shape, weights, packed);
        else
            ConvolutionInputGradientOn<Lanes128>.Pack(shape, weights, packed);
    }

    /// <summary>y = the convolution of x, [batch, out height, out width, out channels]; no bias.</summary>
    public static void Forward(in ConvolutionShape shape, int batch, float* x, float* packed, float* y, float* scratch)
    {
        if (Lanes.Has512)
            ConvolutionOn<Lanes512>.Forward(shape, batch, x, packed, y, scratch);
        else if (Lanes.Has256)
            ConvolutionOn<Lanes256>.Forward(shape, batch, x, packed, y, scratch);
        else
            ConvolutionOn<Lanes128>.Forward(shape, batch, x, packed, y, scratch);
    }

    /// <summary>dx = or += the loss' gradient for x, from that for y.</summary>
    public static void InputGradient(
        in ConvolutionShape shape, int batch, float* dy, float* packed, float* dx, bool accumulate, float* scratch)
    {
        if (Lanes.Has512)
            ConvolutionInputGradientOn<Lanes512>.Run(shape, batch, dy, packed, dx, accumulate, scratch);
        else if (Lanes.Has256)
            ConvolutionInputGradientOn<Lanes256>.Run(shape, batch, dy, packed, dx, accumulate, scratch);
        else
            ConvolutionInputGradientOn<Lanes128>.Run(shape, batch, dy, packed, dx, accumulate, scratch);
    }

    /// <summary>dw += the loss' gradient for the weights, summed over the batch.</summary>
    public static void WeightGradient(in ConvolutionShape shape, int batch, float* x, float* dy, float* dw, float* scratch)
    {
        if (Lanes.Has512)
            ConvolutionWeightGradientOn<Lanes512>.Run(shape, batch, x, dy, dw, scratch);
        else if (Lanes.Has256)
            ConvolutionWeightGradientOn<Lanes256>.Run(shape, batch, x, dy, dw, scratch);
        else
            ConvolutionWeightGradientOn<Lanes128>.Run(shape, batch, x, dy, dw, scratch);
    }
}
