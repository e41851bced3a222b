using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Narrow formats against all their codes, IEEE half precision and integers; roundings at random against their mean.</summary>
public unsafe class RoundingTests
{
    /// <summary>Exponent bits, significand bits, infinities, largest, smallest (OCP 8-bit Floating Point Specification 1.0, table 2).</summary>
    public static TheoryData<int, int, bool, double, double> Formats => new()
    {
        { 4, 3, false, 448, 1 / 512.0 },
        { 5, 2, true, 57344, 1 / 65536.0 },
        { 5, 10, true, 65504, Math.Pow(2, -24) },
        { 6, 9, true, Math.Pow(2, 31) * (2 - 1 / 512.0), Math.Pow(2, -39) },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_code_stays_and_what_lies_between_goes_to_the_nearest(int exponent, int significand, bool infinities, double high, double small)
    {
        var grid = RoundingGrid.FloatingPoint(exponent, significand, infinities);
        var numbers = Codes(exponent, significand, infinities);
        Assert.Equal(high, grid.High);
        Assert.Equal(small, grid.Smallest);
        Assert.Equal(high, numbers[^1]);
        Assert.Equal(small, numbers[1]);
        // A code more is a number more: even codes are the even numbers.
        for (var code = 0; code + 1 < numbers.Count; code++)
        {
            float a = numbers[code], b = numbers[code + 1], middle = (a + b) / 2;
            foreach (var sign in (float[])[1, -1])
            {
                Assert.Equal(sign * a, grid.Nearest(sign * a));
                Assert.Equal(sign * a, grid.Nearest(sign * MathF.BitDecrement(middle)));
                Assert.Equal(sign * (code % 2 == 0 ? a : b), grid.Nearest(sign * middle));
                Assert.Equal(sign * b, grid.Nearest(sign * MathF.BitIncrement(middle)));
                Assert.Equal(sign * a, grid.Stochastic(sign * a, 0));
                Assert.Equal(b, grid.Stochastic(middle, 0.49f));
                Assert.Equal(a, grid.Stochastic(middle, 0.5f));
            }
        }
        Assert.Equal(grid.High, grid.Nearest(1e20f));
        Assert.Equal(grid.Low, grid.Nearest(float.NegativeInfinity));
        Assert.True(float.IsNaN(grid.Nearest(float.NaN)));
    }

    [Fact]
    public void Five_and_ten_bits_are_half_precision()
    {
        var grid = RoundingGrid.FloatingPoint(5, 10, hasInfinities: true);
        foreach (var x in Samples().Where(x => MathF.Abs(x) < 65504)) Assert.Equal((float)(Half)x, grid.Nearest(x));
    }

    [Theory]
    [InlineData(16, 14)]
    [InlineData(16, 8)]
    [InlineData(16, 0)]
    [InlineData(12, 11)]
    public void Fixed_point_is_an_integer_divided(int word, int fraction)
    {
        var grid = RoundingGrid.FixedPoint(word, fraction);
        foreach (var x in Samples())
        {
            var integer = Math.Clamp(Math.Round((double)x * (1 << fraction), MidpointRounding.ToEven), -(1 << (word - 1)), (1 << (word - 1)) - 1);
            Assert.Equal((float)(integer / (1 << fraction)), grid.Nearest(x));
        }
    }

    [Fact]
    public void Vectors_round_as_single_numbers_do_and_count()
    {
        var samples = Samples();
        foreach (var grid in Grids())
        foreach (var stochastic in (bool[])[false, true])
        {
            const float Factor = 1.5f;
            const ulong Key = 0x1234567890ABCDEF;
            var y = new float[samples.Length];
            RoundingCount count;
            fixed (float* from = samples, to = y)
                count = stochastic ? Rounding.Stochastic(grid, y.Length, Factor, Key, 77, from, to)
                    : Rounding.Nearest(grid, y.Length, Factor, from, to);
            var (vanished, saturated, wide) = (0, 0, grid with { Low = float.NegativeInfinity, High = float.PositiveInfinity });
            for (var i = 0; i < y.Length; i++)
            {
                var (x, u) = (samples[i] * Factor, CounterBits.Unit(Key, 77 + (uint)i));
                Assert.Equal(stochastic ? grid.Stochastic(x, u) : grid.Nearest(x), y[i]);
                if (x != 0 && y[i] == 0) vanished++;
                if ((stochastic ? wide.Stochastic(x, u) : wide.Nearest(x)) is var free && (free > grid.High || free < grid.Low)) saturated++;
            }
            Assert.Equal(new RoundingCount(y.Length, saturated, vanished), count);
            Assert.True(vanished > 0 && saturated > 0);
        }
    }

    /// <summary>In any cut, and in place: bits belong to elements.</summary>
    [Fact]
    public void Random_bits_belong_to_elements()
    {
        var grid = RoundingGrid.FixedPoint(16, 4);
        float[] x = Samples(), whole = new float[x.Length], parts = [.. x];
        fixed (float* from = x, to = whole, cut = parts)
        {
            Rounding.Stochastic(grid, x.Length, 1, 5, 0, from, to);
            for (var first = 0; first < x.Length; first += 37)
                Rounding.Stochastic(grid, Math.Min(37, x.Length - first), 1, 5, (uint)first, cut + first, cut + first);
        }
        Assert.Equal(whole, parts);
    }

    /// <summary>The mean of many draws is the number itself, within five standard deviations of it.</summary>
    [Fact]
    public void Stochastic_rounding_has_no_bias()
    {
        const int Draws = 1 << 20;
        foreach (var grid in Grids())
        foreach (var x in (float[])[0.3f, -0.3f, 1.01f, 0.7f * grid.Smallest, 1.937f])
        {
            float[] numbers = new float[Draws];
            Array.Fill(numbers, x);
            fixed (float* p = numbers) Rounding.Stochastic(grid, Draws, 1, 99, 0, p, p);
            double spacing = grid.Spacing(x), below = Math.Floor(x / spacing) * spacing, share = (x - below) / spacing;
            Assert.All(numbers.Distinct(), v => Assert.True(v == below || v == below + spacing));
            var deviation = spacing * Math.Sqrt(share * (1 - share) / Draws);
            Assert.InRange(numbers.Average(v => (double)v), x - 5 * deviation, x + 5 * deviation);
        }
    }

    private static IEnumerable<RoundingGrid> Grids() =>
    [
        RoundingGrid.FloatingPoint(4, 3, false), RoundingGrid.FloatingPoint(5, 2, true), RoundingGrid.FloatingPoint(6, 9, true),
        RoundingGrid.FixedPoint(16, 14), RoundingGrid.FixedPoint(16, 10),
    ];

    /// <summary>Of all magnitudes, on the grids and between, and what is special.</summary>
    private static float[] Samples()
    {
        var random = new RandomStream(3);
        return [0, -0f, float.PositiveInfinity, float.NegativeInfinity, 1e-45f, 448, 464, 479, 480, 57344, 61439, 61440, -2, 1.99997f, 31.99f,
            .. Enumerable.Range(0, 20_000).Select(i => (float)(random.NextNormal() * Math.Pow(2, random.Next(-45, 40)))),
            .. Enumerable.Range(0, 3_000).Select(i => random.Next(-4096, 4096) / 64f)];
    }

    /// <summary>The positive numbers of all codes, in their order, from the specification's equations.</summary>
    private static List<float> Codes(int exponentBits, int significandBits, bool infinities)
    {
        var (bias, codes) = ((1 << (exponentBits - 1)) - 1, 1 << (exponentBits + significandBits));
        var numbers = new List<float>();
        for (var code = 0; code < codes; code++)
        {
            var (e, m) = (code >> significandBits, code & ((1 << significandBits) - 1));
            if (infinities ? e == (1 << exponentBits) - 1 : code == codes - 1) break;
            var fraction = m / (double)(1 << significandBits);
            numbers.Add((float)(e == 0 ? Math.Pow(2, 1 - bias) * fraction : Math.Pow(2, e - bias) * (1 + fraction)));
        }
        return numbers;
    }
}
