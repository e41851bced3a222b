using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary><see cref="Elementwise"/> in registers of one width.</summary>
internal static unsafe class ElementwiseOn<V> where V : unmanaged, ILanes<V>
{
    private const int BlockRows = 128;

    internal static void Activate(int n, Activation activation, float slope, float* x, float* y)
    {
        switch (activation)
        {
            case Activation.None:
                Activate<Rows1>(n, slope, x, y);
                break;
            case Activation.Relu:
                Activate<Rows2>(n, slope, x, y);
                break;
            case Activation.Relu6:
                Activate<Rows3>(n, slope, x, y);
                break;
            case Activation.LeakyRelu:
                Activate<Rows4>(n, slope, x, y);
                break;
            case Activation.Sigmoid:
                Activate<Rows5>(n, slope, x, y);
                break;
            case Activation.Tanh:
                Activate<Rows6>(n, slope, x, y);
                break;
            case Activation.HardSwish:
                Activate<Rows7>(n, slope, x, y);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Activate<A>(int n, float slope, float* x, float* y) where A : unmanaged
    {
        V s = V.Splat(slope);
        int i = 0;
        for (; i + V.Width <= n; i += V.Width)
            ActivationOn<V>.Apply<A>(V.Load(x + i), s).Store(y + i);
        if (i < n)
            ActivationOn<V>.Apply<A>(V.Load(x + i, n - i), s).Store(y + i, n - i);
    }

    internal static void ActivationGradient(int n, Activation activation, float slope, float* dy, float* operandOrResult, float* dx)
    {
        switch (activation)
        {
            case Activation.None:
                Gradient<Rows1>(n, slope, dy, operandOrResult, dx);
                break;
            case Activation.Relu:
                Gradient<Rows2>(n, slope, dy, operandOrResult, dx);
                break;
            case Activation.Relu6:
                Gradient<Rows3>(n, slope, dy, operandOrResult, dx);
                break;
            case Activation.LeakyRelu:
                Gradient<Rows4>(n, slope, dy, operandOrResult, dx);
                break;
            case Activation.Sigmoid:
                Gradient<Rows5>(n, slope, dy, operandOrResult, dx);
                break;
            case Activation.Tanh:
                Gradient<Rows6>(n, slope, dy, operandOrResult, dx);
                break;
            case Activation.HardSwish:
                Gradient<Rows7>(n, slope, dy, operandOrResult, dx);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradient<A>(int n, float slope, float* dy, float* v, float* dx) where A : unmanaged
    {
        V s = V.Splat(slope);
        int i = 0;
        for (; i + V.Width <= n; i += V.Width)
            ActivationOn<V>.Gradient<A>(V.Load(dy + i), V.Load(v + i), V.Load(v + i), s).Store(dx + i);
        if (i < n)
            ActivationOn<V>.Gradient<A>(V.Load(dy + i, n - i), V.Load(v + i, n - i), V.Load(v + i, n - i), s).Store(dx + i, n - i);
    }

    internal static void AddBias(int rows, int channels, float* x, float* bias, Activation activation, float slope, float* y)
    {
        bool clamps = activation is Activation.None or Activation.Relu or Activation.Relu6;
        for (int r = 0; r < rows; r++, x += channels, y += channels)
        {
            if (activation == Activation.Relu)
                AddBias<Rows2>(channels, x, bias, y);
            else if (activation == Activation.Relu6)
                AddBias<Rows3>(channels, x, bias, y);
            else
                AddBias<Rows1>(channels, x, bias, y);
            if (!clamps)
                Activate(channels, activation, slope, y, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBias<A>(int n, float* x, float* bias, float* y) where A : unmanaged
    {
        int i = 0;
        for (; i + V.Width <= n; i += V.Width)
            ActivationOn<V>.Apply<A>(V.Load(x + i) + V.Load(bias + i), V.Zero).Store(y + i);
        if (i < n)
            ActivationOn<V>.Apply<A>(V.Load(x + i, n - i) + V.Load(bias + i, n - i), V.Zero).Store(y + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddColumnSums(int rows, int channels, float* x, float* sums)
    {
        for (int c = 0; c < channels; c += V.Width)
        {
            int last = Math.Min(V.Width, channels - c);
            V total = V.Load(sums + c, last);
            for (int first = 0; first < rows; first += BlockRows)
            {
                V even = V.Zero, odd = V.Zero;
                int end = Math.Min(rows, first + BlockRows);
                float* row = x + (nint)first * channels + c;
                int r = first;
                for (; r + 2 <= end; r += 2, row += 2 * channels)
                {
                    even += V.Load(row, last);
                    odd += V.Load(row + channels, last);
                }

                if (r < end)
                    even += V.Load(row, last);
                total += even + odd;
            }

            total.Store(sums + c, last);
        }
    }

    internal static void Add(int n, float* a, float* b, float* y) => Combine<Rows1>(n, a, b, y);

    internal static void Subtract(int n, float* a, float* b, float* y) => Combine<Rows2>(n, a, b, y);

    internal static void Multiply(int n, float* a, float* b, float* y) => Combine<Rows3>(n, a, b, y);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<K>(int n, float* a, float* b, float* y) where K : unmanaged
    {
        int i = 0;
        for (; i + V.Width <= n; i += V.Width)
            Combine<K>(V.Load(a + i), V.Load(b + i)).Store(y + i);
        if (i < n)
            Combine<K>(V.Load(a + i, n - i), V.Load(b + i, n - i)).Store(y + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Combine<K>(V a, V b) where K : unmanaged => sizeof(K) == 1 ? a + b : sizeof(K) == 2 ? a - b : a * b;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddScaled(int n, float factor, float* x, float* y)
    {
        V f = V.Splat(factor);
        int i = 0;
        for (; i + V.Width <= n; i += V.Width)
            V.Fma(V.Load(x + i), f, V.Load(y + i)).Store(y + i);
        if (i < n)
            V.Fma(V.Load(x + i, n - i), f, V.Load(y + i, n - i)).Store(y + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Scale(int n, float factor, float* x, float* y)
    {
        V f = V.Splat(factor);
        int i = 0;
        for (; i + V.Width <= n; i += V.Width)
            (V.Load(x + i) * f).Store(y + i);
        if (i < n)
            (V.Load(x + i, n - i) * f).Store(y + i, n - i);
    }

    internal static void Exp(int n, float* x, float* y) => Map<Rows1>(n, x, y);

    internal static void Log(int n, float* x, float* y) => Map<Rows2>(n, x, y);

    internal static void Tanh(int n, float* x, float* y) => Map<Rows3>(n, x, y);

    internal static void Sigmoid(int n, float* x, float* y) => Map<Rows4>(n, x, y);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<K>(int n, float* x, float* y) where K : unmanaged
    {
        int i = 0;
        for (; i + V.Width <= n; i += V.Width)
            Map<K>(V.Load(x + i)).Store(y + i);
        if (i < n)
            Map<K>(V.Load(x + i, n - i)).Store(y + i, n - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Map<K>(V x) where K : unmanaged =>
        sizeof(K) == 1 ? FunctionsOn<V>.Exp(x)
        : sizeof(K) == 2 ? FunctionsOn<V>.Log(x)
        : sizeof(K) == 3 ? FunctionsOn<V>.Tanh(x)
        : FunctionsOn<V>.Sigmoid(x);
}
