using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Numerics.Fast;

/// <summary>Sums in doubles: of products of 16-bit fixed-point numbers, which have at most 31 bits, 2^22 are exact.</summary>
internal static unsafe class ExactSums
{
    /// <summary>As <see cref="ProductSums.Add"/>.</summary>
    public static void Add(int rows, int columns, int k, float* a, nint row, nint step, float* b, double* sums)
    {
        var i = 0;
        for (; i + 4 <= rows; i += 4)
        for (var j = 0; j < columns; j += 8)
            Four(columns, k, a + i * row, row, step, b + j, sums + (long)i * columns + j);
        for (; i < rows; i++)
        for (var j = 0; j < columns; j += 8)
            One(columns, k, a + i * row, step, b + j, sums + (long)i * columns + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(int columns, int k, float* a, nint row, nint step, float* b, double* sums)
    {
        double* s1 = sums + columns, s2 = s1 + columns, s3 = s2 + columns;
        var (c00, c01, c10, c11) = (Vector256.Load(sums), Vector256.Load(sums + 4), Vector256.Load(s1), Vector256.Load(s1 + 4));
        var (c20, c21, c30, c31) = (Vector256.Load(s2), Vector256.Load(s2 + 4), Vector256.Load(s3), Vector256.Load(s3 + 4));
        float* a1 = a + row, a2 = a1 + row, a3 = a2 + row;
        for (nint p = 0; p < k; p++, b += columns)
        {
            var (b0, b1) = Vector256.Widen(Vector256.Load(b));
            var x = Vector256.Create((double)a[p * step]);
            c00 = Vector256.MultiplyAddEstimate(x, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(x, b1, c01);
            x = Vector256.Create((double)a1[p * step]);
            c10 = Vector256.MultiplyAddEstimate(x, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(x, b1, c11);
            x = Vector256.Create((double)a2[p * step]);
            c20 = Vector256.MultiplyAddEstimate(x, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(x, b1, c21);
            x = Vector256.Create((double)a3[p * step]);
            c30 = Vector256.MultiplyAddEstimate(x, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(x, b1, c31);
        }
        c00.Store(sums);
        c01.Store(sums + 4);
        c10.Store(s1);
        c11.Store(s1 + 4);
        c20.Store(s2);
        c21.Store(s2 + 4);
        c30.Store(s3);
        c31.Store(s3 + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(int columns, int k, float* a, nint step, float* b, double* sums)
    {
        Vector256<double> c0 = Vector256.Load(sums), c1 = Vector256.Load(sums + 4);
        for (nint p = 0; p < k; p++, b += columns)
        {
            var (b0, b1) = Vector256.Widen(Vector256.Load(b));
            var x = Vector256.Create((double)a[p * step]);
            c0 = Vector256.MultiplyAddEstimate(x, b0, c0);
            c1 = Vector256.MultiplyAddEstimate(x, b1, c1);
        }
        c0.Store(sums);
        c1.Store(sums + 4);
    }
}
