using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary>
/// A tile of a matrix product, up to 12 rows of two vectors, summed in registers (see <see cref="TileOperands"/>). The number of rows is
/// the size of R, a constant to the compiler, which leaves out the rows above it; a T larger than one byte says that B's last vector may
/// end outside of memory. Sums are taken in the order of segments and steps.
/// </summary>
internal static unsafe class Tile2
{
    internal const int MaxRows = 12;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<V, R, T>(in TileOperands o) where V : unmanaged, ILanes<V> where R : unmanaged where T : unmanaged
    {
        V c0_0 = V.Zero, c0_1 = c0_0;
        V c1_0 = c0_0, c1_1 = c0_0;
        V c2_0 = c0_0, c2_1 = c0_0;
        V c3_0 = c0_0, c3_1 = c0_0;
        V c4_0 = c0_0, c4_1 = c0_0;
        V c5_0 = c0_0, c5_1 = c0_0;
        V c6_0 = c0_0, c6_1 = c0_0;
        V c7_0 = c0_0, c7_1 = c0_0;
        V c8_0 = c0_0, c8_1 = c0_0;
        V c9_0 = c0_0, c9_1 = c0_0;
        V c10_0 = c0_0, c10_1 = c0_0;
        V c11_0 = c0_0, c11_1 = c0_0;
        nint row = o.ARow * sizeof(float), row3 = 3 * row, row5 = 5 * row, step = o.AStep * sizeof(float);
        nint row6 = 6 * row;
        byte* aSegment = (byte*)o.A;
        float* bSegment = o.B;
        nint bStep = o.BStep;
        int last = o.Last;
        for (int segment = o.Segments; segment > 0; segment--)
        {
            byte* a = aSegment, a6 = a + row6;
            float* b = bSegment;
            for (int k = o.Steps; k > 0; k--)
            {
                V b0 = V.Load(b);
                V b1 = sizeof(T) > 1 ? V.Load(b + V.Width, last) : V.Load(b + V.Width);
                V x = V.Splat(*(float*)a);
                c0_0 = V.Fma(x, b0, c0_0);
                c0_1 = V.Fma(x, b1, c0_1);
                if (sizeof(R) > 1)
                {
                    x = V.Splat(*(float*)(a + row));
                    c1_0 = V.Fma(x, b0, c1_0);
                    c1_1 = V.Fma(x, b1, c1_1);
                }
                if (sizeof(R) > 2)
                {
                    x = V.Splat(*(float*)(a + 2 * row));
                    c2_0 = V.Fma(x, b0, c2_0);
                    c2_1 = V.Fma(x, b1, c2_1);
                }
                if (sizeof(R) > 3)
                {
                    x = V.Splat(*(float*)(a + row3));
                    c3_0 = V.Fma(x, b0, c3_0);
                    c3_1 = V.Fma(x, b1, c3_1);
                }
                if (sizeof(R) > 4)
                {
                    x = V.Splat(*(float*)(a + 4 * row));
                    c4_0 = V.Fma(x, b0, c4_0);
                    c4_1 = V.Fma(x, b1, c4_1);
                }
                if (sizeof(R) > 5)
                {
                    x = V.Splat(*(float*)(a + row5));
                    c5_0 = V.Fma(x, b0, c5_0);
                    c5_1 = V.Fma(x, b1, c5_1);
                }
                if (sizeof(R) > 6)
                {
                    x = V.Splat(*(float*)a6);
                    c6_0 = V.Fma(x, b0, c6_0);
                    c6_1 = V.Fma(x, b1, c6_1);
                }
                if (sizeof(R) > 7)
                {
                    x = V.Splat(*(float*)(a6 + row));
                    c7_0 = V.Fma(x, b0, c7_0);
                    c7_1 = V.Fma(x, b1, c7_1);
                }
                if (sizeof(R) > 8)
                {
                    x = V.Splat(*(float*)(a6 + 2 * row));
                    c8_0 = V.Fma(x, b0, c8_0);
                    c8_1 = V.Fma(x, b1, c8_1);
                }
                if (sizeof(R) > 9)
                {
                    x = V.Splat(*(float*)(a6 + row3));
                    c9_0 = V.Fma(x, b0, c9_0);
                    c9_1 = V.Fma(x, b1, c9_1);
                }
                if (sizeof(R) > 10)
                {
                    x = V.Splat(*(float*)(a6 + 4 * row));
                    c10_0 = V.Fma(x, b0, c10_0);
                    c10_1 = V.Fma(x, b1, c10_1);
                }
                if (sizeof(R) > 11)
                {
                    x = V.Splat(*(float*)(a6 + row5));
                    c11_0 = V.Fma(x, b0, c11_0);
                    c11_1 = V.Fma(x, b1, c11_1);
                }

                a += step;
                a6 += step;
                b += bStep;
            }

            aSegment += o.ASegment * sizeof(float);
            bSegment += o.BSegment;
        }

        float* c = o.C;
        nint cRow = o.CRow;
        bool add = o.Accumulate;
        Put(c, c0_0, c0_1, last, add);
        if (sizeof(R) > 1)
            Put(c + cRow, c1_0, c1_1, last, add);
        if (sizeof(R) > 2)
            Put(c + 2 * cRow, c2_0, c2_1, last, add);
        if (sizeof(R) > 3)
            Put(c + 3 * cRow, c3_0, c3_1, last, add);
        if (sizeof(R) > 4)
            Put(c + 4 * cRow, c4_0, c4_1, last, add);
        if (sizeof(R) > 5)
            Put(c + 5 * cRow, c5_0, c5_1, last, add);
        if (sizeof(R) > 6)
            Put(c + 6 * cRow, c6_0, c6_1, last, add);
        if (sizeof(R) > 7)
            Put(c + 7 * cRow, c7_0, c7_1, last, add);
        if (sizeof(R) > 8)
            Put(c + 8 * cRow, c8_0, c8_1, last, add);
        if (sizeof(R) > 9)
            Put(c + 9 * cRow, c9_0, c9_1, last, add);
        if (sizeof(R) > 10)
            Put(c + 10 * cRow, c10_0, c10_1, last, add);
        if (sizeof(R) > 11)
            Put(c + 11 * cRow, c11_0, c11_1, last, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(float* c, V v0, V v1, int last, bool add) where V : unmanaged, ILanes<V>
    {
        (add ? V.Load(c) + v0 : v0).Store(c);
        if (last == V.Width)
            (add ? V.Load(c + V.Width) + v1 : v1).Store(c + V.Width);
        else
            (add ? V.Load(c + V.Width, last) + v1 : v1).Store(c + V.Width, last);
    }
}
