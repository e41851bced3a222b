namespace Mote.Numerics.Fast;

/// <summary>What rows of predictions cost, and the gradients of a weighted sum of these costs.</summary>
public static unsafe class Losses
{
    /// <summary>
    /// Cross-entropy Σ target · -ln softmax(x), with targets that are distributions: one-hot, smoothed, mixed. The gradient is
    /// weight · factor · (softmax(x) · Σ target - target).
    /// </summary>
    /// <param name="weights">Of each row, or null for 1.</param>
    /// <param name="factor">Of the gradient: one over the rows of the batch for a mean.</param>
    /// <param name="costs">Of each row, times its weight.</param>
    public static void SoftmaxCrossEntropy(
        int rows, int classes, float* x, float* targets, float* weights, float factor, float* costs, float* gradient)
    {
        if (Lanes.Has512)
            LossesOn<Lanes512>.SoftmaxCrossEntropy(rows, classes, x, targets, weights, factor, costs, gradient);
        else if (Lanes.Has256)
            LossesOn<Lanes256>.SoftmaxCrossEntropy(rows, classes, x, targets, weights, factor, costs, gradient);
        else
            LossesOn<Lanes128>.SoftmaxCrossEntropy(rows, classes, x, targets, weights, factor, costs, gradient);
    }

    /// <summary>Squared error, the mean over a row; the gradient is weight · factor · 2 · (x - target) / columns.</summary>
    public static void SquaredError(
        int rows, int columns, float* x, float* targets, float* weights, float factor, float* costs, float* gradient)
    {
        if (Lanes.Has512)
            LossesOn<Lanes512>.SquaredError(rows, columns, x, targets, weights, factor, costs, gradient);
        else if (Lanes.Has256)
            LossesOn<Lanes256>.SquaredError(rows, columns, x, targets, weights, factor, costs, gradient);
        else
            LossesOn<Lanes128>.SquaredError(rows, columns, x, targets, weights, factor, costs, gradient);
    }

    /// <summary>y = softmax(factor · x) of each row.</summary>
    public static void Softmax(int rows, int classes, float factor, float* x, float* y)
    {
        if (Lanes.Has512)
            LossesOn<Lanes512>.Softmax(rows, classes, factor, x, y);
        else if (Lanes.Has256)
            LossesOn<Lanes256>.Softmax(rows, classes, factor, x, y);
        else
            LossesOn<Lanes128>.Softmax(rows, classes, factor, x, y);
    }
}
