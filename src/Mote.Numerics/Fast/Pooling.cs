namespace Mote.Numerics.Fast;

/// <summary>
/// Means and maxima over windows of images [height, width, channels], and their gradients. Padding does not count. A window of the whole
/// image is global pooling. Strides, dilations and padding are those of a <see cref="ConvolutionShape"/> of as many channels out as in.
/// </summary>
public static unsafe class Pooling
{
    /// <summary>y = the mean of each window.</summary>
    public static void Average(in ConvolutionShape shape, int batch, float* x, float* y)
    {
        if (Lanes.Has512)
            PoolingOn<Lanes512>.Average(shape, batch, x, y);
        else if (Lanes.Has256)
            PoolingOn<Lanes256>.Average(shape, batch, x, y);
        else
            PoolingOn<Lanes128>.Average(shape, batch, x, y);
    }

    /// <summary>dx = or += the gradient for x.</summary>
    public static void AverageGradient(in ConvolutionShape shape, int batch, float* dy, float* dx, bool accumulate)
    {
        if (Lanes.Has512)
            PoolingOn<Lanes512>.AverageGradient(shape, batch, dy, dx, accumulate);
        else if (Lanes.Has256)
            PoolingOn<Lanes256>.AverageGradient(shape, batch, dy, dx, accumulate);
        else
            PoolingOn<Lanes128>.AverageGradient(shape, batch, dy, dx, accumulate);
    }

    /// <summary>y = the maximum of each window.</summary>
    public static void Maximum(in ConvolutionShape shape, int batch, float* x, float* y)
    {
        if (Lanes.Has512)
            PoolingOn<Lanes512>.Maximum(shape, batch, x, y);
        else if (Lanes.Has256)
            PoolingOn<Lanes256>.Maximum(shape, batch, x, y);
        else
            PoolingOn<Lanes128>.Maximum(shape, batch, x, y);
    }

    /// <summary>dx = or += the gradient for x: all of it to the first of equal elements, which is looked for again in x.</summary>
    public static void MaximumGradient(in ConvolutionShape shape, int batch, float* dy, float* x, float* dx, bool accumulate)
    {
        if (Lanes.Has512)
            PoolingOn<Lanes512>.MaximumGradient(shape, batch, dy, x, dx, accumulate);
        else if (Lanes.Has256)
            PoolingOn<Lanes256>.MaximumGradient(shape, batch, dy, x, dx, accumulate);
        else
            PoolingOn<Lanes128>.MaximumGradient(shape, batch, dy, x, dx, accumulate);
    }
}
