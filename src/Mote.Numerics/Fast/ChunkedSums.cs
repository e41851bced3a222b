using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mote.Numerics.Fast;

/// <summary>
/// Sums in a narrow floating-point format. A product of two numbers of at most 12 significant bits is exact in single precision; a sum is
/// rounded to single precision, then to the format, which for formats of at most 11 bits is the same as once (Figueroa 1995).
/// Four rows by sixteen or eight columns at a time, in registers.
/// </summary>
internal static unsafe class ChunkedSums
{
    private const int Exponents = 0x7F800000;

    /// <summary>The spacing of a float is 2^-23 of its power of two: adding 1.5 times a power this much higher rounds.</summary>
    private readonly struct Rounder(in RoundingGrid grid)
    {
        private readonly Vector256<int> _least = Vector256.Create((grid.LeastExponent + 127) << 23);
        private readonly Vector256<int> _shift = Vector256.Create(((23 - grid.FractionBits) << 23) + 0x400000);
        private readonly Vector256<float> _low = Vector256.Create(grid.Low), _high = Vector256.Create(grid.High);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Round(Vector256<float> x)
        {
            var magic = (Vector256.Max(x.AsInt32() & Vector256.Create(Exponents), _least) + _shift).AsSingle();
            return x + magic - magic;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Add(Vector256<float> sum, Vector256<float> a, Vector256<float> b) =>
            Round(Vector256.MultiplyAddEstimate(a, b, sum));

        /// <summary>A chunk's sum onto those before it. Sums are held to the format's limits here, not product by product.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store(Vector256<float> chunk, float* to, bool continues) =>
            Limited(continues ? chunk : Round(Vector256.Load(to) + Limited(chunk))).Store(to);

        private Vector256<float> Limited(Vector256<float> x) => Vector256.ConditionalSelect(Vector256.GreaterThan(x, _high), _high,
            Vector256.ConditionalSelect(Vector256.LessThan(x, _low), _low, x));
    }

    /// <summary>As <see cref="ProductSums.Add"/>.</summary>
    /// <param name="continues">Whether products are added to what the sums hold, instead of to a chunk's sum from zero.</param>
    public static void Add(
        in RoundingGrid grid, bool continues, int rows, int columns, int k, float* a, nint row, nint step, float* b, float* sums)
    {
        var rounder = new Rounder(grid);
        var i = 0;
        for (; i + 4 <= rows; i += 4)
        {
            var j = 0;
            for (; j + 16 <= columns; j += 16)
                FourByTwo(rounder, continues, columns, k, a + i * row, row, step, b + j, sums + (long)i * columns + j);
            for (; j < columns; j += 8)
                FourByOne(rounder, continues, columns, k, a + i * row, row, step, b + j, sums + (long)i * columns + j);
        }
        for (; i < rows; i++)
        for (var j = 0; j < columns; j += 8)
            OneByOne(rounder, continues, columns, k, a + i * row, step, b + j, sums + (long)i * columns + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(
        in Rounder shared, bool continues, int columns, int k, float* a, nint row, nint step, float* b, float* sums)
    {
        var rounder = shared;
        float* s1 = sums + columns, s2 = s1 + columns, s3 = s2 + columns;
        Vector256<float> c00, c01, c10, c11, c20, c21, c30, c31;
        c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = Vector256<float>.Zero;
        if (continues)
        {
            (c00, c01, c10, c11) = (Vector256.Load(sums), Vector256.Load(sums + 8), Vector256.Load(s1), Vector256.Load(s1 + 8));
            (c20, c21, c30, c31) = (Vector256.Load(s2), Vector256.Load(s2 + 8), Vector256.Load(s3), Vector256.Load(s3 + 8));
        }
        float* a1 = a + row, a2 = a1 + row, a3 = a2 + row;
        for (nint p = 0; p < k; p++, b += columns)
        {
            Vector256<float> b0 = Vector256.Load(b), b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[p * step]);
            c00 = rounder.Add(c00, x, b0);
            c01 = rounder.Add(c01, x, b1);
            x = Vector256.Create(a1[p * step]);
            c10 = rounder.Add(c10, x, b0);
            c11 = rounder.Add(c11, x, b1);
            x = Vector256.Create(a2[p * step]);
            c20 = rounder.Add(c20, x, b0);
            c21 = rounder.Add(c21, x, b1);
            x = Vector256.Create(a3[p * step]);
            c30 = rounder.Add(c30, x, b0);
            c31 = rounder.Add(c31, x, b1);
        }
        rounder.Store(c00, sums, continues);
        rounder.Store(c01, sums + 8, continues);
        rounder.Store(c10, s1, continues);
        rounder.Store(c11, s1 + 8, continues);
        rounder.Store(c20, s2, continues);
        rounder.Store(c21, s2 + 8, continues);
        rounder.Store(c30, s3, continues);
        rounder.Store(c31, s3 + 8, continues);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByOne(
        in Rounder shared, bool continues, int columns, int k, float* a, nint row, nint step, float* b, float* sums)
    {
        var rounder = shared;
        float* s1 = sums + columns, s2 = s1 + columns, s3 = s2 + columns;
        Vector256<float> c0, c1, c2, c3;
        c0 = c1 = c2 = c3 = Vector256<float>.Zero;
        if (continues) (c0, c1, c2, c3) = (Vector256.Load(sums), Vector256.Load(s1), Vector256.Load(s2), Vector256.Load(s3));
        float* a1 = a + row, a2 = a1 + row, a3 = a2 + row;
        for (nint p = 0; p < k; p++, b += columns)
        {
            var b0 = Vector256.Load(b);
            c0 = rounder.Add(c0, Vector256.Create(a[p * step]), b0);
            c1 = rounder.Add(c1, Vector256.Create(a1[p * step]), b0);
            c2 = rounder.Add(c2, Vector256.Create(a2[p * step]), b0);
            c3 = rounder.Add(c3, Vector256.Create(a3[p * step]), b0);
        }
        rounder.Store(c0, sums, continues);
        rounder.Store(c1, s1, continues);
        rounder.Store(c2, s2, continues);
        rounder.Store(c3, s3, continues);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByOne(in Rounder shared, bool continues, int columns, int k, float* a, nint step, float* b, float* sums)
    {
        var rounder = shared;
        var c = continues ? Vector256.Load(sums) : Vector256<float>.Zero;
        for (nint p = 0; p < k; p++, b += columns) c = rounder.Add(c, Vector256.Create(a[p * step]), Vector256.Load(b));
        rounder.Store(c, sums, continues);
    }
}
