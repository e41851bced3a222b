using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Several steps of each optimizer against its equations in double.</summary>
public sealed unsafe class FastOptimizerTests
{
    private const float Rate = 0.01f, Decay = 0.05f;

    private delegate void Step(int n, float* p, float* g, float* first, float* second, int step);

    private delegate double Rule(double p, double g, ref double first, ref double second, int step);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Momentum(bool nesterov)
    {
        Check((n, p, g, v, _, _) => Optimizers.Momentum(n, p, g, v, Rate, 0.9f, Decay, nesterov), Exact);
        Check((n, p, g, v, _, _) => OptimizersOn<Lanes128>.Momentum(n, p, g, v, Rate, 0.9f, Decay, nesterov), Exact);

        double Exact(double p, double g, ref double v, ref double second, int step)
        {
            g += Decay * p;
            v = 0.9 * v + g;
            return p - Rate * (nesterov ? g + 0.9 * v : v);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Adam(bool decoupled)
    {
        Check((n, p, g, m, v, t) => Optimizers.Adam(n, p, g, m, v, t, Rate, 0.9f, 0.999f, 1e-8f, Decay, decoupled), Exact);
        Check((n, p, g, m, v, t) => OptimizersOn<Lanes128>.Adam(n, p, g, m, v, t, Rate, 0.9f, 0.999f, 1e-8f, Decay, decoupled), Exact);

        double Exact(double p, double g, ref double m, ref double v, int step)
        {
            if (decoupled)
                p -= Rate * Decay * p;
            else
                g += Decay * p;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            return p - Rate * (m / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, step))) + 1e-8);
        }
    }

    [Fact]
    public void RmsProp()
    {
        Check((n, p, g, v, _, _) => Optimizers.RmsProp(n, p, g, v, Rate, 0.99f, 1e-8f, Decay), Exact);
        Check((n, p, g, v, _, _) => OptimizersOn<Lanes128>.RmsProp(n, p, g, v, Rate, 0.99f, 1e-8f, Decay), Exact);

        static double Exact(double p, double g, ref double v, ref double second, int step)
        {
            g += Decay * p;
            v = 0.99 * v + 0.01 * g * g;
            return p - Rate * g / (Math.Sqrt(v) + 1e-8);
        }
    }

    [Fact]
    public void Averages_and_norms()
    {
        var random = new Random(1);
        using var p = new Floats(10_007, random);
        using var average = new Floats(10_007, random);
        double[] expected = [.. average.Copy().Zip(p.Copy(), (a, v) => a + 0.01 * (v - (double)a))];
        Assert.Equal(p.Copy().Sum(v => (double)v * v), Optimizers.SumOfSquares(p.Count, p.P), 1e-3);
        Optimizers.MovingAverage(p.Count, p.P, average.P, 0.99f);
        average.AssertNear(expected, 1e-6, "average");
    }

    private static void Check(Step optimize, Rule exact)
    {
        const int Count = 37;
        var random = new Random(9);
        using var p = new Floats(Count, random);
        using var g = new Floats(Count);
        using var first = new Floats(Count);
        using var second = new Floats(Count);
        first.Span.Clear();
        second.Span.Clear();
        double[] parameters = Array.ConvertAll(p.Copy(), v => (double)v), a = new double[Count], b = new double[Count];
        for (int step = 1; step <= 5; step++)
        {
            for (int i = 0; i < Count; i++)
            {
                g.P[i] = (float)(random.NextDouble() * 2 - 1);
                parameters[i] = exact(parameters[i], g.P[i], ref a[i], ref b[i], step);
            }

            optimize(Count, p.P, g.P, first.P, second.P, step);
        }

        p.AssertNear(parameters, 2e-6, "parameters");
    }
}
