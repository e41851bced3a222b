using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Kernels;

/// <summary>
/// Recurrent cells over sequences. Row n·t + i is step i of example n. Gates hold W·x + b at first, then with R·h the gates themselves.
/// </summary>
internal static unsafe partial class PlainKernels<T>
{
    public static NodeKernel<T> LstmSequence(StateRounding? rounding) => (in c) =>
    {
        var steps = c.YShape()[1];
        var s = c.YShape()[2];
        var r = c.X(Networks.LstmSequence.Recurrent);
        var y = c.Y(0);
        var gates = c.Y(1);
        var cells = c.Y(2);
        var states = States(c, rounding, Networks.LstmSequence.Range);
        QuantizationGrid<T>? cellGrid = rounding is null ? null : CellGrid(c.XSpan(Networks.LstmSequence.CellRange));
        Project(c, gates, 4 * s, c.X(Networks.LstmSequence.Bias));
        for (var row = 0; row < c.Count * steps; row++)
        {
            var first = row % steps == 0;
            var g = gates + (long)row * 4 * s;
            var cell = cells + (long)row * s;
            if (!first) AddProduct(g, r, y + (row - 1L) * s, 4 * s, s);
            for (var j = 0; j < s; j++)
            {
                g[j] = Functions<T>.Logistic(g[j]);
                g[s + j] = Functions<T>.Logistic(g[s + j]);
                g[2 * s + j] = T.Tanh(g[2 * s + j]);
                g[3 * s + j] = Functions<T>.Logistic(g[3 * s + j]);
                cell[j] = g[j] * g[2 * s + j] + (first ? T.Zero : g[s + j] * cell[j - s]);
                if (cellGrid is { } grid) cell[j] = Rounded(cell[j], grid);
                y[(long)row * s + j] = g[3 * s + j] * T.Tanh(cell[j]);
            }
            states.Round(row);
        }
    };

    /// <summary>Operands dY, R, Y, gates, cells; results dGates and dR.</summary>
    public static NodeKernel<T> LstmGradient(StateRounding? rounding) => (in c) =>
    {
        var steps = c.XShape(0)[1];
        var s = c.XShape(0)[2];
        var dy = c.X(0);
        var r = c.X(1);
        var y = c.X(2);
        var gates = c.X(3);
        var cells = c.X(4);
        var dGates = c.Y(0);
        var dR = c.Y(1);
        var states = StatesBack(c, rounding, Networks.LstmGradient.Raw);
        QuantizationGrid<T>? cellGrid = rounding is null ? null : CellGrid(c.XSpan(Networks.LstmGradient.CellRange));
        var (dh, dc) = (new T[s], new T[s]);
        for (var row = c.Count * steps - 1; row >= 0; row--)
        {
            var g = gates + (long)row * 4 * s;
            var cell = cells + (long)row * s;
            var d = dGates + (long)row * 4 * s;
            var (first, last) = (row % steps == 0, row % steps == steps - 1);
            if (last) dh.AsSpan().Clear();
            if (last) dc.AsSpan().Clear();
            for (var j = 0; j < s; j++)
            {
                var (i, f, a, o, tanh) = (g[j], g[s + j], g[2 * s + j], g[3 * s + j], T.Tanh(cell[j]));
                var h = states.Passes(row, j) ? dy[(long)row * s + j] + dh[j] : T.Zero;
                var carried = dc[j] + h * o * (T.One - tanh * tanh);
                if (cellGrid is { } grid && !IsWithin(i * a + (first ? T.Zero : f * cell[j - s]), grid)) carried = T.Zero;
                d[j] = carried * a * i * (T.One - i);
                d[s + j] = first ? T.Zero : carried * cell[j - s] * f * (T.One - f);
                d[2 * s + j] = carried * i * (T.One - a * a);
                d[3 * s + j] = h * tanh * o * (T.One - o);
                dc[j] = carried * f;
            }
            if (!first) CarryBack(dh, dR, d, r, y + (row - 1L) * s, 4 * s, s);
        }
    };

    public static NodeKernel<T> GruSequence(StateRounding? rounding) => (in c) =>
    {
        var steps = c.YShape()[1];
        var s = c.YShape()[2];
        var r = c.X(Networks.GruSequence.Recurrent);
        var bias = c.X(Networks.GruSequence.RecurrentBias);
        var y = c.Y(0);
        var gates = c.Y(1);
        var states = States(c, rounding, Networks.GruSequence.Range);
        // The candidate's recurrent sum is kept behind the three gates: rows are four wide.
        var projected = new T[c.Count * steps * 3 * s];
        fixed (T* sums = projected)
        {
            Project(c, sums, 3 * s, c.X(Networks.GruSequence.Bias));
            for (var row = 0; row < c.Count * steps; row++)
            {
                var first = row % steps == 0;
                var p = sums + (long)row * 3 * s;
                var g = gates + (long)row * 4 * s;
                if (!first) AddProduct(p, r, y + (row - 1L) * s, 2 * s, s);
                for (var j = 0; j < s; j++)
                {
                    g[j] = Functions<T>.Logistic(p[j]);
                    g[s + j] = Functions<T>.Logistic(p[s + j]);
                    g[3 * s + j] = bias[j] + (first ? T.Zero : Dot(r + (2L * s + j) * s, y + (row - 1L) * s, s));
                    g[2 * s + j] = T.Tanh(p[2 * s + j] + g[s + j] * g[3 * s + j]);
                    y[(long)row * s + j] = (T.One - g[j]) * g[2 * s + j] + (first ? T.Zero : g[j] * y[(row - 1L) * s + j]);
                }
                states.Round(row);
            }
        }
    };

    /// <summary>Operands dY, R, Y, gates; results dGates [t,3s], dR and the recurrent bias' gradient.</summary>
    public static NodeKernel<T> GruGradient(StateRounding? rounding) => (in c) =>
    {
        var steps = c.XShape(0)[1];
        var s = c.XShape(0)[2];
        var dy = c.X(0);
        var r = c.X(1);
        var y = c.X(2);
        var gates = c.X(3);
        var dGates = c.Y(0);
        var dR = c.Y(1);
        var dBias = c.Y(2);
        var states = StatesBack(c, rounding, Networks.GruGradient.Raw);
        var (dh, sums) = (new T[s], new T[3 * s]);
        fixed (T* dSums = sums)
        {
            for (var row = c.Count * steps - 1; row >= 0; row--)
            {
                var g = gates + (long)row * 4 * s;
                var d = dGates + (long)row * 3 * s;
                var (first, last) = (row % steps == 0, row % steps == steps - 1);
                if (last) dh.AsSpan().Clear();
                for (var j = 0; j < s; j++)
                {
                    var (z, reset, candidate) = (g[j], g[s + j], g[2 * s + j]);
                    var h = states.Passes(row, j) ? dy[(long)row * s + j] + dh[j] : T.Zero;
                    var before = first ? T.Zero : y[(row - 1L) * s + j];
                    d[2 * s + j] = h * (T.One - z) * (T.One - candidate * candidate);
                    d[j] = dSums[j] = h * (before - candidate) * z * (T.One - z);
                    d[s + j] = dSums[s + j] = d[2 * s + j] * g[3 * s + j] * reset * (T.One - reset);
                    dSums[2 * s + j] = d[2 * s + j] * reset;
                    dBias[j] += dSums[2 * s + j];
                    dh[j] = h * z;
                }
                if (first) continue;
                var straight = dh.ToArray();
                CarryBack(dh, dR, dSums, r, y + (row - 1L) * s, 3 * s, s);
                for (var j = 0; j < s; j++) dh[j] += straight[j];
            }
        }
    };

    public static NodeKernel<T> FastGrnnSequence(StateRounding? rounding) => (in c) =>
    {
        var steps = c.YShape()[1];
        var s = c.YShape()[2];
        var r = c.X(2);
        var bias = c.X(3);
        var mix = c.X(4);
        var y = c.Y(0);
        var states = States(c, rounding, Networks.FastGrnnSequence.Range);
        var gates = c.Y(1);
        var (zeta, nu) = (Functions<T>.Logistic(mix[0]), Functions<T>.Logistic(mix[1]));
        var sum = new T[s];
        var x = c.X(0);
        var k = c.XShape(0)[2];
        for (var row = 0; row < c.Count * steps; row++)
        {
            var first = row % steps == 0;
            for (var j = 0; j < s; j++)
                sum[j] = Dot(c.X(1) + (long)j * k, x + (long)row * k, k) + (first ? T.Zero : Dot(r + (long)j * s, y + (row - 1L) * s, s));
            for (var j = 0; j < s; j++)
            {
                var (z, candidate) = (Functions<T>.Logistic(sum[j] + bias[j]), T.Tanh(sum[j] + bias[s + j]));
                (gates[(long)row * 2 * s + j], gates[(long)row * 2 * s + s + j]) = (z, candidate);
                y[(long)row * s + j] = (zeta * (T.One - z) + nu) * candidate + (first ? T.Zero : z * y[(row - 1L) * s + j]);
            }
            states.Round(row);
        }
    };

    /// <summary>Operands dY, R, Y, gates, mix; results dSums [t,s], dGates [t,2s], dR, dMix.</summary>
    public static NodeKernel<T> FastGrnnGradient(StateRounding? rounding) => (in c) =>
    {
        var steps = c.XShape(0)[1];
        var s = c.XShape(0)[2];
        var dy = c.X(0);
        var r = c.X(1);
        var y = c.X(2);
        var gates = c.X(3);
        var mix = c.X(4);
        var dSums = c.Y(0);
        var dGates = c.Y(1);
        var dR = c.Y(2);
        var dMix = c.Y(3);
        var states = StatesBack(c, rounding, Networks.FastGrnnGradient.Raw);
        var (zeta, nu) = (Functions<T>.Logistic(mix[0]), Functions<T>.Logistic(mix[1]));
        var dh = new T[s];
        for (var row = c.Count * steps - 1; row >= 0; row--)
        {
            var g = gates + (long)row * 2 * s;
            var d = dGates + (long)row * 2 * s;
            var sums = dSums + (long)row * s;
            var (first, last) = (row % steps == 0, row % steps == steps - 1);
            if (last) dh.AsSpan().Clear();
            for (var j = 0; j < s; j++)
            {
                var (z, candidate) = (g[j], g[s + j]);
                var h = states.Passes(row, j) ? dy[(long)row * s + j] + dh[j] : T.Zero;
                var before = first ? T.Zero : y[(row - 1L) * s + j];
                d[j] = h * (before - zeta * candidate) * z * (T.One - z);
                d[s + j] = h * (zeta * (T.One - z) + nu) * (T.One - candidate * candidate);
                sums[j] = d[j] + d[s + j];
                dMix[0] += h * (T.One - z) * candidate * zeta * (T.One - zeta);
                dMix[1] += h * candidate * nu * (T.One - nu);
                dh[j] = h * z;
            }
            if (first) continue;
            var straight = dh.ToArray();
            CarryBack(dh, dR, sums, r, y + (row - 1L) * s, s, s);
            for (var j = 0; j < s; j++) dh[j] += straight[j];
        }
    };

    /// <summary>rows = X · Wᵀ + B; operands 0 and 1 are X and W.</summary>
    private static void Project(in NodeCall<T> c, T* rows, int width, T* bias)
    {
        var x = c.X(0);
        var w = c.X(1);
        var k = c.XShape(0)[2];
        for (var row = 0; row < c.Count * c.XShape(0)[1]; row++)
        for (var j = 0; j < width; j++)
            rows[(long)row * width + j] = bias[j] + Dot(x + (long)row * k, w + (long)j * k, k);
    }

    /// <summary>to += M · v</summary>
    private static void AddProduct(T* to, T* matrix, T* vector, int rows, int columns)
    {
        for (var j = 0; j < rows; j++) to[j] += Dot(matrix + (long)j * columns, vector, columns);
    }

    /// <summary>dh = Rᵀ · d, dR += d · hᵀ</summary>
    private static void CarryBack(T[] dh, T* dR, T* d, T* r, T* h, int rows, int s)
    {
        dh.AsSpan().Clear();
        for (var j = 0; j < rows; j++)
        for (var i = 0; i < s; i++)
        {
            dh[i] += r[(long)j * s + i] * d[j];
            dR[(long)j * s + i] += d[j] * h[i];
        }
    }
}
