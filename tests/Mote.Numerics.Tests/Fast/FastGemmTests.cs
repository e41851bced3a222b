using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Matrix products against sums in double, over sizes around those of tiles and panels, in registers of all widths.</summary>
public sealed unsafe class FastGemmTests
{
    public static TheoryData<int, int, int> Sizes()
    {
        var data = new TheoryData<int, int, int>
        {
            { 1, 1, 1 }, { 7, 6, 5 }, { 13, 8, 40 }, { 64, 10, 490 }, { 33, 12, 64 }, { 125, 64, 40 }, { 16, 640, 128 }, { 3, 100, 1000 },
            { 5, 17, 0 }, { 250, 24, 27 }, { 61, 144, 16 },
        };
        var random = new Random(5);
        for (int i = 0; i < 60; i++)
            data.Add(random.Next(1, 70), random.Next(1, 150), random.Next(1, 90));
        return data;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_product_is_the_sum_of_products(int m, int n, int k)
    {
        foreach (bool transposedA in new[] { false, true })
        {
            foreach (bool transposedB in new[] { false, true })
            {
                foreach (bool accumulate in new[] { false, true })
                {
                    Check<Lanes128>(m, n, k, transposedA, transposedB, accumulate);
                    if (Lanes.Has256)
                        Check<Lanes256>(m, n, k, transposedA, transposedB, accumulate);
                    if (Lanes.Has512)
                        Check<Lanes512>(m, n, k, transposedA, transposedB, accumulate);
                }
            }
        }
    }

    [Fact]
    public void The_widest_registers_are_taken()
    {
        var random = new Random(1);
        using var a = new Floats(11 * 20, random);
        using var b = new Floats(30 * 20, random);
        using var c = new Floats(11 * 30);
        using var d = new Floats(11 * 30);
        using var scratch = new Floats(Gemm.PackedFloats(30, 20));
        Gemm.MultiplyTransposed(false, 11, 30, 20, a.P, 20, b.P, 20, c.P, 30, false, scratch.P);
        using var turned = new Floats(20 * 30);
        Transpose.Matrix(30, 20, b.P, 20, turned.P, 30);
        Gemm.Multiply(false, 11, 30, 20, a.P, 20, turned.P, 30, d.P, 30, false);
        Assert.Equal(c.Copy(), d.Copy());
        Assert.Equal(0, Lanes.RoundUp(30) % Lanes.Width);
    }

    private static void Check<V>(int m, int n, int k, bool transposedA, bool transposedB, bool accumulate)
        where V : unmanaged, ILanes<V>
    {
        var random = new Random(m * 1000003 + n * 1009 + k);
        int lda = (transposedA ? m : k) + random.Next(3), ldb = (transposedB ? k : n) + random.Next(3), ldc = n + random.Next(3);
        using var a = new Floats((transposedA ? k : m) * lda, random);
        using var b = new Floats((transposedB ? n : k) * ldb, random);
        using var c = new Floats(m * ldc, random);
        using var packed = new Floats((n + V.Width - 1) / V.Width * V.Width * k);
        float[] before = c.Copy();
        double[] expected = Array.ConvertAll(before, x => (double)x);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = accumulate ? before[i * ldc + j] : 0;
                for (int s = 0; s < k; s++)
                    sum += (double)a.P[transposedA ? s * lda + i : i * lda + s] * b.P[transposedB ? j * ldb + s : s * ldb + j];
                expected[i * ldc + j] = sum;
            }
        }

        GemmOn<V>.Pack(transposedB, n, k, b.P, ldb, packed.P);
        GemmOn<V>.MultiplyPacked(transposedA, m, n, k, a.P, lda, packed.P, c.P, ldc, accumulate);
        c.AssertNear(expected, 1e-6 * Math.Sqrt(k + 4), $"packed, {V.Width} lanes");
        if (transposedB)
            return;
        before.CopyTo(c.Span);
        GemmOn<V>.Multiply(transposedA, m, n, k, a.P, lda, b.P, ldb, c.P, ldc, accumulate);
        c.AssertNear(expected, 1e-6 * Math.Sqrt(k + 4), $"direct, {V.Width} lanes");
    }
}
