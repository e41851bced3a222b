using Mote.Training.Networks;

namespace Mote.Training.Kernels;

/// <summary>What a network is taught by another one.</summary>
internal static unsafe partial class PlainKernels<T>
{
    /// <summary><see cref="Loss.Distillation"/>. The gradient of the second part is Alpha·T·(p - q).</summary>
    private static Judgement Distillation(T temperature, T alpha) => (x, target, gradient) =>
    {
        var teacher = target[x.Length..];
        var cost = (T.One - alpha) * CrossEntropy(x, target[..x.Length], gradient);
        var (log, teacherLog) = (LogSum(x, temperature), LogSum(teacher, temperature));
        for (var i = 0; i < x.Length; i++)
        {
            var (logP, logQ) = (x[i] / temperature - log, teacher[i] / temperature - teacherLog);
            cost += alpha * temperature * temperature * T.Exp(logQ) * (logQ - logP);
            gradient[i] = (T.One - alpha) * gradient[i] + alpha * temperature * (T.Exp(logP) - T.Exp(logQ));
        }
        return cost;
    };

    private static T LogSum(ReadOnlySpan<T> x, T temperature)
    {
        var (largest, sum) = (T.NegativeInfinity, T.Zero);
        foreach (var v in x) largest = T.Max(largest, v / temperature);
        foreach (var v in x) sum += T.Exp(v / temperature - largest);
        return largest + T.Log(sum);
    }

    /// <summary>
    /// <see cref="Loss.Relations"/>. With distances d, their mean μ, and h the slope of a pair's cost by d / μ, the slope by d is
    /// h / μ - Σ h·d / (n·μ²).
    /// </summary>
    private static Judgement Relations(int group) => (x, target, gradient) =>
    {
        var (size, targets) = (x.Length / group, target.Length / group);
        var pairs = group * (group - 1) / 2;
        Span<T> mine = new T[pairs], theirs = new T[pairs], slopes = new T[pairs];
        var (mean, theirMean) = (Distances(x, size, group, mine), Distances(target, targets, group, theirs));
        var (cost, weighted, n) = (T.Zero, T.Zero, T.CreateChecked(pairs));
        for (var p = 0; p < pairs; p++)
        {
            var error = mine[p] / mean - theirs[p] / theirMean;
            var length = T.Abs(error);
            cost += (length <= T.One ? error * error / (T.One + T.One) : length - T.CreateChecked(0.5)) / n;
            slopes[p] = T.Clamp(error, -T.One, T.One) / n;
            weighted += slopes[p] * mine[p];
        }
        gradient.Clear();
        for (int a = 0, p = 0; a < group; a++)
            for (var b = a + 1; b < group; b++, p++)
            {
                var slope = (slopes[p] / mean - weighted / (n * mean * mean)) / mine[p];
                for (var i = 0; i < size; i++)
                {
                    var way = slope * (x[a * size + i] - x[b * size + i]);
                    gradient[a * size + i] += way;
                    gradient[b * size + i] -= way;
                }
            }
        return cost;
    };

    /// <summary>Euclidean distances of all pairs; their mean. Two examples in one place are a tiny bit apart.</summary>
    private static T Distances(ReadOnlySpan<T> x, int size, int group, Span<T> distances)
    {
        var (sum, p) = (T.Zero, 0);
        for (var a = 0; a < group; a++)
            for (var b = a + 1; b < group; b++)
                sum += distances[p++] = T.Sqrt(
                    SquaredDistance(x.Slice(a * size, size), x.Slice(b * size, size)) + T.CreateChecked(1e-12));
        return sum / T.CreateChecked(distances.Length);
    }
}
