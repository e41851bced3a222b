namespace Mote.Numerics.Tests;

/// <summary>Tables of signal front ends: trigonometry that is the same everywhere, roots of unity, logarithms.</summary>
public class SignalTableTests
{
    [Fact]
    public void Sines_and_cosines_are_those_of_the_host_but_for_the_last_bit()
    {
        var random = new RandomStream(4);
        var exact = 0;
        for (var i = 0; i < 4000; i++)
        {
            var angle = (random.NextDouble() - 0.5) * 20;
            var (sine, cosine) = (ExactTrigonometry.Sin(angle), ExactTrigonometry.Cos(angle));
            Assert.True(Math.Abs(BitConverter.DoubleToInt64Bits(sine) - BitConverter.DoubleToInt64Bits(Math.Sin(angle))) <= 1, $"{angle}");
            Assert.True(Math.Abs(BitConverter.DoubleToInt64Bits(cosine) - BitConverter.DoubleToInt64Bits(Math.Cos(angle))) <= 1, $"{angle}");
            exact += sine == Math.Sin(angle) && cosine == Math.Cos(angle) ? 1 : 0;
        }
        Assert.True(exact > 3000, $"{exact} of 4000 are equal");
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(Math.PI, 1.2246467991473532e-16, -1)]
    [InlineData(-Math.PI / 2, -1, 6.123233995736766e-17)]
    [InlineData(Math.PI / 3, 0.8660254037844386, 0.5000000000000001)]
    [InlineData(-2 * Math.PI / 3, -0.8660254037844387, -0.4999999999999998)]
    [InlineData(1e-9, 1e-9, 1)]
    public void Known_angles_are_exact(double angle, double sine, double cosine)
    {
        Assert.Equal(sine, ExactTrigonometry.Sin(angle));
        Assert.Equal(cosine, ExactTrigonometry.Cos(angle));
    }

    [Fact]
    public void Roots_lie_on_the_circle()
    {
        foreach (var inverse in (bool[])[false, true])
            foreach (var points in (int[])[2, 3, 5, 8, 60, 256])
            {
                var table = FftTables.Roots(points, points, inverse);
                var narrow = FftTables.ToInt16(table);
                for (var k = 0; k < points; k++)
                {
                    Assert.Equal(1, table[2 * k] * table[2 * k] + table[2 * k + 1] * table[2 * k + 1], 1e-15);
                    Assert.Equal(Math.Sin((inverse ? 2 : -2) * Math.PI * k / points), table[2 * k + 1], 1e-15);
                    Assert.InRange(narrow[2 * k] - 32767 * table[2 * k], -0.5000001, 0.5000001);
                }
                Assert.Equal(points / 2 * 2, FftTables.Splitting(points, inverse).Length);
            }
        Assert.Equal([int.MaxValue, 0], FftTables.ToInt32([1, 0]));
        Assert.Equal([-int.MaxValue, 1073741824], FftTables.ToInt32([-1, 0.5]));
    }

    [Fact]
    public void Integer_logarithms_are_near_the_real_ones()
    {
        Assert.Equal(130, IntegerLogarithm.Table.Length);
        Assert.Equal((0, 5641, 0), (IntegerLogarithm.Table[0], IntegerLogarithm.Table.Max(), IntegerLogarithm.Table[128]));
        for (uint x = 1; x < 1u << 31; x += 1 + x / 37)
            Assert.InRange(IntegerLogarithm.Natural(x, 1600) - 1600 * Math.Log(x), -4, 3);
    }
}
