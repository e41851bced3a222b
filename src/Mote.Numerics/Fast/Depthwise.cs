namespace Mote.Numerics.Fast;

/// <summary>
/// Depthwise convolution and its gradients over a batch of images [height, width, channels]; weights are
/// [1, kernel height, kernel width, channels · multiplier], and channel c gives the results c · multiplier and up.
/// </summary>
public static unsafe class Depthwise
{
    /// <summary>Floats of scratch memory that each of the kernels needs.</summary>
    public static int ScratchFloats(in ConvolutionShape shape)
    {
        var (rows, columns) = (ConvolutionInputGradient.Rows(shape), ConvolutionInputGradient.Columns(shape));
        int image = Math.Max(shape.ReachHeight, shape.Height) * Math.Max(shape.ReachWidth, shape.Width);
        return Math.Max(image, rows.Extent * columns.Extent + shape.Height * shape.Width) * shape.OutChannels + 64;
    }

    /// <summary>y = the convolution of x; no bias.</summary>
    public static void Forward(in ConvolutionShape shape, int batch, float* x, float* weights, float* y, float* scratch)
    {
        if (Lanes.Has512)
            DepthwiseOn<Lanes512>.Forward(shape, batch, x, weights, y, scratch);
        else if (Lanes.Has256)
            DepthwiseOn<Lanes256>.Forward(shape, batch, x, weights, y, scratch);
        else
            DepthwiseOn<Lanes128>.Forward(shape, batch, x, weights, y, scratch);
    }

    /// <summary>dx = or += the loss' gradient for x, from that for y.</summary>
    public static void InputGradient(
        in ConvolutionShape shape, int batch, float* dy, float* weights, float* dx, bool accumulate, float* scratch)
    {
        if (Lanes.Has512)
            DepthwiseOn<Lanes512>.InputGradient(shape, batch, dy, weights, dx, accumulate, scratch);
        else if (Lanes.Has256)
            DepthwiseOn<Lanes256>.InputGradient(shape, batch, dy, weights, dx, accumulate, scratch);
        else
            DepthwiseOn<Lanes128>.InputGradient(shape, batch, dy, weights, dx, accumulate, scratch);
    }

    /// <summary>dw += the loss' gradient for the weights, summed over the batch.</summary>
    public static void WeightGradient(in ConvolutionShape shape, int batch, float* x, float* dy, float* dw, float* scratch)
    {
        if (Lanes.Has512)
            DepthwiseOn<Lanes512>.WeightGradient(shape, batch, x, dy, dw, scratch);
        else if (Lanes.Has256)
            DepthwiseOn<Lanes256>.WeightGradient(shape, batch, x, dy, dw, scratch);
        else
            DepthwiseOn<Lanes128>.WeightGradient(shape, batch, x, dy, dw, scratch);
    }
}
