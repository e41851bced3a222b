namespace Mote.Numerics.Fast;

/// <summary>
/// Batch normalization (Ioffe and Szegedy, 2015) of rows of channels, y = act(γ·(x - mean)/√(variance + ε) + β), in the passes that a batch
/// of chunks needs: moments of a chunk, their combination, the application; the sums of the backward pass, their combination, its
/// application. Activations are those that clamp: none, ReLU, ReLU6.
/// </summary>
public static unsafe class BatchNorm
{
    /// <summary>
    /// Mean and sum of squared deviations of each channel of a chunk, in double, over blocks of rows summed in single precision about the
    /// chunk's first row, so that neither many rows nor a large mean cost accuracy.
    /// </summary>
    public static void Moments(int rows, int channels, float* x, double* mean, double* deviations)
    {
        if (Lanes.Has512)
            BatchNormOn<Lanes512>.Moments(rows, channels, x, mean, deviations);
        else if (Lanes.Has256)
            BatchNormOn<Lanes256>.Moments(rows, channels, x, mean, deviations);
        else
            BatchNormOn<Lanes128>.Moments(rows, channels, x, mean, deviations);
    }

    /// <summary>
    /// sums += Σ (x - about) and Σ (x - about)², as [2, channels]: chunks' sums can be added up, and lose nothing where
    /// <paramref name="about"/> is near the mean (the running one, say).
    /// </summary>
    public static void AddSums(int rows, int channels, float* x, float* about, float* sums)
    {
        if (Lanes.Has512)
            BatchNormOn<Lanes512>.AddSums(rows, channels, x, about, sums);
        else if (Lanes.Has256)
            BatchNormOn<Lanes256>.AddSums(rows, channels, x, about, sums);
        else
            BatchNormOn<Lanes128>.AddSums(rows, channels, x, about, sums);
    }

    /// <summary>
    /// Adds a chunk's moments to those of the chunks before it (Chan, Golub and LeVeque, 1979). Chunks are to be added in a fixed order.
    /// </summary>
    public static void Combine(
        int channels, long rows, double* mean, double* deviations, long chunkRows, double* chunkMean, double* chunkDeviations)
    {
        double share = chunkRows / (double)(rows + chunkRows);
        for (int c = 0; c < channels; c++)
        {
            double difference = chunkMean[c] - mean[c];
            mean[c] += difference * share;
            deviations[c] += chunkDeviations[c] + difference * difference * rows * share;
        }
    }

    /// <summary>The scale and shift that normalization comes to: y = act(scale·x + shift).</summary>
    public static void Scales(
        int channels, double* mean, double* variance, float* gamma, float* beta, double epsilon, float* scale, float* shift)
    {
        for (int c = 0; c < channels; c++)
        {
            double factor = gamma[c] / Math.Sqrt(variance[c] + epsilon);
            scale[c] = (float)factor;
            shift[c] = (float)(beta[c] - mean[c] * factor);
        }
    }

    /// <summary>y = act(scale·x + shift), channel by channel; y may be x.</summary>
    public static void Apply(int rows, int channels, float* x, float* scale, float* shift, Activation activation, float* y)
    {
        if (Lanes.Has512)
            BatchNormOn<Lanes512>.Apply(rows, channels, x, scale, shift, activation, y);
        else if (Lanes.Has256)
            BatchNormOn<Lanes256>.Apply(rows, channels, x, scale, shift, activation, y);
        else
            BatchNormOn<Lanes128>.Apply(rows, channels, x, scale, shift, activation, y);
    }

    /// <summary>
    /// Sums of a chunk for the backward pass: sum of g and of g·(x - mean), where g is dy where the activation did not clamp, else 0. The
    /// clamps are found again from x. Results are set, not added to.
    /// </summary>
    /// <param name="mean">The batch's mean, rounded; only what the sum is taken about.</param>
    public static void BackwardSums(
        int rows, int channels, float* dy, float* x, float* mean, float* scale, float* shift, Activation activation,
        double* sum, double* sumOfProducts)
    {
        if (Lanes.Has512)
            BatchNormOn<Lanes512>.BackwardSums(rows, channels, dy, x, mean, scale, shift, activation, sum, sumOfProducts);
        else if (Lanes.Has256)
            BatchNormOn<Lanes256>.BackwardSums(rows, channels, dy, x, mean, scale, shift, activation, sum, sumOfProducts);
        else
            BatchNormOn<Lanes128>.BackwardSums(rows, channels, dy, x, mean, scale, shift, activation, sum, sumOfProducts);
    }

    /// <summary>sums += Σ g and Σ g·(x - about), as [2, channels]; see <see cref="BackwardSums"/>.</summary>
    public static void AddBackwardSums(
        int rows, int channels, float* dy, float* x, float* about, float* scale, float* shift, Activation activation, float* sums)
    {
        if (Lanes.Has512)
            BatchNormOn<Lanes512>.AddBackwardSums(rows, channels, dy, x, about, scale, shift, activation, sums);
        else if (Lanes.Has256)
            BatchNormOn<Lanes256>.AddBackwardSums(rows, channels, dy, x, about, scale, shift, activation, sums);
        else
            BatchNormOn<Lanes128>.AddBackwardSums(rows, channels, dy, x, about, scale, shift, activation, sums);
    }

    /// <summary>
    /// From the sums over the batch (of <see cref="BackwardSums"/>, about the same rounded mean): the gradients of γ and β (set), and the
    /// factors with which dx = scale·g + slope·x + offset.
    /// </summary>
    /// <param name="rows">Rows of the batch.</param>
    public static void BackwardFactors(
        int channels, long rows, double* sum, double* sumOfProducts, float* about, double* mean, double* variance, float* gamma,
        double epsilon, float* dGamma, float* dBeta, float* slope, float* offset)
    {
        for (int c = 0; c < channels; c++)
        {
            double inverse = 1 / Math.Sqrt(variance[c] + epsilon);
            double product = (sumOfProducts[c] + sum[c] * (about[c] - mean[c])) * inverse, factor = gamma[c] * inverse;
            dGamma[c] = (float)product;
            dBeta[c] = (float)sum[c];
            double alongX = -factor * product * inverse / rows;
            slope[c] = (float)alongX;
            offset[c] = (float)(-factor * sum[c] / rows - alongX * mean[c]);
        }
    }

    /// <summary>dx = scale·g + slope·x + offset with g as in <see cref="BackwardSums"/>; dx may be dy or x.</summary>
    public static void BackwardApply(
        int rows, int channels, float* dy, float* x, float* scale, float* shift, Activation activation, float* slope, float* offset,
        float* dx)
    {
        if (Lanes.Has512)
            BatchNormOn<Lanes512>.BackwardApply(rows, channels, dy, x, scale, shift, activation, slope, offset, dx);
        else if (Lanes.Has256)
            BatchNormOn<Lanes256>.BackwardApply(rows, channels, dy, x, scale, shift, activation, slope, offset, dx);
        else
            BatchNormOn<Lanes128>.BackwardApply(rows, channels, dy, x, scale, shift, activation, slope, offset, dx);
    }
}
