using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Recurrent cells against their equations in double, and their gradients against differences of these.</summary>
public sealed unsafe class FastRecurrentTests
{
    private const int Batch = 3;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(5, 7)]
    [InlineData(4, 16)]
    [InlineData(6, 20)]
    public void Lstm_and_gru(int steps, int s)
    {
        CheckLstm<Lanes128>(steps, s);
        CheckGru<Lanes128>(steps, s);
        if (Lanes.Has256)
        {
            CheckLstm<Lanes256>(steps, s);
            CheckGru<Lanes256>(steps, s);
        }

        if (Lanes.Has512)
        {
            CheckLstm<Lanes512>(steps, s);
            CheckGru<Lanes512>(steps, s);
        }
    }

    private static void CheckLstm<V>(int steps, int s) where V : unmanaged, ILanes<V>
    {
        var random = new Random(s);
        int states = Batch * steps * s;
        using var sums = new Floats(4 * states, random);
        using var r = new Floats(4 * s * s, random);
        using var dy = new Floats(states, random);
        using var gates = new Floats(4 * states);
        using var cells = new Floats(states);
        using var y = new Floats(states);
        using var packed = new Floats(Packed(4 * s, s));
        sums.Span.CopyTo(gates.Span);
        GemmOn<V>.Pack(true, 4 * s, s, r.P, s, packed.P);
        RecurrentOn<V>.Lstm(Batch, steps, s, packed.P, gates.P, cells.P, y.P);
        double[] exactSums = Wide(sums), exactR = Wide(r);
        y.AssertNear(Lstm(steps, s, exactSums, exactR), 3e-6, "y");

        using var dGates = new Floats(4 * states);
        using var dR = new Floats(4 * s * s, random);
        using var back = new Floats(Packed(s, 4 * s));
        using var scratch = new Floats(2 * Batch * s);
        double[] before = Wide(dR);
        GemmOn<V>.Pack(false, s, 4 * s, r.P, s, back.P);
        RecurrentOn<V>.LstmGradient(Batch, steps, s, dy.P, back.P, y.P, gates.P, cells.P, dGates.P, dR.P, scratch.P);
        double Loss() => Weighted(dy, Lstm(steps, s, exactSums, exactR));
        AssertSlopes(dGates, exactSums, Loss, new double[dGates.Count]);
        AssertSlopes(dR, exactR, Loss, before);
    }

    private static void CheckGru<V>(int steps, int s) where V : unmanaged, ILanes<V>
    {
        var random = new Random(s);
        int states = Batch * steps * s;
        using var sums = new Floats(3 * states, random);
        using var r = new Floats(3 * s * s, random);
        using var bias = new Floats(s, random);
        using var dy = new Floats(states, random);
        using var gates = new Floats(4 * states);
        using var y = new Floats(states);
        using var packed = new Floats(Packed(3 * s, s));
        using var scratch = new Floats(Batch * s + 3 * states);
        GemmOn<V>.Pack(true, 3 * s, s, r.P, s, packed.P);
        RecurrentOn<V>.Gru(Batch, steps, s, packed.P, bias.P, sums.P, gates.P, y.P, scratch.P);
        double[] exactSums = Wide(sums), exactR = Wide(r), exactBias = Wide(bias);
        y.AssertNear(Gru(steps, s, exactSums, exactR, exactBias), 3e-6, "y");

        using var dGates = new Floats(3 * states);
        using var dR = new Floats(3 * s * s, random);
        using var dBias = new Floats(s, random);
        using var back = new Floats(Packed(s, 3 * s));
        double[] before = Wide(dR), biasBefore = Wide(dBias);
        GemmOn<V>.Pack(false, s, 3 * s, r.P, s, back.P);
        RecurrentOn<V>.GruGradient(
            Batch, steps, s, dy.P, back.P, y.P, gates.P, dGates.P, dR.P, dBias.P, scratch.P);
        double Loss() => Weighted(dy, Gru(steps, s, exactSums, exactR, exactBias));
        AssertSlopes(dGates, exactSums, Loss, new double[dGates.Count]);
        AssertSlopes(dR, exactR, Loss, before);
        AssertSlopes(dBias, exactBias, Loss, biasBefore);
    }

    private static double[] Lstm(int steps, int s, double[] sums, double[] r)
    {
        var (y, cells) = (new double[Batch * steps * s], new double[Batch * steps * s]);
        for (int row = 0; row < Batch * steps; row++)
        {
            bool first = row % steps == 0;
            for (int j = 0; j < s; j++)
            {
                double Gate(int g) => sums[(row * 4 + g) * s + j] + (first ? 0 : Dot(r, g * s + j, y, row - 1, s));
                double cell = Logistic(Gate(0)) * Math.Tanh(Gate(2)) + (first ? 0 : Logistic(Gate(1)) * cells[(row - 1) * s + j]);
                cells[row * s + j] = cell;
                y[row * s + j] = Logistic(Gate(3)) * Math.Tanh(cell);
            }
        }

        return y;
    }

    private static double[] Gru(int steps, int s, double[] sums, double[] r, double[] bias)
    {
        var y = new double[Batch * steps * s];
        for (int row = 0; row < Batch * steps; row++)
        {
            bool first = row % steps == 0;
            for (int j = 0; j < s; j++)
            {
                double Seen(int g) => first ? 0 : Dot(r, g * s + j, y, row - 1, s);
                double update = Logistic(sums[row * 3 * s + j] + Seen(0)), reset = Logistic(sums[(row * 3 + 1) * s + j] + Seen(1));
                double candidate = Math.Tanh(sums[(row * 3 + 2) * s + j] + reset * (Seen(2) + bias[j]));
                y[row * s + j] = (1 - update) * candidate + (first ? 0 : update * y[(row - 1) * s + j]);
            }
        }

        return y;
    }

    private static double Dot(double[] r, int gate, double[] y, int row, int s)
    {
        double sum = 0;
        for (int i = 0; i < s; i++)
            sum += r[gate * s + i] * y[row * s + i];
        return sum;
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double Weighted(Floats dy, double[] y) => y.Select((v, i) => v * dy.P[i]).Sum();

    private static double[] Wide(Floats x) => Array.ConvertAll(x.Copy(), v => (double)v);

    private static int Packed(int n, int k) => (n + 15) / 16 * 16 * k;

    /// <summary>Compares some elements of a gradient (all, of a small one) with central differences.</summary>
    private static void AssertSlopes(Floats gradient, double[] parameters, Func<double> loss, double[] before)
    {
        for (int i = 0; i < parameters.Length; i += 1 + parameters.Length / 97)
        {
            double value = parameters[i];
            parameters[i] = value + 1e-5;
            double above = loss();
            parameters[i] = value - 1e-5;
            double slope = (above - loss()) / 2e-5;
            parameters[i] = value;
            Assert.Equal(before[i] + slope, gradient.P[i], 1e-5 * Math.Max(1, Math.Abs(slope)));
        }
    }
}
