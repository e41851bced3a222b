using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary>Depthwise windows of 3 by 3: the nine weights of a vector of channels, or their gradients, stay in registers.</summary>
internal static unsafe class Depthwise3x3<V> where V : unmanaged, ILanes<V>
{
    internal static bool Suits(int kernelHeight, int kernelWidth, int dilationHeight, int dilationWidth) =>
        kernelHeight == 3 && kernelWidth == 3 && dilationHeight == 1 && dilationWidth == 1;

    /// <summary>One vector of channels of an image.</summary>
    /// <param name="seen">The image as windows see it, rows <paramref name="row"/> floats apart, columns <paramref name="c"/>.</param>
    /// <param name="wStep">Floats from a weight to the next; negative for a window in reverse order.</param>
    internal static void Run(
        float* seen, nint row, int down, int across, int c, float* weights, nint wStep, float* to, int height, int width, int last,
        bool accumulate)
    {
        if (last == V.Width)
            Run<Rows1>(seen, row, down, across, c, weights, wStep, to, height, width, last, accumulate);
        else
            Run<Rows2>(seen, row, down, across, c, weights, wStep, to, height, width, last, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T>(
        float* seen, nint row, int down, int across, nint c, float* weights, nint wStep, float* to, int height, int width, int last,
        bool accumulate) where T : unmanaged
    {
        V w0 = Load<T>(weights, last), w1 = Load<T>(weights + wStep, last), w2 = Load<T>(weights + 2 * wStep, last);
        V w3 = Load<T>(weights + 3 * wStep, last), w4 = Load<T>(weights + 4 * wStep, last), w5 = Load<T>(weights + 5 * wStep, last);
        V w6 = Load<T>(weights + 6 * wStep, last), w7 = Load<T>(weights + 7 * wStep, last), w8 = Load<T>(weights + 8 * wStep, last);
        nint step = across * c;
        for (int h = 0; h < height; h++, seen += down * row)
        {
            float* r0 = seen, r1 = seen + row, r2 = r1 + row;
            for (int w = 0; w < width; w++, r0 += step, r1 += step, r2 += step, to += c)
            {
                V a = Load<T>(r0, last) * w0;
                V b = Load<T>(r1, last) * w3;
                V d = Load<T>(r2, last) * w6;
                a = V.Fma(Load<T>(r0 + c, last), w1, a);
                b = V.Fma(Load<T>(r1 + c, last), w4, b);
                d = V.Fma(Load<T>(r2 + c, last), w7, d);
                a = V.Fma(Load<T>(r0 + 2 * c, last), w2, a);
                b = V.Fma(Load<T>(r1 + 2 * c, last), w5, b);
                d = V.Fma(Load<T>(r2 + 2 * c, last), w8, d);
                V sum = a + b + d;
                Store<T>(accumulate ? Load<T>(to, last) + sum : sum, to, last);
            }
        }
    }

    /// <summary>dw += the gradient of the weights of one vector of channels, c floats apart.</summary>
    internal static void WeightGradient(
        float* seen, nint row, int down, int across, int c, float* gradient, float* dw, int height, int width, int last)
    {
        if (last == V.Width)
            WeightGradient<Rows1>(seen, row, down, across, c, gradient, dw, height, width, last);
        else
            WeightGradient<Rows2>(seen, row, down, across, c, gradient, dw, height, width, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightGradient<T>(
        float* seen, nint row, int down, int across, nint c, float* gradient, float* dw, int height, int width, int last)
        where T : unmanaged
    {
        V w0 = Load<T>(dw, last), w1 = Load<T>(dw + c, last), w2 = Load<T>(dw + 2 * c, last);
        V w3 = Load<T>(dw + 3 * c, last), w4 = Load<T>(dw + 4 * c, last), w5 = Load<T>(dw + 5 * c, last);
        V w6 = Load<T>(dw + 6 * c, last), w7 = Load<T>(dw + 7 * c, last), w8 = Load<T>(dw + 8 * c, last);
        nint step = across * c;
        for (int h = 0; h < height; h++, seen += down * row)
        {
            float* r0 = seen, r1 = seen + row, r2 = r1 + row;
            for (int w = 0; w < width; w++, r0 += step, r1 += step, r2 += step, gradient += c)
            {
                V g = Load<T>(gradient, last);
                w0 = V.Fma(Load<T>(r0, last), g, w0);
                w1 = V.Fma(Load<T>(r0 + c, last), g, w1);
                w2 = V.Fma(Load<T>(r0 + 2 * c, last), g, w2);
                w3 = V.Fma(Load<T>(r1, last), g, w3);
                w4 = V.Fma(Load<T>(r1 + c, last), g, w4);
                w5 = V.Fma(Load<T>(r1 + 2 * c, last), g, w5);
                w6 = V.Fma(Load<T>(r2, last), g, w6);
                w7 = V.Fma(Load<T>(r2 + c, last), g, w7);
                w8 = V.Fma(Load<T>(r2 + 2 * c, last), g, w8);
            }
        }

        Store<T>(w0, dw, last);
        Store<T>(w1, dw + c, last);
        Store<T>(w2, dw + 2 * c, last);
        Store<T>(w3, dw + 3 * c, last);
        Store<T>(w4, dw + 4 * c, last);
        Store<T>(w5, dw + 5 * c, last);
        Store<T>(w6, dw + 6 * c, last);
        Store<T>(w7, dw + 7 * c, last);
        Store<T>(w8, dw + 8 * c, last);
    }

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
}
