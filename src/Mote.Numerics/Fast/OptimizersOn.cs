using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary><see cref="Optimizers"/> in registers of one width.</summary>
internal static unsafe class OptimizersOn<V> where V : unmanaged, ILanes<V>
{
    private const int BlockFloats = 4096;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Momentum(int n, float* p, float* g, float* v, float rate, float momentum, float decay, bool nesterov)
    {
        V r = V.Splat(-rate), m = V.Splat(momentum), d = V.Splat(decay);
        for (int i = 0; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            V parameter = V.Load(p + i, count), gradient = V.Fma(d, parameter, V.Load(g + i, count));
            V velocity = V.Fma(m, V.Load(v + i, count), gradient);
            velocity.Store(v + i, count);
            V.Fma(r, nesterov ? V.Fma(m, velocity, gradient) : velocity, parameter).Store(p + i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Adam(
        int n, float* p, float* g, float* m, float* v, long step, float rate, float beta1, float beta2, float epsilon, float decay,
        bool decoupled)
    {
        V b1 = V.Splat(beta1), b2 = V.Splat(beta2), rest1 = V.Splat(1 - beta1), rest2 = V.Splat(1 - beta2), e = V.Splat(epsilon);
        V shrink = V.Splat(decoupled ? (float)(1 - (double)rate * decay) : 1), d = V.Splat(decoupled ? 0 : decay);
        V r = V.Splat((float)(-rate / (1 - Math.Pow(beta1, step)))), c = V.Splat((float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step))));
        for (int i = 0; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            V parameter = V.Load(p + i, count), gradient = V.Fma(d, parameter, V.Load(g + i, count));
            V first = V.Fma(b1, V.Load(m + i, count), rest1 * gradient);
            V second = V.Fma(b2, V.Load(v + i, count), rest2 * gradient * gradient);
            first.Store(m + i, count);
            second.Store(v + i, count);
            V.Fma(r, first / V.Fma(V.Sqrt(second), c, e), parameter * shrink).Store(p + i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void RmsProp(int n, float* p, float* g, float* v, float rate, float share, float epsilon, float decay)
    {
        V r = V.Splat(-rate), a = V.Splat(share), rest = V.Splat(1 - share), e = V.Splat(epsilon), d = V.Splat(decay);
        for (int i = 0; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            V parameter = V.Load(p + i, count), gradient = V.Fma(d, parameter, V.Load(g + i, count));
            V mean = V.Fma(a, V.Load(v + i, count), rest * gradient * gradient);
            mean.Store(v + i, count);
            V.Fma(r, gradient / (V.Sqrt(mean) + e), parameter).Store(p + i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MovingAverage(int n, float* p, float* average, float share)
    {
        V rest = V.Splat(1 - share);
        for (int i = 0; i < n; i += V.Width)
        {
            int count = Math.Min(V.Width, n - i);
            V before = V.Load(average + i, count);
            V.Fma(rest, V.Load(p + i, count) - before, before).Store(average + i, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SumOfSquares(int n, float* x)
    {
        double total = 0;
        for (int first = 0; first < n; first += BlockFloats)
        {
            V sum = V.Zero;
            int end = Math.Min(n, first + BlockFloats);
            for (int i = first; i < end; i += V.Width)
            {
                V v = V.Load(x + i, Math.Min(V.Width, end - i));
                sum = V.Fma(v, v, sum);
            }

            total += sum.Sum();
        }

        return total;
    }
}
