using System.Numerics;
using Mote.Numerics;

namespace Mote.Numerics.Tests;

/// <summary>The integer arithmetic against its definition in whole numbers without bounds, with ties aimed at.</summary>
public class FixedPointTests
{
    private const int Cases = 2_000_000;

    private static int Wrap(BigInteger value) => unchecked((int)(uint)(value & uint.MaxValue));

    private static BigInteger Floor(BigInteger numerator, BigInteger denominator) =>
        BigInteger.Divide(numerator - (((numerator % denominator) + denominator) % denominator), denominator);

    [Fact]
    public void High_multiplication_rounds_ties_upwards()
    {
        for (var i = 0; i < Cases; i++)
        {
            var (a, b) = Operands.Pair(i);
            var expected = a == int.MinValue && b == int.MinValue ? int.MaxValue
                : (int)Floor((BigInteger)a * b * 2 + (BigInteger.One << 31), BigInteger.One << 32);
            if (expected != FixedPoint.SaturatingRoundingDoublingHighMultiply(a, b)) Assert.Fail($"case {i}: {a} · {b}");
        }
        Assert.Equal(1, FixedPoint.SaturatingRoundingDoublingHighMultiply(1 << 30, 1));
        Assert.Equal(0, FixedPoint.SaturatingRoundingDoublingHighMultiply(-(1 << 30), 1));
    }

    [Fact]
    public void Division_by_a_power_of_two_rounds_ties_away_from_zero()
    {
        for (var i = 0; i < Cases; i++)
        {
            var (x, exponent) = Operands.Division(i);
            var expected = (int)Math.Round((decimal)x / (1L << exponent), MidpointRounding.AwayFromZero);
            if (expected != FixedPoint.RoundingDivideByPowerOfTwo(x, exponent)) Assert.Fail($"case {i}: {x} / 2^{exponent}");
        }
        Assert.Equal(2, FixedPoint.RoundingDivideByPowerOfTwo(3, 1));
        Assert.Equal(-2, FixedPoint.RoundingDivideByPowerOfTwo(-3, 1));
    }

    [Fact]
    public void Rescaling_rounds_twice()
    {
        var once = 0;
        for (var i = 0; i < Cases; i++)
        {
            var (x, m) = Operands.Rescaling(i);
            var left = m.Shift >= 32 ? 0 : Wrap((BigInteger)x << Math.Max(m.Shift, 0));
            var high = Floor((BigInteger)left * m.Multiplier * 2 + (BigInteger.One << 31), BigInteger.One << 32);
            var expected = (int)Math.Round((decimal)high / (1L << Math.Max(-m.Shift, 0)), MidpointRounding.AwayFromZero);
            var actual = FixedPoint.Multiply(x, m);
            if (expected != actual) Assert.Fail($"case {i}: {x} · {m}: {actual}, {expected} is expected");
            if (m.Shift < 0 && (long)Math.Round((decimal)x * m.Multiplier / (1L << 31) / (1L << -m.Shift), MidpointRounding.AwayFromZero) != actual) once++;
        }
        // A single rounding would differ in some of them, or the test could not tell the two apart.
        Assert.True(once > 100, $"{once} cases tell one rounding from two");
    }

    [Fact]
    public void Shifting_left_saturates()
    {
        for (var i = 0; i < Cases; i++)
        {
            var (x, exponent) = Operands.Division(i);
            var expected = (int)BigInteger.Max(int.MinValue, BigInteger.Min(int.MaxValue, (BigInteger)x << exponent));
            if (expected != FixedPoint.SaturatingShiftLeft(x, exponent)) Assert.Fail($"case {i}: {x} · 2^{exponent}");
        }
    }

    [Fact]
    public void Exponentials_of_negative_numbers_are_accurate()
    {
        for (var i = 0; i < Cases; i++)
        {
            var x = Operands.Exponent(i);
            var exact = Math.Exp(Math.ScaleB(x, -26)) * 2147483648.0;
            // The polynomial ends at the fourth power: (1/8)^5 / 5! of Q0.31, and roundings.
            Assert.True(Math.Abs(FixedPoint.ExpOfNegative(x) - exact) < 600, $"case {i}: {x}");
        }
        Assert.Equal(int.MaxValue, FixedPoint.ExpOfNegative(0));
    }

    [Fact]
    public void Reciprocals_are_accurate()
    {
        for (var i = 0; i < Cases; i++)
        {
            var x = Operands.Positive(i);
            var (mantissa, bits) = FixedPoint.Reciprocal(x, 12);
            var exact = 1 / Math.ScaleB(x, 12 - 31);
            Assert.True(Math.Abs(Math.ScaleB(mantissa, -31 - bits) / exact - 1) < 1e-8, $"case {i}: 1/{x} is {mantissa} · 2^-{31 + bits}");
        }
    }

    [Fact]
    public void Factors_are_the_nearest_with_31_bits()
    {
        for (var i = 0; i < 200_000; i++)
        {
            var random = new RandomStream((ulong)i);
            var real = Math.ScaleB(0.5 + random.NextDouble() / 2, random.Next(-31, 31));
            var m = QuantizedMultiplier.FromReal(real);
            Assert.InRange(m.Multiplier, 1 << 30, int.MaxValue);
            Assert.True(Math.Abs(Math.ScaleB(m.Multiplier, m.Shift - 31) - real) <= Math.ScaleB(0.5, m.Shift - 31), $"case {i}: {real:R} became {m}");
        }
        Assert.Equal(new QuantizedMultiplier(1 << 30, 1), QuantizedMultiplier.FromReal(1));
        Assert.Equal(new QuantizedMultiplier(1 << 30, 1), QuantizedMultiplier.FromReal(1 - 1e-15));
        Assert.Equal(default, QuantizedMultiplier.FromReal(0));
        Assert.Equal(default, QuantizedMultiplier.FromReal(Math.ScaleB(1, -33)));
        Assert.Equal(new QuantizedMultiplier(1 << 30, -31), QuantizedMultiplier.FromReal(Math.ScaleB(1, -32)));
        foreach (var bad in (double[])[-1, double.NaN, double.PositiveInfinity])
            Assert.Throws<ArgumentOutOfRangeException>(() => QuantizedMultiplier.FromReal(bad));
    }

    [Fact]
    public void The_random_stream_never_changes()
    {
        var random = new RandomStream(42);
        ulong[] first = [13679457532755275413, 2949826092126892291, 5139283748462763858];
        Assert.All(first, expected => Assert.Equal(expected, random.NextUInt64()));
        var sum = 0.0;
        for (var i = 0; i < 100_000; i++)
        {
            Assert.InRange(random.Next(-3, 4), -3, 3);
            Assert.InRange(random.NextDouble(), 0, 0.9999999999999999);
            sum += random.NextNormal();
        }
        Assert.InRange(sum / 100_000, -0.02, 0.02);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(3, 3));
    }
}
