using Mote.Training.Execution;
using Mote.Training.Networks;

namespace Mote.Training.Kernels;

internal static unsafe partial class PlainKernels<T>
{
    /// <summary>Results: what each example costs, and the gradient of the mean over the batch.</summary>
    public static NodeKernel<T> LossGradient(Loss loss)
    {
        var (together, judge) = Judge(loss);
        return (in c) =>
        {
            var (size, targets) = (c.XShape(0).Elements, c.XShape(1).Elements);
            c.YSpan(0).Clear();
            c.YSpan(1).Clear();
            for (var n = 0; n + together <= c.Count; n += together)
            {
                var x = c.XSpan(0).Slice(n * size, together * size);
                var t = c.XSpan(1).Slice(n * targets, together * targets);
                var dx = c.YSpan(1).Slice(n * size, together * size);
                var weight = c.XSpan(2)[n];
                c.YSpan(0)[n] = weight * judge(x, t, dx);
                var share = weight / T.CreateChecked(c.Context.Examples);
                for (var i = 0; i < dx.Length; i++) dx[i] *= share;
            }
        };
    }

    /// <summary>What one prediction costs; 0 where the loss compares several.</summary>
    public static T Cost(Loss loss, ReadOnlySpan<T> prediction, ReadOnlySpan<T> target)
    {
        var (together, judge) = Judge(loss);
        return together > 1 ? T.Zero : judge(prediction, target, new T[prediction.Length]);
    }

    /// <summary>Gives the cost of one prediction, or of some that belong together, and writes its gradient.</summary>
    private delegate T Judgement(ReadOnlySpan<T> x, ReadOnlySpan<T> target, Span<T> gradient);

    private static (int Together, Judgement Judge) Judge(Loss loss) => loss switch
    {
        Loss.SoftmaxCrossEntropy => (1, CrossEntropy),
        Loss.Focal o => (1, Focal(T.CreateChecked(o.Gamma))),
        Loss.MeanSquaredError => (1, SquaredError),
        Loss.Huber => (1, Huber),
        Loss.Triplet o => (3, Triplet(T.CreateChecked(o.Margin))),
        Loss.Contrastive o => (2, Contrastive(T.CreateChecked(o.Margin))),
        Loss.Distillation o => (1, Distillation(T.CreateChecked(o.Temperature), T.CreateChecked(o.Alpha))),
        Loss.Relations o => (o.Group, Relations(o.Group)),
    };

    private static T CrossEntropy(ReadOnlySpan<T> x, ReadOnlySpan<T> target, Span<T> gradient)
    {
        var (log, cost, total) = (LogSum(x), T.Zero, T.Zero);
        for (var i = 0; i < x.Length; i++) total += target[i];
        for (var i = 0; i < x.Length; i++)
        {
            cost -= target[i] * (x[i] - log);
            gradient[i] = total * T.Exp(x[i] - log) - target[i];
        }
        return cost;
    }

    /// <summary>With u_i = t_i·((1-p_i)^γ - γ·p_i·(1-p_i)^(γ-1)·ln p_i), the gradient is p_i·Σu - u_i.</summary>
    private static Judgement Focal(T gamma) => (x, target, gradient) =>
    {
        var (log, cost, total) = (LogSum(x), T.Zero, T.Zero);
        for (var i = 0; i < x.Length; i++)
        {
            var (logP, p) = (x[i] - log, T.Exp(x[i] - log));
            var rest = T.Max(T.One - p, T.Epsilon);
            cost -= target[i] * T.Pow(rest, gamma) * logP;
            gradient[i] = target[i] * (T.Pow(rest, gamma) - gamma * p * T.Pow(rest, gamma - T.One) * logP);
            total += gradient[i];
        }
        for (var i = 0; i < x.Length; i++) gradient[i] = T.Exp(x[i] - log) * total - gradient[i];
        return cost;
    };

    private static T SquaredError(ReadOnlySpan<T> x, ReadOnlySpan<T> target, Span<T> gradient)
    {
        var (cost, n) = (T.Zero, T.CreateChecked(x.Length));
        for (var i = 0; i < x.Length; i++)
        {
            var error = x[i] - target[i];
            cost += error * error / n;
            gradient[i] = (error + error) / n;
        }
        return cost;
    }

    private static T Huber(ReadOnlySpan<T> x, ReadOnlySpan<T> target, Span<T> gradient)
    {
        var (cost, n, half) = (T.Zero, T.CreateChecked(x.Length), T.CreateChecked(0.5));
        for (var i = 0; i < x.Length; i++)
        {
            var error = x[i] - target[i];
            var size = T.Abs(error);
            cost += (size <= T.One ? half * error * error : size - half) / n;
            gradient[i] = T.Clamp(error, -T.One, T.One) / n;
        }
        return cost;
    }

    private static Judgement Triplet(T margin) => (x, _, gradient) =>
    {
        var size = x.Length / 3;
        var near = SquaredDistance(x[..size], x.Slice(size, size));
        var far = SquaredDistance(x[..size], x[(2 * size)..]);
        var cost = T.Max(T.Zero, near - far + margin);
        if (cost == T.Zero) return cost;
        var two = T.One + T.One;
        for (var i = 0; i < size; i++)
        {
            var (a, p, n) = (x[i], x[size + i], x[2 * size + i]);
            gradient[i] = two * (n - p);
            gradient[size + i] = two * (p - a);
            gradient[2 * size + i] = two * (a - n);
        }
        return cost;
    };

    private static Judgement Contrastive(T margin) => (x, target, gradient) =>
    {
        var size = x.Length / 2;
        var (same, squared) = (target[0], SquaredDistance(x[..size], x[size..]));
        var distance = T.Sqrt(squared + T.CreateChecked(1e-12));
        var gap = T.Max(T.Zero, margin - distance);
        var two = T.One + T.One;
        for (var i = 0; i < size; i++)
        {
            var slope = two * (same - (T.One - same) * gap / distance) * (x[i] - x[size + i]);
            gradient[i] = slope;
            gradient[size + i] = -slope;
        }
        return same * squared + (T.One - same) * gap * gap;
    };

    private static T SquaredDistance(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
    {
        var sum = T.Zero;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    private static T LogSum(ReadOnlySpan<T> x)
    {
        var (largest, sum) = (T.NegativeInfinity, T.Zero);
        foreach (var v in x) largest = T.Max(largest, v);
        foreach (var v in x) sum += T.Exp(v - largest);
        return largest + T.Log(sum);
    }
}
