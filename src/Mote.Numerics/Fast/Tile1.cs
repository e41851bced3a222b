using System.Runtime.CompilerServices;

namespace Mote.Numerics.Fast;

/// <summary>
/// A tile of a matrix product, up to 14 rows of one vector, summed in registers (see <see cref="TileOperands"/>). The number of rows is
/// the size of R, a constant to the compiler, which leaves out the rows above it; a T larger than one byte says that B's last vector may
/// end outside of memory. Sums are taken in the order of segments and steps.
/// </summary>
internal static unsafe class Tile1
{
    internal const int MaxRows = 14;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<V, R, T>(in TileOperands o) where V : unmanaged, ILanes<V> where R : unmanaged where T : unmanaged
    {
        V c0_0 = V.Zero;
        V c1_0 = c0_0;
        V c2_0 = c0_0;
        V c3_0 = c0_0;
        V c4_0 = c0_0;
        V c5_0 = c0_0;
        V c6_0 = c0_0;
        V c7_0 = c0_0;
        V c8_0 = c0_0;
        V c9_0 = c0_0;
        V c10_0 = c0_0;
        V c11_0 = c0_0;
        V c12_0 = c0_0;
        V c13_0 = c0_0;
        nint row = o.ARow * sizeof(float), row3 = 3 * row, row5 = 5 * row, step = o.AStep * sizeof(float);
        nint row6 = 6 * row, row12 = 12 * row;
        byte* aSegment = (byte*)o.A;
        float* bSegment = o.B;
        nint bStep = o.BStep;
        int last = o.Last;
        for (int segment = o.Segments; segment > 0; segment--)
        {
            byte* a = aSegment, a6 = a + row6, a12 = a + row12;
            float* b = bSegment;
            for (int k = o.Steps; k > 0; k--)
            {
                V b0 = sizeof(T) > 1 ? V.Load(b, last) : V.Load(b);
                c0_0 = V.Fma(V.Splat(*(float*)a), b0, c0_0);
                if (sizeof(R) > 1)
                    c1_0 = V.Fma(V.Splat(*(float*)(a + row)), b0, c1_0);
                if (sizeof(R) > 2)
                    c2_0 = V.Fma(V.Splat(*(float*)(a + 2 * row)), b0, c2_0);
                if (sizeof(R) > 3)
                    c3_0 = V.Fma(V.Splat(*(float*)(a + row3)), b0, c3_0);
                if (sizeof(R) > 4)
                    c4_0 = V.Fma(V.Splat(*(float*)(a + 4 * row)), b0, c4_0);
                if (sizeof(R) > 5)
                    c5_0 = V.Fma(V.Splat(*(float*)(a + row5)), b0, c5_0);
                if (sizeof(R) > 6)
                    c6_0 = V.Fma(V.Splat(*(float*)a6), b0, c6_0);
                if (sizeof(R) > 7)
                    c7_0 = V.Fma(V.Splat(*(float*)(a6 + row)), b0, c7_0);
                if (sizeof(R) > 8)
                    c8_0 = V.Fma(V.Splat(*(float*)(a6 + 2 * row)), b0, c8_0);
                if (sizeof(R) > 9)
                    c9_0 = V.Fma(V.Splat(*(float*)(a6 + row3)), b0, c9_0);
                if (sizeof(R) > 10)
                    c10_0 = V.Fma(V.Splat(*(float*)(a6 + 4 * row)), b0, c10_0);
                if (sizeof(R) > 11)
                    c11_0 = V.Fma(V.Splat(*(float*)(a6 + row5)), b0, c11_0);
                if (sizeof(R) > 12)
                    c12_0 = V.Fma(V.Splat(*(float*)a12), b0, c12_0);
                if (sizeof(R) > 13)
                    c13_0 = V.Fma(V.Splat(*(float*)(a12 + row)), b0, c13_0);

                a += step;
                a6 += step;
                a12 += step;
                b += bStep;
            }

            aSegment += o.ASegment * sizeof(float);
            bSegment += o.BSegment;
        }

        float* c = o.C;
        nint cRow = o.CRow;
        bool add = o.Accumulate;
        Put(c, c0_0, last, add);
        if (sizeof(R) > 1)
            Put(c + cRow, c1_0, last, add);
        if (sizeof(R) > 2)
            Put(c + 2 * cRow, c2_0, last, add);
        if (sizeof(R) > 3)
            Put(c + 3 * cRow, c3_0, last, add);
        if (sizeof(R) > 4)
            Put(c + 4 * cRow, c4_0, last, add);
        if (sizeof(R) > 5)
            Put(c + 5 * cRow, c5_0, last, add);
        if (sizeof(R) > 6)
            Put(c + 6 * cRow, c6_0, last, add);
        if (sizeof(R) > 7)
            Put(c + 7 * cRow, c7_0, last, add);
        if (sizeof(R) > 8)
            Put(c + 8 * cRow, c8_0, last, add);
        if (sizeof(R) > 9)
            Put(c + 9 * cRow, c9_0, last, add);
        if (sizeof(R) > 10)
            Put(c + 10 * cRow, c10_0, last, add);
        if (sizeof(R) > 11)
            Put(c + 11 * cRow, c11_0, last, add);
        if (sizeof(R) > 12)
            Put(c + 12 * cRow, c12_0, last, add);
        if (sizeof(R) > 13)
            Put(c + 13 * cRow, c13_0, last, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<V>(float* c, V v0, int last, bool add) where V : unmanaged, ILanes<V>
    {
        if (last == V.Width)
            (add ? V.Load(c) + v0 : v0).Store(c);
        else
            (add ? V.Load(c, last) + v0 : v0).Store(c, last);
    }
}
