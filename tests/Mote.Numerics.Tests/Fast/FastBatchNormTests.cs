using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Batch normalization, forward and backward, against its definition in double.</summary>
public sealed unsafe class FastBatchNormTests
{
    private const double Epsilon = 1e-3;

    public static TheoryData<int, int, Activation> Cases()
    {
        var data = new TheoryData<int, int, Activation>();
        foreach (Activation activation in new[] { Activation.None, Activation.Relu, Activation.Relu6 })
        {
            foreach (var (rows, channels) in new[] { (1000, 64), (300, 1), (257, 8), (129, 12), (500, 24), (77, 40), (64, 100), (2, 5) })
                data.Add(rows, channels, activation);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_and_gradients_are_those_of_the_definition(int rows, int channels, Activation activation)
    {
        Check<Lanes128>(rows, channels, activation);
        if (Lanes.Has256)
            Check<Lanes256>(rows, channels, activation);
        if (Lanes.Has512)
            Check<Lanes512>(rows, channels, activation);
    }

    [Fact]
    public void Many_rows_about_a_large_mean_lose_no_variance()
    {
        const int Rows = 100_000, Channels = 3;
        var random = new Random(3);
        using var x = new Floats(Rows * Channels, random, 0.01);
        double expectedMean = 0, expected = 0;
        for (int i = 0; i < x.Count; i++)
            x.P[i] += 100;
        for (int i = 0; i < Rows; i++)
            expectedMean += x.P[i * Channels] / (double)Rows;
        for (int i = 0; i < Rows; i++)
            expected += (x.P[i * Channels] - expectedMean) * (x.P[i * Channels] - expectedMean);
        double* mean = stackalloc double[Channels], deviations = stackalloc double[Channels];
        BatchNorm.Moments(Rows, Channels, x.P, mean, deviations);
        Assert.Equal(expectedMean, mean[0], 1e-7);
        Assert.Equal(1, deviations[0] / expected, 1e-5);
    }

    [Theory]
    [InlineData(700, 5)]
    [InlineData(600, 300)]
    public void Sums_of_chunks_add_up(int rows, int channels)
    {
        var random = new Random(channels);
        using var x = new Floats(rows * channels, random);
        using var dy = new Floats(rows * channels, random);
        using var about = new Floats(channels, random);
        using var scale = new Floats(channels, random);
        using var shift = new Floats(channels, random);
        using var sums = new Floats(2 * channels, random);
        double[] expected = Array.ConvertAll(sums.Copy(), v => (double)v), backward = (double[])expected.Clone();
        using var backwardSums = new Floats(2 * channels);
        sums.Span.CopyTo(backwardSums.Span);
        for (int i = 0; i < x.Count; i++)
        {
            int c = i % channels;
            double distance = x.P[i] - (double)about.P[c];
            expected[c] += distance;
            expected[channels + c] += distance * distance;
            if (x.P[i] * scale.P[c] + shift.P[c] <= 0)
                continue;
            backward[c] += dy.P[i];
            backward[channels + c] += dy.P[i] * distance;
        }

        BatchNorm.AddSums(rows, channels, x.P, about.P, sums.P);
        sums.AssertNear(expected, 5e-5, "sums");
        BatchNorm.AddBackwardSums(rows, channels, dy.P, x.P, about.P, scale.P, shift.P, Activation.Relu, backwardSums.P);
        backwardSums.AssertNear(backward, 5e-5, "backward sums");
    }

    private static void Check<V>(int rows, int channels, Activation activation) where V : unmanaged, ILanes<V>
    {
        var random = new Random(rows + channels);
        using var x = new Floats(rows * channels, random, 4);
        using var dy = new Floats(rows * channels, random);
        using var gamma = new Floats(channels, random, 3);
        using var beta = new Floats(channels, random, 3);
        using var scale = new Floats(channels);
        using var shift = new Floats(channels);
        using var y = new Floats(rows * channels);
        double* mean = stackalloc double[channels], variance = stackalloc double[channels];
        double* chunkMean = stackalloc double[channels], chunkDeviations = stackalloc double[channels];
        new Span<double>(mean, channels).Clear();
        new Span<double>(variance, channels).Clear();
        for (int from = 0; from < rows; from += 100)
        {
            int chunk = Math.Min(100, rows - from);
            BatchNormOn<V>.Moments(chunk, channels, x.P + from * channels, chunkMean, chunkDeviations);
            BatchNorm.Combine(channels, from, mean, variance, chunk, chunkMean, chunkDeviations);
        }

        for (int c = 0; c < channels; c++)
            variance[c] /= rows;
        BatchNorm.Scales(channels, mean, variance, gamma.P, beta.P, Epsilon, scale.P, shift.P);
        BatchNormOn<V>.Apply(rows, channels, x.P, scale.P, shift.P, activation, y.P);

        var expected = new Definition(rows, channels, x, dy, gamma, beta, activation);
        y.AssertNear(expected.Y, 3e-6, "y");

        using var about = new Floats(channels);
        using var dGamma = new Floats(channels);
        using var dBeta = new Floats(channels);
        using var slope = new Floats(channels);
        using var offset = new Floats(channels);
        using var dx = new Floats(rows * channels);
        double* sum = stackalloc double[channels], products = stackalloc double[channels];
        for (int c = 0; c < channels; c++)
            about.P[c] = (float)mean[c];
        BatchNormOn<V>.BackwardSums(rows, channels, dy.P, x.P, about.P, scale.P, shift.P, activation, sum, products);
        BatchNorm.BackwardFactors(
            channels, rows, sum, products, about.P, mean, variance, gamma.P, Epsilon, dGamma.P, dBeta.P, slope.P, offset.P);
        BatchNormOn<V>.BackwardApply(
            rows, channels, dy.P, x.P, scale.P, shift.P, activation, slope.P, offset.P, dx.P);
        dGamma.AssertNear(expected.DGamma, 2e-5, "gradient of gamma");
        dBeta.AssertNear(expected.DBeta, 2e-5, "gradient of beta");
        dx.AssertNear(expected.DX, 2e-5, "dx");
    }

    /// <summary>The gradient through mean and variance, written out element by element.</summary>
    private sealed class Definition
    {
        internal readonly double[] Y, DX, DGamma, DBeta;

        internal Definition(int rows, int channels, Floats x, Floats dy, Floats gamma, Floats beta, Activation activation)
        {
            (Y, DX, DGamma, DBeta) = (new double[rows * channels], new double[rows * channels], new double[channels], new double[channels]);
            for (int c = 0; c < channels; c++)
            {
                double mean = 0, variance = 0;
                for (int r = 0; r < rows; r++)
                    mean += x.P[r * channels + c] / (double)rows;
                for (int r = 0; r < rows; r++)
                    variance += Math.Pow(x.P[r * channels + c] - mean, 2) / rows;
                double inverse = 1 / Math.Sqrt(variance + Epsilon), sum = 0, sumOfProducts = 0;
                var g = new double[rows];
                for (int r = 0; r < rows; r++)
                {
                    double n = (x.P[r * channels + c] - mean) * inverse, value = n * gamma.P[c] + beta.P[c];
                    double top = activation == Activation.Relu6 ? 6 : double.PositiveInfinity;
                    Y[r * channels + c] = activation == Activation.None ? value : Math.Clamp(value, 0, top);
                    g[r] = activation == Activation.None || (value > 0 && value < top) ? dy.P[r * channels + c] : 0;
                    sum += g[r];
                    sumOfProducts += g[r] * n;
                }

                (DGamma[c], DBeta[c]) = (sumOfProducts, sum);
                for (int r = 0; r < rows; r++)
                {
                    double n = (x.P[r * channels + c] - mean) * inverse;
                    DX[r * channels + c] = gamma.P[c] * inverse * (g[r] - sum / rows - n * sumOfProducts / rows);
                }
            }
        }
    }
}
