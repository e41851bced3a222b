using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary><see cref="Losses"/> in registers of one width.</summary>
internal static unsafe class LossesOn<V> where V : unmanaged, ILanes<V>
{
    internal static void SoftmaxCrossEntropy(
        int rows, int classes, float* x, float* targets, float* weights, float factor, float* costs, float* gradient)
    {
        for (int r = 0; r < rows; r++, x += classes, targets += classes, gradient += classes)
        {
            float weight = weights == null ? 1 : weights[r];
            var (most, sum) = Exponentials(classes, 1, x, gradient);
            double log = most + Math.Log(sum), cost = 0;
            float total = 0;
            for (int i = 0; i < classes; i++)
            {
                total += targets[i];
                cost += targets[i] * (log - x[i]);
            }

            costs[r] = (float)(cost * weight);
            Gradient(classes, weight * factor * total / sum, weight * factor, targets, gradient);
        }
    }

    /// <summary>gradient = a · gradient - b · targets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradient(int n, float a, float b, float* targets, float* gradient)
    {
        V va = V.Splat(a), vb = V.Splat(b);
        for (int i = 0; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            (V.Load(gradient + i, count) * va - V.Load(targets + i, count) * vb).Store(gradient + i, count);
        }
    }

    internal static void Softmax(int rows, int classes, float factor, float* x, float* y)
    {
        for (int r = 0; r < rows; r++, x += classes, y += classes)
        {
            float sum = Exponentials(classes, factor, x, y).Sum;
            ElementwiseOn<V>.Scale(classes, 1 / sum, y, y);
        }
    }

    /// <summary>y = e^(factor · x - most), with the largest of factor · x and the sum of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Most, float Sum) Exponentials(int n, float factor, float* x, float* y)
    {
        float most = float.NegativeInfinity;
        for (int i = 0; i < n; i++)
            most = Math.Max(most, x[i] * factor);
        V sum = V.Zero, f = V.Splat(factor), m = V.Splat(most);
        for (int i = 0; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            FunctionsOn<V>.Exp(V.Load(x + i, count) * f - m).Store(y + i, count);
            sum += V.Load(y + i, count);
        }

        return (most, sum.Sum());
    }

    internal static void SquaredError(
        int rows, int columns, float* x, float* targets, float* weights, float factor, float* costs, float* gradient)
    {
        for (int r = 0; r < rows; r++, x += columns, targets += columns, gradient += columns)
        {
            float weight = weights == null ? 1 : weights[r];
            costs[r] = weight * SquaredError(columns, 2 * weight * factor / columns, x, targets, gradient) / columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SquaredError(int n, float factor, float* x, float* targets, float* gradient)
    {
        V sum = V.Zero, f = V.Splat(factor);
        for (int i = 0; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            V error = V.Load(x + i, count) - V.Load(targets + i, count);
            sum = V.Fma(error, error, sum);
            (error * f).Store(gradient + i, count);
        }

        return sum.Sum();
    }
}
