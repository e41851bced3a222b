namespace Mote.KernelCosts;

/// <summary>
/// Instructions of what kernels do, not negative, by least squares of relative errors. Layers that a compiler makes something special of
/// count less and less (iteratively reweighted), so that the rest is met exactly.
/// </summary>
internal static class Fit
{
    private const int Rounds = 12;

    /// <summary>Relative; what is smaller is met.</summary>
    private const double Met = 0.004;

    private const double Ridge = 1e-7;

    public static (Dictionary<string, double> Each, double[] Errors) Of(IReadOnlyList<Measurement> samples)
    {
        var names = samples.SelectMany(s => s.Counts.Keys).Distinct().ToArray();
        var rows = samples.Select(s => names.Select(n => s.Counts.GetValueOrDefault(n) / (s.Counted + s.Routines)).ToArray()).ToArray();
        var goals = samples.Select(s => s.Counted / (s.Counted + s.Routines)).ToArray();
        var weights = samples.Select(_ => 1.0).ToArray();
        var (each, errors) = (new double[names.Length], new double[rows.Length]);
        for (var round = 0; round < Rounds; round++)
        {
            each = NotNegative(rows, goals, weights);
            errors = [.. rows.Select((r, i) => r.Zip(each, (a, b) => a * b).Sum() - goals[i])];
            weights = [.. errors.Select(e => 1 / Math.Max(Math.Abs(e), Met))];
            var most = weights.Max();
            weights = [.. weights.Select(w => w / most)];
        }
        return (names.Zip(each).Where(p => p.Second > 0).ToDictionary(p => p.First, p => p.Second), errors);
    }

    /// <summary>The most negative is left out, until none is.</summary>
    private static double[] NotNegative(double[][] rows, double[] goals, double[] weights)
    {
        var active = Enumerable.Range(0, rows[0].Length).ToList();
        while (true)
        {
            var scales = active.Select(c => Math.Max(1e-12, Math.Sqrt(rows.Select((r, i) => weights[i] * r[c] * r[c]).Sum()))).ToArray();
            var solved = Solve(rows, goals, weights, active, scales);
            var worst = Array.IndexOf(solved, solved.Min());
            if (solved[worst] >= 0)
            {
                var all = new double[rows[0].Length];
                for (var k = 0; k < active.Count; k++) all[active[k]] = solved[k] / scales[k];
                return all;
            }
            active.RemoveAt(worst);
        }
    }

    private static double[] Solve(double[][] rows, double[] goals, double[] weights, List<int> active, double[] scales)
    {
        var n = active.Count;
        var a = new double[n, n + 1];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
                for (var r = 0; r < rows.Length; r++)
                    a[i, k] += weights[r] * rows[r][active[i]] / scales[i] * rows[r][active[k]] / scales[k];
            for (var r = 0; r < rows.Length; r++) a[i, n] += weights[r] * rows[r][active[i]] / scales[i] * goals[r];
            a[i, i] += Ridge;
        }
        for (var i = 0; i < n; i++)
            for (var r = 0; r < n; r++)
            {
                if (r == i) continue;
                // Positive definite: the diagonal will do as pivot.
                var factor = a[r, i] / a[i, i];
                for (var k = i; k <= n; k++) a[r, k] -= factor * a[i, k];
            }
        return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
    }
}
