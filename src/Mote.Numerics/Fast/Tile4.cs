using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary>
/// A tile of a matrix product, up to 6 rows of four vectors, summed in registers (see <see cref="TileOperands"/>). The number of rows is
/// the size of R, a constant to the compiler, which leaves out the rows above it; a T larger than one byte says that B's last vector may
/// end outside of memory. Sums are taken in the order of segments and steps.
/// </summary>
internal static unsafe class Tile4
{
    internal const int MaxRows = 6;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<V, R, T>(in TileOperands o) where V : unmanaged, ILanes<V> where R : unmanaged where T : unmanaged
    {
        V c0_0 = V.Zero, c0_1 = c0_0, c0_2 = c0_0, c0_3 = c0_0;
        V c1_0 = c0_0, c1_1 = c0_0, c1_2 = c0_0, c1_3 = c0_0;
        V c2_0 = c0_0, c2_1 = c0_0, c2_2 = c0_0, c2_3 = c0_0;
        V c3_0 = c0_0, c3_1 = c0_0, c3_2 = c0_0, c3_3 = c0_0;
        V c4_0 = c0_0, c4_1 = c0_0, c4_2 = c0_0, c4_3 = c0_0;
        V c5_0 = c0_0, c5_1 = c0_0, c5_2 = c0_0, c5_3 = c0_0;
        nint row = o.ARow * sizeof(float), row3 = 3 * row, row5 = 5 * row, step = o.AStep * sizeof(float);
        byte* aSegment = (byte*)o.A;
        float* bSegment = o.B;
        nint bStep = o.BStep;
        int last = o.Last;
        for (int segment = o.Segments; segment > 0; segment--)
        {
            byte* a = aSegment;
            float* b = bSegment;
            for (int k = o.Steps; k > 0; k--)
            {
                V b0 = V.Load(b);
                V b1 = V.Load(b + V.Width);
                V b2 = V.Load(b + 2 * V.Width);
                V b3 = sizeof(T) > 1 ? V.Load(b + 3 * V.Width, last) : V.Load(b + 3 * V.Width);
                V x = V.Splat(*(float*)a);
                c0_0 = V.Fma(x, b0, c0_0);
                c0_1 = V.Fma(x, b1, c0_1);
                c0_2 = V.Fma(x, b2, c0_2);
                c0_3 = V.Fma(x, b3, c0_3);
                if (sizeof(R) > 1)
                {
                    x = V.Splat(*(float*)(a + row));
                    c1_0 = V.Fma(x, b0, c1_0);
                    c1_1 = V.Fma(x, b1, c1_1);
                    c1_2 = V.Fma(x, b2, c1_2);
                    c1_3 = V.Fma(x, b3, c1_3);
                }
                if (sizeof(R) > 2)
                {
                    x = V.Splat(*(float*)(a + 2 * row));
                    c2_0 = V.Fma(x, b0, c2_0);
                    c2_1 = V.Fma(x, b1, c2_1);
                    c2_2 = V.Fma(x, b2, c2_2);
                    c2_3 = V.Fma(x, b3, c2_3);
                }
                if (sizeof(R) > 3)
                {
                    x = V.Splat(*(float*)(a + row3));
                    c3_0 = V.Fma(x, b0, c3_0);
                    c3_1 = V.Fma(x, b1, c3_1);
                    c3_2 = V.Fma(x, b2, c3_2);
                    c3_3 = V.Fma(x, b3, c3_3);
                }
                if (sizeof(R) > 4)
                {
                    x = V.Splat(*(float*)(a + 4 * row));
                    c4_0 = V.Fma(x, b0, c4_0);
                    c4_1 = V.Fma(x, b1, c4_1);
                    c4_2 = V.Fma(x, b2, c4_2);
                    c4_3 = V.Fma(x, b3, c4_3);
                }
                if (sizeof(R) > 5)
                {
                    x = V.Splat(*(float*)(a + row5));
                    c5_0 = V.Fma(x, b0, c5_0);
                    c5_1 = V.Fma(x, b1, c5_1);
                    c5_2 = V.Fma(x, b2, c5_2);
                    c5_3 = V.Fma(x, b3, c5_3);
                }

                a += step;
                b += bStep;
            }

            aSegment += o.ASegment * sizeof(float);
            bSegment += o.BSegment;
        }

        float* c = o.C;
        nint cRow = o.CRow;
        bool add = o.Accumulate;
        Put(c, c0_0, c0_1, c0_2, c0_3, last, add);
        if (sizeof(R) > 1)
            Put(c + cRow, c1_0, c1_1, c1_2, c1_3, last, add);
        if (sizeof(R) > 2)
            Put(c + 2 * cRow, c2_0, c2_1, c2_2, c2_3, last, add);
        if (sizeof(R) > 3)
            Put(c + 3 * cRow, c3_0, c3_1, c3_2, c3_3, last, add);
        if (sizeof(R) > 4)
            Put(c + 4 * cRow, c4_0, c4_1, c4_2, c4_3, last, add);
        if (sizeof(R) > 5)
            Put(c + 5 * cRow, c5_0, c5_1, c5_2, c5_3, last, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(float* c, V v0, V v1, V v2, V v3, int last, bool add) where V : unmanaged, ILanes<V>
    {
        (add ? V.Load(c) + v0 : v0).Store(c);
        (add ? V.Load(c + V.Width) + v1 : v1).Store(c + V.Width);
        (add ? V.Load(c + 2 * V.Width) + v2 : v2).Store(c + 2 * V.Width);
        if (last == V.Width)
            (add ? V.Load(c + 3 * V.Width) + v3 : v3).Store(c + 3 * V.Width);
        else
            (add ? V.Load(c + 3 * V.Width, last) + v3 : v3).Store(c + 3 * V.Width, last);
    }
}
