namespace Mote.Numerics.Fast;

/// <summary>One step of an optimizer over n parameters p with gradients g, and what goes with it.</summary>
public static unsafe class Optimizers
{
    /// <summary>
    /// Gradient descent with momentum (Sutskever and others, 2013): g' = g + decay · p, v = momentum · v + g', p -= rate · v, or with
    /// <paramref name="nesterov"/> p -= rate · (g' + momentum · v).
    /// </summary>
    public static void Momentum(int n, float* p, float* g, float* v, float rate, float momentum, float decay, bool nesterov)
    {
        if (Lanes.Has512)
            OptimizersOn<Lanes512>.Momentum(n, p, g, v, rate, momentum, decay, nesterov);
        else if (Lanes.Has256)
            OptimizersOn<Lanes256>.Momentum(n, p, g, v, rate, momentum, decay, nesterov);
        else
            OptimizersOn<Lanes128>.Momentum(n, p, g, v, rate, momentum, decay, nesterov);
    }

    /// <summary>
    /// Adam (Kingma and Ba, 2015), and with <paramref name="decoupled"/> decay AdamW (Loshchilov and Hutter, 2019): moments m and v of g
    /// (plus decay · p, unless decoupled), p -= rate · m̂ / (√v̂ + ε), after p -= rate · decay · p if decoupled.
    /// </summary>
    /// <param name="step">Counted from 1, for the correction of the moments.</param>
    public static void Adam(
        int n, float* p, float* g, float* m, float* v, long step, float rate, float beta1, float beta2, float epsilon, float decay,
        bool decoupled)
    {
        if (Lanes.Has512)
            OptimizersOn<Lanes512>.Adam(n, p, g, m, v, step, rate, beta1, beta2, epsilon, decay, decoupled);
        else if (Lanes.Has256)
            OptimizersOn<Lanes256>.Adam(n, p, g, m, v, step, rate, beta1, beta2, epsilon, decay, decoupled);
        else
            OptimizersOn<Lanes128>.Adam(n, p, g, m, v, step, rate, beta1, beta2, epsilon, decay, decoupled);
    }

    /// <summary>
    /// RMSProp (Tieleman and Hinton, 2012): v = share · v + (1 - share) · g², p -= rate · g / (√v + ε), with g + decay · p for g.
    /// </summary>
    public static void RmsProp(int n, float* p, float* g, float* v, float rate, float share, float epsilon, float decay)
    {
        if (Lanes.Has512)
            OptimizersOn<Lanes512>.RmsProp(n, p, g, v, rate, share, epsilon, decay);
        else if (Lanes.Has256)
            OptimizersOn<Lanes256>.RmsProp(n, p, g, v, rate, share, epsilon, decay);
        else
            OptimizersOn<Lanes128>.RmsProp(n, p, g, v, rate, share, epsilon, decay);
    }

    /// <summary>average += (1 - share) · (p - average).</summary>
    public static void MovingAverage(int n, float* p, float* average, float share)
    {
        if (Lanes.Has512)
            OptimizersOn<Lanes512>.MovingAverage(n, p, average, share);
        else if (Lanes.Has256)
            OptimizersOn<Lanes256>.MovingAverage(n, p, average, share);
        else
            OptimizersOn<Lanes128>.MovingAverage(n, p, average, share);
    }

    /// <summary>Σ x², blocks in single precision added up in double.</summary>
    public static double SumOfSquares(int n, float* x)
    {
        if (Lanes.Has512)
            return OptimizersOn<Lanes512>.SumOfSquares(n, x);
        if (Lanes.Has256)
            return OptimizersOn<Lanes256>.SumOfSquares(n, x);
        return OptimizersOn<Lanes128>.SumOfSquares(n, x);
    }
}
