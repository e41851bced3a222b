using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary>
/// <see cref="BatchNorm"/> in registers of one width. Channels pass in pairs of vectors, what is constant to them in registers. Type
/// arguments: R is the number of vectors, T whether the last one is partly filled, A the activation.
/// </summary>
internal static unsafe class BatchNormOn<V> where V : unmanaged, ILanes<V>
{
    /// <summary>Rows that are summed in single precision before they are added up in double.</summary>
    private const int BlockRows = 512;

    /// <summary>Channels whose sums in double are on the stack.</summary>
    private const int PartChannels = 256;

    internal static void Moments(int rows, int channels, float* x, double* mean, double* deviations)
    {
        Sums(rows, channels, x, x, mean, deviations);
        for (int c = 0; c < channels; c++)
        {
            deviations[c] = Math.Max(0, deviations[c] - mean[c] * mean[c] / rows);
            mean[c] = x[c] + mean[c] / rows;
        }
    }

    internal static void AddSums(int rows, int channels, float* x, float* about, float* sums)
    {
        double* sum = stackalloc double[PartChannels], squares = stackalloc double[PartChannels];
        for (int c = 0; c < channels; c += PartChannels)
        {
            int part = Math.Min(PartChannels, channels - c);
            SumsOfPart(rows, channels, part, x + c, about + c, sum, squares);
            AddTo(part, sum, sums + c);
            AddTo(part, squares, sums + channels + c);
        }
    }

    private static void AddTo(int n, double* from, float* to)
    {
        for (int i = 0; i < n; i++)
            to[i] = (float)(to[i] + from[i]);
    }

    private static void Sums(int rows, int channels, float* x, float* about, double* sum, double* squares) =>
        SumsOfPart(rows, channels, channels, x, about, sum, squares);

    /// <param name="part">How many of a row's channels.</param>
    private static void SumsOfPart(int rows, int channels, int part, float* x, float* about, double* sum, double* squares)
    {
        for (int c = 0; c < part; c += V.Width)
        {
            int last = Math.Min(V.Width, part - c);
            if (c + 2 * V.Width <= part)
            {
                Sums<Rows2, Rows1>(rows, channels, x + c, about + c, sum + c, squares + c, V.Width);
                c += V.Width;
            }
            else if (last == V.Width)
                Sums<Rows1, Rows1>(rows, channels, x + c, about + c, sum + c, squares + c, last);
            else
                Sums<Rows1, Rows2>(rows, channels, x + c, about + c, sum + c, squares + c, last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums<R, T>(int rows, nint channels, float* x, float* about, double* sum, double* squares, int last)
        where R : unmanaged where T : unmanaged
    {
        double* sums = stackalloc double[2 * V.Width], totals = stackalloc double[2 * V.Width];
        float* block = stackalloc float[2 * V.Width];
        V pivot0 = Load<T>(about, last), pivot1 = sizeof(R) > 1 ? V.Load(about + V.Width) : V.Zero;
        V zero = V.Zero;
        for (int first = 0; first < rows; first += BlockRows)
        {
            V s0 = zero, s1 = zero, q0 = zero, q1 = zero;
            for (int r = Math.Min(BlockRows, rows - first); r > 0; r--, x += channels)
            {
                V d0 = Load<T>(x, last) - pivot0;
                s0 += d0;
                q0 = V.Fma(d0, d0, q0);
                if (sizeof(R) > 1)
                {
                    V d1 = V.Load(x + V.Width) - pivot1;
                    s1 += d1;
                    q1 = V.Fma(d1, d1, q1);
                }
            }

            Add(s0, s1, block, sums);
            Add(q0, q1, block, totals);
        }

        for (int c = 0; c < (sizeof(R) - 1) * V.Width + last; c++)
            (sum[c], squares[c]) = (sums[c], totals[c]);
    }

    internal static void Apply(int rows, int channels, float* x, float* scale, float* shift, Activation activation, float* y)
    {
        if (activation == Activation.None)
            Apply<Rows1>(rows, channels, x, scale, shift, y);
        else if (activation == Activation.Relu)
            Apply<Rows2>(rows, channels, x, scale, shift, y);
        else
            Apply<Rows3>(rows, channels, x, scale, shift, y);
    }

    private static void Apply<A>(int rows, int channels, float* x, float* scale, float* shift, float* y) where A : unmanaged
    {
        for (int c = 0; c < channels; c += V.Width)
        {
            int last = Math.Min(V.Width, channels - c);
            if (c + 2 * V.Width <= channels)
            {
                Apply<Rows2, Rows1, A>(rows, channels, x + c, scale + c, shift + c, y + c, V.Width);
                c += V.Width;
            }
            else if (last == V.Width)
                Apply<Rows1, Rows1, A>(rows, channels, x + c, scale + c, shift + c, y + c, last);
            else
                Apply<Rows1, Rows2, A>(rows, channels, x + c, scale + c, shift + c, y + c, last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<R, T, A>(int rows, nint channels, float* x, float* scale, float* shift, float* y, int last)
        where R : unmanaged where T : unmanaged where A : unmanaged
    {
        V a0 = Load<T>(scale, last), a1 = sizeof(R) > 1 ? V.Load(scale + V.Width) : V.Zero;
        V b0 = Load<T>(shift, last), b1 = sizeof(R) > 1 ? V.Load(shift + V.Width) : V.Zero;
        for (; rows > 0; rows--, x += channels, y += channels)
        {
            Store<T>(Clamp<A>(V.Fma(Load<T>(x, last), a0, b0)), y, last);
            if (sizeof(R) > 1)
                Clamp<A>(V.Fma(V.Load(x + V.Width), a1, b1)).Store(y + V.Width);
        }
    }

    internal static void BackwardSums(
        int rows, int channels, float* dy, float* x, float* about, float* scale, float* shift, Activation activation,
        double* sum, double* products) =>
        BackwardSumsOfPart(rows, channels, channels, dy, x, about, scale, shift, activation, sum, products);

    internal static void AddBackwardSums(
        int rows, int channels, float* dy, float* x, float* about, float* scale, float* shift, Activation activation, float* sums)
    {
        double* sum = stackalloc double[PartChannels], products = stackalloc double[PartChannels];
        for (int c = 0; c < channels; c += PartChannels)
        {
            int part = Math.Min(PartChannels, channels - c);
            BackwardSumsOfPart(rows, channels, part, dy + c, x + c, about + c, scale + c, shift + c, activation, sum, products);
            AddTo(part, sum, sums + c);
            AddTo(part, products, sums + channels + c);
        }
    }

    private static void BackwardSumsOfPart(
        int rows, int channels, int part, float* dy, float* x, float* about, float* scale, float* shift, Activation activation,
        double* sum, double* products)
    {
        if (activation == Activation.None)
            BackwardSums<Rows1>(rows, channels, part, dy, x, about, scale, shift, sum, products);
        else if (activation == Activation.Relu)
            BackwardSums<Rows2>(rows, channels, part, dy, x, about, scale, shift, sum, products);
        else
            BackwardSums<Rows3>(rows, channels, part, dy, x, about, scale, shift, sum, products);
    }

    private static void BackwardSums<A>(
        int rows, int channels, int part, float* dy, float* x, float* mean, float* scale, float* shift, double* sum, double* products)
        where A : unmanaged
    {
        for (int c = 0; c < part; c += V.Width)
        {
            int last = Math.Min(V.Width, part - c);
            if (c + 2 * V.Width <= part)
            {
                BackwardSums<Rows2, Rows1, A>(
                    rows, channels, dy + c, x + c, mean + c, scale + c, shift + c, sum + c, products + c, V.Width);
                c += V.Width;
            }
            else if (last == V.Width)
                BackwardSums<Rows1, Rows1, A>(rows, channels, dy + c, x + c, mean + c, scale + c, shift + c, sum + c, products + c, last);
            else
                BackwardSums<Rows1, Rows2, A>(rows, channels, dy + c, x + c, mean + c, scale + c, shift + c, sum + c, products + c, last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardSums<R, T, A>(
        int rows, nint channels, float* dy, float* x, float* mean, float* scale, float* shift, double* sum, double* products, int last)
        where R : unmanaged where T : unmanaged where A : unmanaged
    {
        V a0 = Load<T>(scale, last), a1 = sizeof(R) > 1 ? V.Load(scale + V.Width) : V.Zero;
        V b0 = Load<T>(shift, last), b1 = sizeof(R) > 1 ? V.Load(shift + V.Width) : V.Zero;
        V m0 = Load<T>(mean, last), m1 = sizeof(R) > 1 ? V.Load(mean + V.Width) : V.Zero;
        double* sums = stackalloc double[2 * V.Width], totals = stackalloc double[2 * V.Width];
        float* block = stackalloc float[2 * V.Width];
        V zero = V.Zero;
        for (int first = 0; first < rows; first += BlockRows)
        {
            V s0 = zero, s1 = zero, p0 = zero, p1 = zero;
            for (int r = Math.Min(BlockRows, rows - first); r > 0; r--, x += channels, dy += channels)
            {
                V x0 = Load<T>(x, last), g0 = Open<A>(Load<T>(dy, last), V.Fma(x0, a0, b0));
                s0 += g0;
                p0 = V.Fma(g0, x0 - m0, p0);
                if (sizeof(R) > 1)
                {
                    V x1 = V.Load(x + V.Width), g1 = Open<A>(V.Load(dy + V.Width), V.Fma(x1, a1, b1));
                    s1 += g1;
                    p1 = V.Fma(g1, x1 - m1, p1);
                }
            }

            Add(s0, s1, block, sums);
            Add(p0, p1, block, totals);
        }

        for (int c = 0; c < (sizeof(R) - 1) * V.Width + last; c++)
            (sum[c], products[c]) = (sums[c], totals[c]);
    }

    internal static void BackwardApply(
        int rows, int channels, float* dy, float* x, float* scale, float* shift, Activation activation, float* slope, float* offset,
        float* dx)
    {
        if (activation == Activation.None)
            BackwardApply<Rows1>(rows, channels, dy, x, scale, shift, slope, offset, dx);
        else if (activation == Activation.Relu)
            BackwardApply<Rows2>(rows, channels, dy, x, scale, shift, slope, offset, dx);
        else
            BackwardApply<Rows3>(rows, channels, dy, x, scale, shift, slope, offset, dx);
    }

    private static void BackwardApply<A>(
        int rows, int channels, float* dy, float* x, float* scale, float* shift, float* slope, float* offset, float* dx) where A : unmanaged
    {
        for (int c = 0; c < channels; c += V.Width)
        {
            int last = Math.Min(V.Width, channels - c);
            if (c + 2 * V.Width <= channels)
            {
                BackwardApply<Rows2, Rows1, A>(
                    rows, channels, dy + c, x + c, scale + c, shift + c, slope + c, offset + c, dx + c, V.Width);
                c += V.Width;
            }
            else if (last == V.Width)
                BackwardApply<Rows1, Rows1, A>(rows, channels, dy + c, x + c, scale + c, shift + c, slope + c, offset + c, dx + c, last);
            else
                BackwardApply<Rows1, Rows2, A>(rows, channels, dy + c, x + c, scale + c, shift + c, slope + c, offset + c, dx + c, last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardApply<R, T, A>(
        int rows, nint channels, float* dy, float* x, float* scale, float* shift, float* slope, float* offset, float* dx, int last)
        where R : unmanaged where T : unmanaged where A : unmanaged
    {
        V a0 = Load<T>(scale, last), a1 = sizeof(R) > 1 ? V.Load(scale + V.Width) : V.Zero;
        V b0 = Load<T>(shift, last), b1 = sizeof(R) > 1 ? V.Load(shift + V.Width) : V.Zero;
        V k0 = Load<T>(slope, last), k1 = sizeof(R) > 1 ? V.Load(slope + V.Width) : V.Zero;
        V c0 = Load<T>(offset, last), c1 = sizeof(R) > 1 ? V.Load(offset + V.Width) : V.Zero;
        for (; rows > 0; rows--, x += channels, dy += channels, dx += channels)
        {
            V x0 = Load<T>(x, last), g0 = Open<A>(Load<T>(dy, last), V.Fma(x0, a0, b0));
            Store<T>(V.Fma(g0, a0, V.Fma(x0, k0, c0)), dx, last);
            if (sizeof(R) > 1)
            {
                V x1 = V.Load(x + V.Width), g1 = Open<A>(V.Load(dy + V.Width), V.Fma(x1, a1, b1));
                V.Fma(g1, a1, V.Fma(x1, k1, c1)).Store(dx + V.Width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Clamp<A>(V y) where A : unmanaged =>
        sizeof(A) == 1 ? y : sizeof(A) == 2 ? V.Max(V.Zero, y) : V.Min(V.Splat(6), V.Max(V.Zero, y));

    /// <summary>dy where the activation's operand is not clamped, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Open<A>(V dy, V operand) where A : unmanaged =>
        sizeof(A) == 1 ? dy
        : sizeof(A) == 2 ? dy & V.Greater(operand, V.Zero)
        : dy & V.Greater(operand, V.Zero) & V.Greater(V.Splat(6), operand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<T>(float* from, int last) where T : unmanaged => sizeof(T) > 1 ? V.Load(from, last) : V.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(V v, float* to, int last) where T : unmanaged
    {
        if (sizeof(T) > 1)
            v.Store(to, last);
        else
            v.Store(to);
    }

    private static void Add(V first, V second, float* block, double* to)
    {
        first.Store(block);
        second.Store(block + V.Width);
        for (int i = 0; i < 2 * V.Width; i++)
            to[i] += block[i];
    }
}
