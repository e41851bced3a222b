using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>
/// Elementwise functions against the same in double, in registers of all widths, over lengths that end within a register.
/// </summary>
public sealed unsafe class FastFunctionsTests
{
    private delegate void Map(int n, float* x, float* y);

    [Fact]
    public void Transcendental_functions_are_within_2e_7()
    {
        Check<Lanes128>();
        if (Lanes.Has256)
            Check<Lanes256>();
        if (Lanes.Has512)
            Check<Lanes512>();
    }

    private static void Check<V>() where V : unmanaged, ILanes<V>
    {
        Near(ElementwiseOn<V>.Exp, Math.Exp, -87, 88.7, relative: true);
        Near(ElementwiseOn<V>.Exp, Math.Exp, -1, 1, relative: true);
        Near(ElementwiseOn<V>.Tanh, Math.Tanh, -10, 10, relative: true);
        Near(ElementwiseOn<V>.Tanh, Math.Tanh, -1e-3, 1e-3, relative: true);
        Near(ElementwiseOn<V>.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -80, 20, relative: true);
        Near(ElementwiseOn<V>.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -2, 2, relative: true);
        Near(ElementwiseOn<V>.Log, Math.Log, 1e-30, 1e30, relative: false);
        Near(ElementwiseOn<V>.Log, Math.Log, 1e-3, 3, relative: false);
        Near(ElementwiseOn<V>.Log, Math.Log, 1e-42, 1e-38, relative: false);

        Exactly(ElementwiseOn<V>.Exp, [0, float.NegativeInfinity, float.PositiveInfinity, float.NaN, 1000, -1000],
            [1, 0, float.PositiveInfinity, float.NaN, float.PositiveInfinity, 0]);
        Exactly(ElementwiseOn<V>.Log, [1, 0, -1, float.PositiveInfinity, float.NaN],
            [0, float.NegativeInfinity, float.NaN, float.PositiveInfinity, float.NaN]);
        Exactly(ElementwiseOn<V>.Tanh, [0, float.NegativeInfinity, float.PositiveInfinity, float.NaN], [0, -1, 1, float.NaN]);
        Exactly(ElementwiseOn<V>.Sigmoid, [0, float.NegativeInfinity, float.PositiveInfinity, float.NaN], [0.5f, 0, 1, float.NaN]);
    }

    private static void Near(Map map, Func<double, double> exact, double from, double to, bool relative)
    {
        const int Count = 20_003;
        using var x = new Floats(Count);
        using var y = new Floats(Count);
        for (int i = 0; i < Count; i++)
            x.P[i] = (float)(from + (to - from) * i / Count);
        map(Count, x.P, y.P);
        for (int i = 0; i < Count; i++)
        {
            double expected = exact(x.P[i]), size = relative ? Math.Abs(expected) : Math.Max(1, Math.Abs(expected));
            Assert.True(Math.Abs(y.P[i] - expected) <= 2e-7 * size, $"f({x.P[i]:R}) is {y.P[i]:R}, expected {expected}");
        }
    }

    private static void Exactly(Map map, float[] operands, float[] expected)
    {
        using var x = new Floats(operands.Length);
        using var y = new Floats(operands.Length);
        operands.CopyTo(x.Span);
        map(x.Count, x.P, y.P);
        Assert.Equal(expected, y.Copy());
    }

    public static TheoryData<Activation> Activations() => new(Enum.GetValues<Activation>());

    [Theory]
    [MemberData(nameof(Activations))]
    public void Activations_and_their_slopes(Activation activation)
    {
        foreach (int n in new[] { 1, 3, 4, 15, 16, 17, 100 })
        {
            Check<Lanes128>(activation, n);
            if (Lanes.Has256)
                Check<Lanes256>(activation, n);
            if (Lanes.Has512)
                Check<Lanes512>(activation, n);
        }
    }

    private static void Check<V>(Activation activation, int n) where V : unmanaged, ILanes<V>
    {
        var random = new Random(n);
        using var x = new Floats(n, random, 8);
        using var dy = new Floats(n, random);
        using var y = new Floats(n);
        using var dx = new Floats(n);
        ElementwiseOn<V>.Activate(n, activation, 0.1f, x.P, y.P);
        y.AssertNear([.. x.Copy().Select(v => Value(activation, v))], 1e-6, "y");
        ElementwiseOn<V>.ActivationGradient(
            n, activation, 0.1f, dy.P, ActivationOn<V>.NeedsOperand(activation) ? x.P : y.P, dx.P);
        dx.AssertNear([.. x.Copy().Zip(dy.Copy(), (v, d) => d * Slope(activation, v))], 1e-6, "dx");

        using var bias = new Floats(n, random);
        using var rows = new Floats(3 * n, random, 8);
        double[] expected = [.. rows.Copy().Select((v, i) => Value(activation, v + bias.P[i % n]))];
        ElementwiseOn<V>.AddBias(3, n, rows.P, bias.P, activation, 0.1f, rows.P);
        rows.AssertNear(expected, 2e-6, "bias");
    }

    private static double Value(Activation activation, double x) => activation switch
    {
        Activation.None => x,
        Activation.Relu => Math.Max(0, x),
        Activation.Relu6 => Math.Clamp(x, 0, 6),
        Activation.LeakyRelu => x < 0 ? 0.1f * x : x,
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Tanh => Math.Tanh(x),
        Activation.HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
    };

    /// <summary>By central differences.</summary>
    private static double Slope(Activation activation, double x) => (Value(activation, x + 1e-5) - Value(activation, x - 1e-5)) / 2e-5;

    [Fact]
    public void Sums_products_and_columns()
    {
        foreach (int n in new[] { 1, 7, 16, 33 })
        {
            Arithmetic<Lanes128>(n);
            if (Lanes.Has256)
                Arithmetic<Lanes256>(n);
            if (Lanes.Has512)
                Arithmetic<Lanes512>(n);
        }
    }

    private static void Arithmetic<V>(int n) where V : unmanaged, ILanes<V>
    {
        var random = new Random(n);
        using var a = new Floats(n, random);
        using var b = new Floats(n, random);
        using var y = new Floats(n);
        ElementwiseOn<V>.Add(n, a.P, b.P, y.P);
        y.AssertNear(Of(a, b, (u, v) => u + v), 1e-7, "sum");
        ElementwiseOn<V>.Subtract(n, a.P, b.P, y.P);
        y.AssertNear(Of(a, b, (u, v) => u - v), 1e-7, "difference");
        ElementwiseOn<V>.Multiply(n, a.P, b.P, y.P);
        y.AssertNear(Of(a, b, (u, v) => u * v), 1e-7, "product");
        ElementwiseOn<V>.Scale(n, 3, a.P, y.P);
        y.AssertNear(Of(a, b, (u, _) => 3 * u), 1e-7, "multiple");
        b.Span.CopyTo(y.Span);
        ElementwiseOn<V>.AddScaled(n, 3, a.P, y.P);
        y.AssertNear(Of(a, b, (u, v) => 3 * u + v), 1e-6, "sum with a multiple");

        const int Rows = 1001;
        using var x = new Floats(Rows * n, random);
        using var sums = new Floats(n, random);
        double[] expected = Array.ConvertAll(sums.Copy(), v => (double)v);
        for (int i = 0; i < x.Count; i++)
            expected[i % n] += x.P[i];
        ElementwiseOn<V>.AddColumnSums(Rows, n, x.P, sums.P);
        sums.AssertNear(expected, 5e-6, "columns");
    }

    private static double[] Of(Floats a, Floats b, Func<double, double, double> f) => [.. a.Copy().Zip(b.Copy(), (u, v) => f(u, v))];
}
