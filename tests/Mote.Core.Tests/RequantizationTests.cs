using System.Numerics;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Core.Tests;

/// <summary>
/// The integers that scales turn into, against rationals: every float is a fraction of whole numbers, so what is exact and what
/// is rounded can be said without floating point.
/// </summary>
public class RequantizationTests
{
    private const int Cases = 20_000;

    private static float NextScale(RandomStream random) => MathF.ScaleB(1 + (float)random.NextDouble(), random.Next(-20, 6));

    private static TensorType Type(float scale, int zeroPoint = 0) => new(ElementType.Int8, [1], new Quantization.PerTensor(scale, zeroPoint));

    private static void Near(Fraction expected, QuantizedMultiplier actual, int ulps, string context)
    {
        // Below 2^-32 the reference gives up; a rounding may decide at the edge.
        if (expected < Fraction.PowerOfTwo(-31))
        {
            Assert.True(actual == default || expected > Fraction.PowerOfTwo(-33), context);
            return;
        }
        Assert.InRange(actual.Multiplier, 1 << 30, int.MaxValue);
        // multiplier · 2^(shift - 31), compared as integers scaled by 2^100
        var value = new Fraction(actual.Multiplier, 1) * Fraction.PowerOfTwo(actual.Shift - 31);
        var step = Fraction.PowerOfTwo(actual.Shift - 31);
        Assert.True((value - expected).Abs() <= step * new Fraction(ulps, 2), $"{context}: {actual} is {value}, {expected} is expected");
    }

    [Fact]
    public void Factors_of_convolutions_are_the_nearest_to_double_precision()
    {
        for (var i = 0; i < Cases; i++)
        {
            var random = new RandomStream((ulong)i);
            var (x, w, y) = (NextScale(random), NextScale(random), NextScale(random));
            var exact = Fraction.Of(x) * Fraction.Of(w) / Fraction.Of(y);
            // Half a step, and double's own rounding of the quotient.
            Near(exact, Requantization.Convolution(Type(x), Type(w), Type(y), 1)[0], 2, $"convolution {i}");
            Near(exact, Requantization.Mul(Type(x), Type(w), Type(y)), 2, $"mul {i}");
            Near(Fraction.Of(x) / Fraction.Of(y), Requantization.Rescale(Type(x), Type(y)), 2, $"rescale {i}");
            Near(Fraction.Of(x * w) / Fraction.Of(y), Requantization.FullyConnected(Type(x), Type(w), Type(y), 1)[0], 2, $"matrix {i}");
            Near(Fraction.Of(x / y), Requantization.Relu(Type(x), Type(y)), 1, $"relu {i}");
        }
    }

    [Fact]
    public void A_matrix_rounds_its_product_to_single_precision_and_a_convolution_does_not()
    {
        var differs = 0;
        for (var i = 0; i < 1000; i++)
        {
            var random = new RandomStream((ulong)i);
            var (x, w, y) = (Type(NextScale(random)), Type(NextScale(random)), Type(NextScale(random)));
            if (Requantization.FullyConnected(x, w, y, 1)[0] != Requantization.Convolution(x, w, y, 1)[0]) differs++;
        }
        Assert.InRange(differs, 500, 1000);
    }

    [Fact]
    public void A_scale_a_channel_gives_a_factor_a_channel()
    {
        var w = new TensorType(ElementType.Int8, [3, 1], new Quantization.PerAxis(0, [0.1f, 0.2f, 0.4f]));
        var factors = Requantization.FullyConnected(Type(0.5f), w, Type(0.25f), 3);
        Assert.Equal(Requantization.Convolution(Type(0.5f), w, Type(0.25f), 3), factors);
        Assert.Equal(factors[0].Multiplier, factors[1].Multiplier);
        Assert.Equal(factors[0].Shift + 2, factors[2].Shift);
    }

    [Fact]
    public void Sums_are_brought_to_twice_the_larger_scale()
    {
        for (var i = 0; i < Cases; i++)
        {
            var random = new RandomStream((ulong)i);
            var (a, b, y) = (NextScale(random), NextScale(random), NextScale(random));
            var p = Requantization.Add(Type(a), Type(b), Type(y));
            var twice = Fraction.Of(MathF.Max(a, b)) * new Fraction(2, 1);
            Assert.Equal(20, p.LeftShift);
            Near(Fraction.Of(a) / twice, p.A, 2, $"a {i}");
            Near(Fraction.Of(b) / twice, p.B, 2, $"b {i}");
            Near(twice / Fraction.Of(y) * Fraction.PowerOfTwo(-20), p.Output, 2, $"output {i}");
        }
    }

    [Fact]
    public void Means_divide_the_factor_by_the_count()
    {
        for (var i = 0; i < Cases; i++)
        {
            var random = new RandomStream((ulong)i);
            var (x, y, count) = (NextScale(random), NextScale(random), random.Next(1, 5000));
            var mean = Requantization.Mean(Type(x), Type(y), count);
            var rescale = Requantization.Rescale(Type(x), Type(y));
            var exact = new Fraction(rescale.Multiplier, count) * Fraction.PowerOfTwo(rescale.Shift - 31);
            var value = new Fraction(mean.Multiplier, 1) * Fraction.PowerOfTwo(mean.Shift - 31);
            // The quotient is cut off, never rounded up, and keeps at least 30 bits.
            Assert.True(value <= exact && exact - value < Fraction.PowerOfTwo(mean.Shift - 31), $"mean {i}");
            Assert.True(mean.Multiplier >= 1 << 29 || mean.Shift == -31, $"mean {i}: {mean}");
            Assert.InRange(mean.Shift, -31, 31);
        }
    }

    [Theory]
    [InlineData(Activation.None, 0.1f, 5, -128, 127)]
    [InlineData(Activation.Relu, 0.1f, 5, 5, 127)]
    [InlineData(Activation.Relu6, 0.1f, 5, 5, 65)]
    [InlineData(Activation.Relu6, 0.01f, 5, 5, 127)]
    [InlineData(Activation.ReluN1To1, 0.1f, 5, -5, 15)]
    [InlineData(Activation.ReluN1To1, 0.001f, 5, -128, 127)]
    [InlineData(Activation.Relu, 0.1f, -128, -128, 127)]
    [InlineData(Activation.Relu6, 4f, 0, 0, 2)] // 1.5 away from zero
    [InlineData(Activation.ReluN1To1, 1e-40f, 127, -128, 127)]
    public void Clamps_in_stored_integers(Activation activation, float scale, int zeroPoint, int low, int high) =>
        Assert.Equal((low, high), Requantization.Clamp(activation, Type(scale, zeroPoint)));

    [Fact]
    public void Extreme_scales_saturate_instead_of_failing()
    {
        float[] scales = [float.Epsilon, 1e-38f, 1, 1e38f, float.MaxValue];
        foreach (var a in scales)
            foreach (var b in scales)
                foreach (var y in scales)
                {
                    Requantization.Convolution(Type(a), Type(b), Type(y), 1);
                    Requantization.FullyConnected(Type(a), Type(b), Type(y), 1);
                    Requantization.Add(Type(a), Type(b), Type(y));
                    Requantization.Mul(Type(a), Type(b), Type(y));
                    Requantization.Relu(Type(a), Type(y));
                    Requantization.Mean(Type(a), Type(y), 49);
                    Requantization.Softmax(b, Type(a));
                }
    }

    [Fact]
    public void Softmax_factors_reach_as_far_as_the_fixed_point_does()
    {
        foreach (var (beta, scale) in ((float, float)[])[(1, 0.1f), (1, 0.0078125f), (0.5f, 1.7f), (2, 0.3f)])
        {
            var (factor, smallest) = Requantization.Softmax(beta, Type(scale));
            Near(Fraction.Of(beta) * Fraction.Of(scale) * Fraction.PowerOfTwo(26), factor, 2, $"softmax {scale}");
            // 31 in Q5.26 divided by 2^shift, cut off.
            var radius = new Fraction(31, 1) * Fraction.PowerOfTwo(26 - factor.Shift);
            Assert.Equal(-(int)BigInteger.Divide(radius.Numerator, radius.Denominator), smallest);
        }
    }

    [Theory]
    [InlineData(new[] { 4 }, new[] { 1, 2, 3, 4 }, new[] { 0, 0, 0, 1 })]
    [InlineData(new[] { 2, 1, 4 }, new[] { 1, 2, 3, 4 }, new[] { 0, 4, 0, 1 })]
    [InlineData(new[] { 1, 2, 3, 4 }, new[] { 1, 2, 3, 4 }, new[] { 0, 12, 4, 1 })]
    [InlineData(new int[0], new[] { 5, 6 }, new[] { 0, 0 })]
    [InlineData(new[] { 1 }, new[] { 1 }, new[] { 0 })]
    [InlineData(new[] { 3, 1 }, new[] { 2, 3, 5 }, new[] { 0, 1, 0 })]
    public void Broadcasting_repeats_dimensions_of_one(int[] operand, int[] output, int[] strides) =>
        Assert.Equal(strides, Broadcasting.Strides(Shape.Create(operand), Shape.Create(output)));

    /// <summary>A quotient of whole numbers.</summary>
    private readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator)
    {
        public static Fraction PowerOfTwo(int exponent) =>
            exponent >= 0 ? new(BigInteger.One << exponent, 1) : new(1, BigInteger.One << -exponent);

        public static Fraction Of(float value)
        {
            var bits = BitConverter.SingleToInt32Bits(value);
            var exponent = (bits >> 23) & 0xFF;
            var mantissa = (bits & 0x7FFFFF) | (exponent > 0 ? 0x800000 : 0);
            return new Fraction(mantissa, 1) * PowerOfTwo(Math.Max(exponent, 1) - 150);
        }

        public Fraction Abs() => this with { Numerator = BigInteger.Abs(Numerator) };

        public static Fraction operator *(Fraction a, Fraction b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

        public static Fraction operator /(Fraction a, Fraction b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

        public static Fraction operator -(Fraction a, Fraction b) =>
            new(a.Numerator * b.Denominator - b.Numerator * a.Denominator, a.Denominator * b.Denominator);

        public static bool operator <(Fraction a, Fraction b) => a.Numerator * b.Denominator < b.Numerator * a.Denominator;

        public static bool operator >(Fraction a, Fraction b) => b < a;

        public static bool operator <=(Fraction a, Fraction b) => !(b < a);

        public static bool operator >=(Fraction a, Fraction b) => !(a < b);

        public override string ToString() => $"{(double)Numerator / (double)Denominator:R}";
    }
}
