using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Pooling and losses against plain definitions in double.</summary>
public sealed unsafe class FastLayerTests
{
    public static TheoryData<ConvolutionShape> Windows() => new((ConvolutionShape[])
    [
        new(6, 6, 16, 3, 3, 16, 2, 2, 2, 2), new(25, 5, 64, 1, 1, 64, 25, 5), new(7, 5, 3, 4, 3, 3, 3, 3, 2, 2, PadTop: 1, PadLeft: 1),
        new(1, 20, 9, 1, 10, 9, 1, 2, 1, 2), new(9, 9, 20, 5, 5, 20, 3, 3, DilationHeight: 2, DilationWidth: 2),
        new(5, 5, 1, 5, 5, 1, 5, 5, PadTop: 2, PadLeft: 2), new(8, 8, 33, 3, 3, 33, 3, 3, 3, 3),
    ]);

    [Theory]
    [MemberData(nameof(Windows))]
    public void Pooling_takes_means_and_maxima(ConvolutionShape shape)
    {
        Check<Lanes128>(shape);
        if (Lanes.Has256)
            Check<Lanes256>(shape);
        if (Lanes.Has512)
            Check<Lanes512>(shape);
    }

    private static void Check<V>(ConvolutionShape s) where V : unmanaged, ILanes<V>
    {
        const int Batch = 2;
        var random = new Random(7);
        using var x = new Floats(Batch * s.InFloats);
        // Few values, so that maxima are often reached twice.
        for (int i = 0; i < x.Count; i++)
            x.P[i] = random.Next(-4, 5);
        using var dy = new Floats(Batch * s.OutFloats, random);
        using var y = new Floats(Batch * s.OutFloats);
        using var dx = new Floats(Batch * s.InFloats);
        var (count, sum) = (new int[y.Count], new double[y.Count]);
        var (most, best) = (new double[y.Count], new int[y.Count]);
        Array.Fill(most, double.NegativeInfinity);
        ReferenceConvolution.Visit(s, Batch, true, (i, _, o) =>
        {
            count[o]++;
            sum[o] += x.P[i];
            if (x.P[i] > most[o])
                (most[o], best[o]) = (x.P[i], i);
        });
        var (mean, maximum) = (new double[dx.Count], new double[dx.Count]);
        ReferenceConvolution.Visit(s, Batch, true, (i, _, o) => mean[i] += dy.P[o] / (double)count[o]);
        for (int o = 0; o < best.Length; o++)
            maximum[best[o]] += dy.P[o];

        PoolingOn<V>.Average(s, Batch, x.P, y.P);
        y.AssertNear([.. sum.Zip(count, (a, n) => a / n)], 2e-6, "mean");
        PoolingOn<V>.Maximum(s, Batch, x.P, y.P);
        y.AssertNear(most, 0, "maximum");
        PoolingOn<V>.AverageGradient(s, Batch, dy.P, dx.P, false);
        dx.AssertNear(mean, 2e-6, "gradient of the mean");
        PoolingOn<V>.AverageGradient(s, Batch, dy.P, dx.P, true);
        dx.AssertNear([.. mean.Select(v => 2 * v)], 4e-6, "gradient of the mean, added");
        PoolingOn<V>.MaximumGradient(s, Batch, dy.P, x.P, dx.P, false);
        dx.AssertNear(maximum, 2e-6, "gradient of the maximum");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(37)]
    public void Losses_and_their_gradients(int classes)
    {
        Check<Lanes128>(classes);
        if (Lanes.Has256)
            Check<Lanes256>(classes);
        if (Lanes.Has512)
            Check<Lanes512>(classes);
    }

    private static void Check<V>(int classes) where V : unmanaged, ILanes<V>
    {
        const int Rows = 9;
        const float Factor = 1f / Rows;
        var random = new Random(classes);
        using var x = new Floats(Rows * classes, random, 30);
        using var targets = new Floats(Rows * classes, random);
        using var weights = new Floats(Rows, random);
        using var costs = new Floats(Rows);
        using var gradient = new Floats(Rows * classes);
        for (int i = 0; i < targets.Count; i++)
            targets.P[i] = Math.Abs(targets.P[i]);
        double[] Costs(Func<int, int, double> cost) =>
            [.. Enumerable.Range(0, Rows).Select(r => weights.P[r] * Enumerable.Range(0, classes).Sum(c => cost(r, c)))];
        double[] Gradients(Func<int, int, double> slope) =>
            [.. Enumerable.Range(0, Rows * classes).Select(i => weights.P[i / classes] * Factor * slope(i / classes, i % classes))];
        double LogSum(int r) => Math.Log(Enumerable.Range(0, classes).Sum(c => Math.Exp(x.P[r * classes + c])));
        double Total(int r) => Enumerable.Range(0, classes).Sum(c => (double)targets.P[r * classes + c]);

        LossesOn<V>.SoftmaxCrossEntropy(Rows, classes, x.P, targets.P, weights.P, Factor, costs.P, gradient.P);
        costs.AssertNear(Costs((r, c) => targets.P[r * classes + c] * (LogSum(r) - x.P[r * classes + c])), 1e-6, "cross-entropy");
        gradient.AssertNear(
            Gradients((r, c) => Total(r) * Math.Exp(x.P[r * classes + c] - LogSum(r)) - targets.P[r * classes + c]), 1e-6, "its gradient");

        LossesOn<V>.SquaredError(Rows, classes, x.P, targets.P, weights.P, Factor, costs.P, gradient.P);
        costs.AssertNear(Costs((r, c) => Math.Pow(x.P[r * classes + c] - targets.P[r * classes + c], 2) / classes), 1e-6, "squared error");
        gradient.AssertNear(
            Gradients((r, c) => 2.0 / classes * (x.P[r * classes + c] - targets.P[r * classes + c])), 1e-6, "its gradient");

        LossesOn<V>.Softmax(Rows, classes, 1, x.P, gradient.P);
        gradient.AssertNear(
            [.. Enumerable.Range(0, Rows * classes).Select(i => Math.Exp(x.P[i] - LogSum(i / classes)))], 1e-6, "softmax");
    }
}
