using Mote.Numerics;

namespace Mote.Numerics.Tests;

public class FakeQuantizationTests
{
    // PyTorch 1.13, _fake_quantize_learnable_per_tensor_affine with scale 0.05, zero point 20, -20 to 60, gradient factor 1; the
    // same numbers as [3, 8] through _fake_quantize_learnable_per_channel_affine along axis 0, -127 to 127.
    private static readonly float[] X =
    [
        -1.066f, 0.514f, 1.169f, -1.805f, -0.217f, 0.371f, -0.833f, -1.162f, -1.104f, -1.582f, -0.105f, 1.77f,
        -1.694f, 0.114f, -1.8f, 0.655f, -1.127f, -0.733f, -2.673f, -0.464f, 1.424f, 0.627f, 1.819f, 1.828f,
    ];

    private static readonly float[] Outer =
    [
        -0.135f, 0.747f, 0.612f, 1.868f, 2.512f, -1.255f, 0.816f, -1.065f, 0.133f, 0.183f, -0.515f, 0.801f,
        -1.243f, -1.718f, -0.582f, -0.615f, -0.886f, 1.197f, 0.467f, -0.144f, -0.812f, -0.387f, -1.037f, 0.592f,
    ];

    private static readonly float[] Y =
    [
        -1.05f, 0.5f, 1.15f, -1.8f, -0.2f, 0.35f, -0.85f, -1.15f, -1.1f, -1.6f, -0.1f, 1.75f,
        -1.7f, 0.1f, -1.8f, 0.65f, -1.15f, -0.75f, -2f, -0.45f, 1.4f, 0.65f, 1.8f, 1.85f,
    ];

    private static readonly float[] PerChannelY =
    [
        -1.06f, 0.52f, 1.16f, -1.8f, -0.22f, 0.38f, -0.84f, -1.16f, -1.05f, -1.65f, -0.15f, 1.8f,
        -1.65f, 0.15f, -1.8f, 0.6f, -1.13f, -0.73f, -1.27f, -0.46f, 1.27f, 0.63f, 1.27f, 1.27f,
    ];

    private static readonly float[] Scales = [0.02f, 0.15f, 0.01f];

    private static readonly QuantizationGrid<float> Grid = new(0.05f, 20, -20, 60);

    private static void Near(float[] expected, float[] found, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], tolerance);
    }

    private static T[] Random<T>(int count, ulong seed, Func<double, T> cast, double spread = 1)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => cast(spread * random.NextNormal()))];
    }

    [Fact]
    public void A_tensor_rounds_as_PyTorch_rounds_it()
    {
        var y = new float[X.Length];
        FakeQuantization.Forward<float>(X, Grid, y);
        Near(Y, y);
        FakeQuantization.Forward<float>(X, Scales, 8, 127, y);
        Near(PerChannelY, y);
    }

    [Fact]
    public void Gradients_are_those_of_PyTorch()
    {
        float[] expected = [.. Outer];
        expected[18] = 0;
        var found = new float[X.Length];
        FakeQuantization.Backward<float>(X, Grid, Outer, found);
        Near(expected, found);
        Assert.Equal(-17.03887939453125, FakeQuantization.BackwardLearned<float>(X, Grid, Outer, found), 2e-5);
        Near(expected, found);

        foreach (var clamped in (int[])[20, 22, 23]) expected[clamped] = 0;
        FakeQuantization.Backward<float>(X, Scales, 8, 127, Outer, found);
        Near(expected, found);
        var steps = new double[3];
        FakeQuantization.BackwardLearned<float>(X, Scales, 8, 127, Outer, found, steps);
        Near(expected, found);
        Near([-0.958451f, -0.271812f, -218.497f], [.. steps.Select(s => (float)s)], 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1003)]
    public void Vectors_give_the_codes_that_single_numbers_give(int count)
    {
        var x = Random(count, 1, v => (float)v, 3);
        if (count > 100)
        {
            // Ties, ends and everything that is no usual number.
            for (var i = 0; i < 64; i++) x[i] = (i - 32) * 0.025f;
            (x[64], x[65], x[66], x[67]) = (float.MaxValue, float.NegativeInfinity, float.Epsilon, -0f);
        }
        var grid = new QuantizationGrid<float>(0.05f, 3, -128, 127);
        var y = new float[count];
        FakeQuantization.Forward<float>(x, grid, y);
        for (var i = 0; i < count; i++)
        {
            var code = (int)Math.Clamp(MathF.Round(x[i] / grid.Scale, MidpointRounding.AwayFromZero), -131, 124) + 3;
            Assert.Equal(code, FakeQuantization.Code(x[i], grid));
            Assert.Equal(grid.Scale * (code - 3), y[i]);
        }
        FakeQuantization.Forward<float>([float.NaN, float.NaN, 1, 1, 1, 1, 1, 1, float.NaN], grid, y = new float[9]);
        Assert.True(float.IsNaN(y[0]) && float.IsNaN(y[8]));
    }

    [Fact]
    public void Channels_along_the_last_axis_round_as_channels_along_the_first()
    {
        var x = Random(11 * 19, 5, v => (float)v);
        var outer = Random(11 * 19, 6, v => (float)v);
        float[] scales = [.. Enumerable.Range(1, 19).Select(i => 0.001f * i)];
        float[] turned = Turned(x), turnedOuter = Turned(outer);
        float[] y = new float[x.Length], g = new float[x.Length], turnedY = new float[x.Length], turnedG = new float[x.Length];
        double[] steps = new double[19], turnedSteps = new double[19];
        FakeQuantization.Forward<float>(x, scales, 1, 127, y);
        FakeQuantization.Forward<float>(turned, scales, 11, 127, turnedY);
        Assert.Equal(turnedY, Turned(y));
        FakeQuantization.Backward<float>(x, scales, 1, 127, outer, g);
        FakeQuantization.Backward<float>(turned, scales, 11, 127, turnedOuter, turnedG);
        Assert.Equal(turnedG, Turned(g));
        FakeQuantization.BackwardLearned<float>(x, scales, 1, 127, outer, g, steps);
        FakeQuantization.BackwardLearned<float>(turned, scales, 11, 127, turnedOuter, turnedG, turnedSteps);
        Assert.Equal(turnedG, Turned(g));
        for (var c = 0; c < 19; c++) Assert.Equal(turnedSteps[c], steps[c], 1e-3);

        static float[] Turned(float[] rows) => [.. Enumerable.Range(0, rows.Length).Select(i => rows[i % 11 * 19 + i / 11])];
    }

    [Fact]
    public void Gradients_are_finite_differences_where_rounding_is_taken_for_a_constant()
    {
        var x = Random(257, 8, v => v, 2);
        var outer = Random(257, 9, v => v);
        var grid = new QuantizationGrid<double>(0.07, 11, -31, 31);
        var found = new double[x.Length];
        var step = FakeQuantization.BackwardLearned<double>(x, grid, outer, found);
        // y = x + scale · (the rounding error in steps) inside, scale · end outside; both are linear in x and in the scale.
        double[] errors = [.. x.Select(v => Math.Round(v / grid.Scale, MidpointRounding.AwayFromZero) - v / grid.Scale)];
        bool[] inside = [.. x.Select(v => Math.Round(v / grid.Scale, MidpointRounding.AwayFromZero) is >= -42 and <= 20)];
        const double h = 1e-6;
        var difference = (Loss(grid.Scale + h, 0, -1) - Loss(grid.Scale - h, 0, -1)) / (2 * h);
        Assert.Equal(difference, step, 1e-6);
        for (var i = 0; i < x.Length; i++)
            Assert.Equal((Loss(grid.Scale, h, i) - Loss(grid.Scale, -h, i)) / (2 * h), found[i], 1e-6);
        Assert.Contains(false, inside);
        Assert.Contains(true, inside);

        double Loss(double scale, double move, int moved)
        {
            var sum = 0.0;
            for (var i = 0; i < x.Length; i++)
                sum += outer[i] * (inside[i] ? x[i] + (i == moved ? move : 0) + scale * errors[i] : scale * (x[i] < 0 ? -42 : 20));
            return sum;
        }
    }

    [Fact]
    public void Single_precision_agrees_with_double()
    {
        var x = Random(1001, 10, v => (float)v, 2);
        var outer = Random(1001, 11, v => (float)v);
        double[] wide = [.. x.Select(v => (double)v)], wideOuter = [.. outer.Select(v => (double)v)];
        var grid = new QuantizationGrid<float>(0.0625f, -5, -64, 63);
        var wideGrid = new QuantizationGrid<double>(0.0625, -5, -64, 63);
        float[] y = new float[x.Length], g = new float[x.Length];
        double[] wideY = new double[x.Length], wideG = new double[x.Length];
        FakeQuantization.Forward<float>(x, grid, y);
        FakeQuantization.Forward<double>(wide, wideGrid, wideY);
        Assert.Equal(wideY, y.Select(v => (double)v));
        var step = FakeQuantization.BackwardLearned<float>(x, grid, outer, g);
        Assert.Equal(FakeQuantization.BackwardLearned<double>(wide, wideGrid, wideOuter, wideG), step, 1e-4);
        Assert.Equal(wideG, g.Select(v => (double)v));
    }

    [Theory]
    [InlineData(-1f, 1f, -128, 127, 2 / 255f, -1)] // half a step from both ends
    [InlineData(0f, 6f, -128, 127, 6 / 255f, -128)]
    [InlineData(2f, 6f, -128, 127, 6 / 255f, -128)] // zero is always inside
    [InlineData(-3f, -1f, -128, 127, 3 / 255f, 127)]
    [InlineData(-1f, 3f, 0, 255, 4 / 255f, 64)]
    [InlineData(0f, 0f, -128, 127, 1f, -128)]
    public void Ranges_are_moved_until_zero_is_a_point_of_the_grid(float low, float high, int min, int max, float scale, int zeroPoint)
    {
        var grid = QuantizationGrid.Nudged(low, high, min, max);
        Assert.Equal(scale, grid.Scale, 1e-7f);
        Assert.Equal(zeroPoint, grid.ZeroPoint);
        Assert.True(grid.Low <= Math.Min(low, 0) + grid.Scale * 0.5001f && grid.High >= Math.Max(high, 0) - grid.Scale * 0.5001f);
    }

    [Fact]
    public void Ranges_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantizationGrid.Nudged(float.NaN, 1f, -128, 127));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantizationGrid.Nudged(2f, 1f, -128, 127));
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantizationGrid.Symmetric(float.PositiveInfinity, 127));
        Assert.True(QuantizationGrid.Symmetric(float.Epsilon, 127) is { Scale: > 0, ZeroPoint: 0, Min: -127 });
    }

    [Fact]
    public void Ranges_are_found_and_averaged()
    {
        var x = Random(1003, 12, v => (float)v);
        Assert.Equal((x.Min(), x.Max()), FakeQuantization.Range<float>(x));
        var magnitudes = new float[17];
        FakeQuantization.Magnitudes<float>(x, 59, magnitudes);
        for (var c = 0; c < 17; c++) Assert.Equal(x.AsSpan(59 * c, 59).ToArray().Max(MathF.Abs), magnitudes[c]);
        Assert.Equal(1.1, FakeQuantization.MovingAverage(1.0, 2.0, 0.9), 1e-12);
        Assert.Equal(2 * 2.0 / Math.Sqrt(127), FakeQuantization.InitialStep<double>([1, -3, 2, -2], 127), 1e-12);
        Assert.Equal(1 / Math.Sqrt(1000.0 * 127), FakeQuantization.StepGradientScale(1000, 127), 1e-12);
    }
}
