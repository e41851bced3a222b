using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary>
/// Sums of products channel by channel, C[i, c] = or += Σ over segments s and steps k of A[s, i, k, c] · B[s, k, c], for up to 8 rows i
/// of one vector of channels, summed in registers. With windows as A and weights as B that is a depthwise convolution; with the output's
/// gradient as B it is the gradient of a row of its weights. The number of rows is the size of R, as in <see cref="Tile1"/>.
/// </summary>
internal static unsafe class DepthwiseTile
{
    internal const int MaxRows = 8;

    /// <summary>Rows are shared out evenly.</summary>
    /// <param name="o"><see cref="TileOperands.Last"/> is the number of channels.</param>
    internal static void Run<V>(TileOperands o, int rows) where V : unmanaged, ILanes<V>
    {
        for (int tiles = (rows + MaxRows - 1) / MaxRows; tiles > 0; tiles--)
        {
            int height = (rows + tiles - 1) / tiles;
            Run<V>(o, height, o.Last < V.Width);
            o.A += height * o.ARow;
            o.C += height * o.CRow;
            rows -= height;
        }
    }

    private static void Run<V>(in TileOperands o, int rows, bool masked) where V : unmanaged, ILanes<V>
    {
        if (masked)
            Run<V, Rows2>(o, rows);
        else
            Run<V, Rows1>(o, rows);
    }

    private static void Run<V, T>(in TileOperands o, int rows) where V : unmanaged, ILanes<V> where T : unmanaged
    {
        switch (rows)
        {
            case 1:
                Run<V, Rows1, T>(o);
                break;
            case 2:
                Run<V, Rows2, T>(o);
                break;
            case 3:
                Run<V, Rows3, T>(o);
                break;
            case 4:
                Run<V, Rows4, T>(o);
                break;
            case 5:
                Run<V, Rows5, T>(o);
                break;
            case 6:
                Run<V, Rows6, T>(o);
                break;
            case 7:
                Run<V, Rows7, T>(o);
                break;
            default:
                Run<V, Rows8, T>(o);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<V, R, T>(in TileOperands o) where V : unmanaged, ILanes<V> where R : unmanaged where T : unmanaged
    {
        V c0 = V.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        nint row = o.ARow * sizeof(float), row3 = 3 * row, row4 = 4 * row, step = o.AStep * sizeof(float), bStep = o.BStep;
        byte* aSegment = (byte*)o.A;
        float* bSegment = o.B;
        int last = o.Last;
        for (int segment = o.Segments; segment > 0; segment--)
        {
            byte* a = aSegment, a4 = a + row4;
            float* b = bSegment;
            for (int k = o.Steps; k > 0; k--)
            {
                V w = Load<V, T>(b, last);
                c0 = V.Fma(Load<V, T>((float*)a, last), w, c0);
                if (sizeof(R) > 1)
                    c1 = V.Fma(Load<V, T>((float*)(a + row), last), w, c1);
                if (sizeof(R) > 2)
                    c2 = V.Fma(Load<V, T>((float*)(a + 2 * row), last), w, c2);
                if (sizeof(R) > 3)
                    c3 = V.Fma(Load<V, T>((float*)(a + row3), last), w, c3);
                if (sizeof(R) > 4)
                    c4 = V.Fma(Load<V, T>((float*)a4, last), w, c4);
                if (sizeof(R) > 5)
                    c5 = V.Fma(Load<V, T>((float*)(a4 + row), last), w, c5);
                if (sizeof(R) > 6)
                    c6 = V.Fma(Load<V, T>((float*)(a4 + 2 * row), last), w, c6);
                if (sizeof(R) > 7)
                    c7 = V.Fma(Load<V, T>((float*)(a4 + row3), last), w, c7);
                a += step;
                a4 += step;
                b += bStep;
            }

            aSegment += o.ASegment * sizeof(float);
            bSegment += o.BSegment;
        }

        float* c = o.C;
        nint cRow = o.CRow;
        bool add = o.Accumulate;
        Put<V, T>(c, c0, last, add);
        if (sizeof(R) > 1)
            Put<V, T>(c + cRow, c1, last, add);
        if (sizeof(R) > 2)
            Put<V, T>(c + 2 * cRow, c2, last, add);
        if (sizeof(R) > 3)
            Put<V, T>(c + 3 * cRow, c3, last, add);
        if (sizeof(R) > 4)
            Put<V, T>(c + 4 * cRow, c4, last, add);
        if (sizeof(R) > 5)
            Put<V, T>(c + 5 * cRow, c5, last, add);
        if (sizeof(R) > 6)
            Put<V, T>(c + 6 * cRow, c6, last, add);
        if (sizeof(R) > 7)
            Put<V, T>(c + 7 * cRow, c7, last, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<V, T>(float* from, int last) where V : unmanaged, ILanes<V> where T : unmanaged =>
        sizeof(T) > 1 ? V.Load(from, last) : V.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V, T>(float* c, V sum, int last, bool add) where V : unmanaged, ILanes<V> where T : unmanaged
    {
        if (add)
            sum += Load<V, T>(c, last);
        if (sizeof(T) > 1)
            sum.Store(c, last);
        else
            sum.Store(c);
    }
}
