using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary><see cref="Pooling"/> in registers of one width.</summary>
internal static unsafe class PoolingOn<V> where V : unmanaged, ILanes<V>
{
    /// <summary>The part of a window that lies inside: its first element and how many, along both dimensions.</summary>
    private readonly struct Inside
    {
        internal readonly int Row, Column, Rows, Columns, Count;

        internal Inside(in ConvolutionShape s, int oh, int ow)
        {
            (Row, Rows) = Along(oh * s.StrideHeight - s.PadTop, s.KernelHeight, s.DilationHeight, s.Height);
            (Column, Columns) = Along(ow * s.StrideWidth - s.PadLeft, s.KernelWidth, s.DilationWidth, s.Width);
            Count = Rows * Columns;
        }

        private static (int First, int Count) Along(int from, int kernel, int dilation, int size)
        {
            int skipped = from < 0 ? (-from + dilation - 1) / dilation : 0;
            int first = from + skipped * dilation;
            int fit = first < size ? (size - first + dilation - 1) / dilation : 0;
            return (first, Math.Max(0, Math.Min(kernel - skipped, fit)));
        }
    }

    internal static void Average(in ConvolutionShape s, int batch, float* x, float* y)
    {
        for (int n = 0; n < batch; n++, x += s.InFloats)
        {
            for (int oh = 0; oh < s.OutHeight; oh++)
            {
                for (int ow = 0; ow < s.OutWidth; ow++, y += s.Channels)
                    AverageOf(s, new Inside(s, oh, ow), x, y);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageOf(in ConvolutionShape s, in Inside inside, float* x, float* y)
    {
        nint column = (nint)s.DilationWidth * s.Channels, row = (nint)s.DilationHeight * s.Width * s.Channels;
        float* first = x + ((nint)inside.Row * s.Width + inside.Column) * s.Channels;
        V share = V.Splat(inside.Count > 0 ? 1f / inside.Count : 0);
        int columns = inside.Columns;
        for (int c = 0; c < s.Channels; c += V.Width)
        {
            int last = Math.Min(V.Width, s.Channels - c);
            V sum = V.Zero;
            for (int i = 0; i < inside.Rows; i++)
            {
                float* from = first + i * row + c;
                if (last == V.Width)
                {
                    for (int j = 0; j < columns; j++, from += column)
                        sum += V.Load(from);
                }
                else
                {
                    for (int j = 0; j < columns; j++, from += column)
                        sum += V.Load(from, last);
                }
            }

            (sum * share).Store(y + c, last);
        }
    }

    internal static void AverageGradient(in ConvolutionShape s, int batch, float* dy, float* dx, bool accumulate)
    {
        if (!accumulate)
            new Span<float>(dx, batch * s.InFloats).Clear();
        for (int n = 0; n < batch; n++, dx += s.InFloats)
        {
            for (int oh = 0; oh < s.OutHeight; oh++)
            {
                for (int ow = 0; ow < s.OutWidth; ow++, dy += s.Channels)
                    AverageGradientOf(s, new Inside(s, oh, ow), dy, dx);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageGradientOf(in ConvolutionShape s, in Inside inside, float* dy, float* dx)
    {
        nint column = (nint)s.DilationWidth * s.Channels, row = (nint)s.DilationHeight * s.Width * s.Channels;
        float* first = dx + ((nint)inside.Row * s.Width + inside.Column) * s.Channels;
        V share = V.Splat(inside.Count > 0 ? 1f / inside.Count : 0);
        for (int c = 0; c < s.Channels; c += V.Width)
        {
            int last = Math.Min(V.Width, s.Channels - c);
            V g = V.Load(dy + c, last) * share;
            for (int i = 0; i < inside.Rows; i++)
            {
                float* to = first + i * row + c;
                for (int j = 0; j < inside.Columns; j++, to += column)
                {
                    if (last == V.Width)
                        (V.Load(to) + g).Store(to);
                    else
                        (V.Load(to, last) + g).Store(to, last);
                }
            }
        }
    }

    internal static void Maximum(in ConvolutionShape s, int batch, float* x, float* y)
    {
        for (int n = 0; n < batch; n++, x += s.InFloats)
        {
            for (int oh = 0; oh < s.OutHeight; oh++)
            {
                for (int ow = 0; ow < s.OutWidth; ow++, y += s.Channels)
                    MaximumOf(s, new Inside(s, oh, ow), x, y);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaximumOf(in ConvolutionShape s, in Inside inside, float* x, float* y)
    {
        nint column = (nint)s.DilationWidth * s.Channels, row = (nint)s.DilationHeight * s.Width * s.Channels;
        float* first = x + ((nint)inside.Row * s.Width + inside.Column) * s.Channels;
        for (int c = 0; c < s.Channels; c += V.Width)
        {
            int last = Math.Min(V.Width, s.Channels - c);
            V most = V.Splat(float.NegativeInfinity);
            for (int i = 0; i < inside.Rows; i++)
            {
                float* from = first + i * row + c;
                for (int j = 0; j < inside.Columns; j++, from += column)
                    most = V.Max(most, V.Load(from, last));
            }

            most.Store(y + c, last);
        }
    }

    internal static void MaximumGradient(in ConvolutionShape s, int batch, float* dy, float* x, float* dx, bool accumulate)
    {
        if (!accumulate)
            new Span<float>(dx, batch * s.InFloats).Clear();
        for (int n = 0; n < batch; n++, x += s.InFloats, dx += s.InFloats)
        {
            for (int oh = 0; oh < s.OutHeight; oh++)
            {
                for (int ow = 0; ow < s.OutWidth; ow++, dy += s.Channels)
                    MaximumGradientOf(s, new Inside(s, oh, ow), dy, x, dx);
            }
        }
    }

    /// <summary>The number of the first largest element is found in floats, which hold it exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaximumGradientOf(in ConvolutionShape s, in Inside inside, float* dy, float* x, float* dx)
    {
        nint column = (nint)s.DilationWidth * s.Channels, row = (nint)s.DilationHeight * s.Width * s.Channels;
        nint first = ((nint)inside.Row * s.Width + inside.Column) * s.Channels;
        for (int c = 0; c < s.Channels; c += V.Width)
        {
            int last = Math.Min(V.Width, s.Channels - c);
            V most = V.Splat(float.NegativeInfinity), best = V.Zero, one = V.Splat(1), number = V.Zero;
            for (int i = 0; i < inside.Rows; i++)
            {
                float* from = x + first + i * row + c;
                for (int j = 0; j < inside.Columns; j++, from += column, number += one)
                {
                    V value = V.Load(from, last), larger = V.Greater(value, most);
                    most = V.Select(larger, value, most);
                    best = V.Select(larger, number, best);
                }
            }

            V g = V.Load(dy + c, last);
            number = V.Zero;
            for (int i = 0; i < inside.Rows; i++)
            {
                float* to = dx + first + i * row + c;
                for (int j = 0; j < inside.Columns; j++, to += column, number += one)
                    (V.Load(to, last) + (g & V.Same(number, best))).Store(to, last);
            }
        }
    }
}
