using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Sums in narrow formats, against the same additions one by one, and exact ones against integers.</summary>
public unsafe class ProductSumsTests
{
    private static readonly RoundingGrid Sixteen = RoundingGrid.FloatingPoint(6, 9, hasInfinities: true);

    public static TheoryData<int, int, int, int, bool> Shapes
    {
        get
        {
            var data = new TheoryData<int, int, int, int, bool>();
            foreach (var (rows, columns, products) in ((int, int, int)[])[(1, 8, 1), (3, 8, 64), (4, 16, 65), (9, 40, 200), (6, 24, 700)])
            foreach (var length in (int[])[0, 1, 17, 64, 512])
            foreach (var transposed in (bool[])[false, true])
                data.Add(rows, columns, products, length, transposed);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sums_are_those_of_one_addition_after_another(int rows, int columns, int products, int length, bool transposed)
    {
        var (a, b) = (Factors(rows * products, 1), Factors(products * columns, 2));
        var sums = Sums(new ProductSums(Sixteen, length), rows, columns, products, a, b, transposed);
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < columns; j++)
        {
            var (expected, chunk, inChunk) = (0f, 0f, 0);
            for (var p = 0; p < products; p++)
            {
                var product = (double)a[transposed ? p * rows + i : i * products + p] * b[p * columns + j];
                if (length == 0)
                {
                    expected = Nearest(expected + product);
                    continue;
                }
                chunk = Nearest(chunk + product);
                if (++inChunk < length && p < products - 1) continue;
                expected = Nearest((double)expected + chunk);
                (chunk, inChunk) = (0, 0);
            }
            Assert.Equal(expected, sums[i * columns + j]);
        }
    }

    /// <summary>Long sums of what is mostly of one sign stop growing; in chunks they do not (Wang and others 2018, figure 3).</summary>
    [Fact]
    public void Chunks_keep_what_one_sum_loses()
    {
        const int Products = 16_384;
        var random = new RandomStream(5);
        var a = Enumerable.Range(0, Products).Select(_ => RoundingGrid.FloatingPoint(5, 2, true).Nearest(1 + 0.5f * (float)random.NextNormal())).ToArray();
        float[] ones = [.. Enumerable.Repeat(1f, Products * 8)];
        double exact = a.Sum(x => (double)x);
        var one = Sums(new ProductSums(Sixteen, 0), 1, 8, Products, a, ones, false)[0];
        var chunks = Sums(new ProductSums(Sixteen, 64), 1, 8, Products, a, ones, false)[0];
        Assert.True(one < 0.2 * exact, $"{one} of {exact}");
        Assert.InRange(chunks, 0.99 * exact, 1.01 * exact);
    }

    [Fact]
    public void What_leaves_the_format_is_held_at_its_limit()
    {
        float[] a = [.. Enumerable.Repeat(57344f, 64)], b = [.. Enumerable.Repeat(57344f, 64 * 8)];
        Assert.Equal(Sixteen.High, Sums(new ProductSums(Sixteen, 64), 1, 8, 64, a, b, false)[0]);
        Assert.Equal(Sixteen.High, Sums(new ProductSums(Sixteen, 0), 1, 8, 64, a, b, false)[0]);
    }

    [Theory]
    [InlineData(1, 8, 3, false)]
    [InlineData(7, 24, 500, false)]
    [InlineData(7, 24, 500, true)]
    public void Sums_of_fixed_point_are_exact(int rows, int columns, int products, bool transposed)
    {
        const int Fraction = 12;
        var random = new RandomStream(9);
        short[] a = [.. Enumerable.Range(0, rows * products).Select(_ => (short)random.Next(-32768, 32768))];
        short[] b = [.. Enumerable.Range(0, columns * products).Select(_ => (short)random.Next(-32768, 32768))];
        var sums = Sums(new ProductSums(null, 0), rows, columns, products, [.. a.Select(Real)], [.. b.Select(Real)], transposed);
        var grid = RoundingGrid.FixedPoint(24, 6);
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < columns; j++)
        {
            var exact = 0L;
            for (var p = 0; p < products; p++) exact += (long)a[transposed ? p * rows + i : i * products + p] * b[p * columns + j];
            var expected = Math.Round(exact / Math.Pow(2, 2 * Fraction - 6), MidpointRounding.ToEven) / 64;
            Assert.Equal((float)expected, grid.Nearest(sums[i * columns + j]));
        }

        static float Real(short x) => x / (float)(1 << Fraction);
    }

    /// <summary>A half-way number that a double barely misses would be rounded twice to the wrong side.</summary>
    [Fact]
    public void Rounding_to_odd_first_is_rounding_once()
    {
        var random = new RandomStream(11);
        var grid = RoundingGrid.FixedPoint(16, 8);
        for (var i = 0; i < 100_000; i++)
        {
            var x = (random.Next(-8000, 8000) + 0.5 + (random.Next(0, 3) - 1) * Math.Pow(2, -random.Next(5, 36))) / 256;
            Assert.Equal((float)(Math.Round(x * 256, MidpointRounding.ToEven) / 256), grid.Nearest(ProductSums.ToOdd(x)));
        }
    }

    private static float Nearest(double x) => Sixteen.Nearest(ProductSums.ToOdd(x));

    /// <summary>Numbers of E5M2, of several magnitudes.</summary>
    private static float[] Factors(int count, ulong seed)
    {
        var (random, grid) = (new RandomStream(seed), RoundingGrid.FloatingPoint(5, 2, hasInfinities: true));
        return [.. Enumerable.Range(0, count).Select(_ => grid.Nearest((float)(random.NextNormal() * Math.Pow(2, random.Next(-6, 4)))))];
    }

    private static float[] Sums(ProductSums how, int rows, int columns, int products, float[] a, float[] b, bool transposed)
    {
        float[] sums = new float[how.Floats(rows, columns)], result = new float[rows * columns];
        fixed (float* pa = a, pb = b, ps = sums, to = result)
        {
            for (var p = 0; p < products; p += how.Block)
                how.Add(rows, columns, Math.Min(how.Block, products - p), transposed ? pa + p * rows : pa + p, transposed ? 1 : products,
                    transposed ? rows : 1, pb + p * columns, ps);
            how.Write(rows, columns, ps, to, columns);
        }
        return result;
    }
}
