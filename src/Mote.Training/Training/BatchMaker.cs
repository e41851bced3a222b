using Mote.Numerics;

namespace Mote.Training.Training;

/// <summary>
/// Which examples make a batch, and what the network is shown of them. All that is random follows from seed, epoch and place, so that a
/// training can be continued anywhere and the number of threads does not matter.
/// </summary>
internal sealed class BatchMaker(IExampleSource source, TrainingOptions options, int threads)
{
    private readonly int[] _order = new int[source.Count];

    /// <summary>The last batch of an epoch may be smaller; one example alone has no statistics and is left out.</summary>
    public int Steps { get; } = source.Count % options.Batch == 1 && source.Count > 1
        ? source.Count / options.Batch : (source.Count + options.Batch - 1) / options.Batch;

    /// <summary>Shuffles for an epoch (Fisher and Yates).</summary>
    public void Begin(int epoch)
    {
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        var random = new RandomStream(Mixed(options.Seed, (ulong)epoch, 0x5EED));
        for (var i = _order.Length - 1; i > 0; i--)
        {
            var j = random.Next(0, i + 1);
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
    }

    /// <summary>Fills a batch.</summary>
    /// <returns>How many examples it has.</returns>
    public int Fill(int epoch, int step, Memory<float> inputs, Memory<float> targets, Span<float> weights, Span<int> labels)
    {
        var count = Math.Min(options.Batch, source.Count - step * options.Batch);
        var (size, width) = (source.Shape.Elements, source.Targets);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var example = _order[step * options.Batch + i];
            var values = inputs.Span.Slice(i * size, size);
            source.Read(example, Mixed(options.Seed, (ulong)epoch, (ulong)example), values);
            source.Aim(example, values, targets.Span.Slice(i * width, width));
        });
        for (var i = 0; i < count; i++)
        {
            labels[i] = source.Label(_order[step * options.Batch + i]);
            weights[i] = labels[i] >= 0 && !options.ClassWeights.IsEmpty ? options.ClassWeights[labels[i]] : 1;
        }
        if (labels[0] >= 0 && options.LabelSmoothing > 0)
            foreach (ref var t in targets.Span[..(count * width)]) t = t * (1 - options.LabelSmoothing) + options.LabelSmoothing / width;
        if (options.Mixup > 0 && count > 1) Mix(epoch, step, count, inputs.Span, targets.Span);
        return count;
    }

    /// <summary>Each example with the one after it: the order is random already. The first is kept to mix the last with.</summary>
    private void Mix(int epoch, int step, int count, Span<float> inputs, Span<float> targets)
    {
        var random = new RandomStream(Mixed(options.Seed, (ulong)epoch, 0xB1E4D0000 + (ulong)step));
        var (size, width) = (source.Shape.Elements, source.Targets);
        var (firstInput, firstTarget) = (inputs[..size].ToArray(), targets[..width].ToArray());
        for (var i = 0; i < count; i++)
        {
            var share = (float)Beta(random, options.Mixup);
            share = Math.Max(share, 1 - share);
            Blend(inputs.Slice(i * size, size), i + 1 < count ? inputs.Slice((i + 1) * size, size) : firstInput, share);
            Blend(targets.Slice(i * width, width), i + 1 < count ? targets.Slice((i + 1) * width, width) : firstTarget, share);
        }
    }

    private static void Blend(Span<float> a, ReadOnlySpan<float> b, float share)
    {
        for (var i = 0; i < a.Length; i++) a[i] = share * a[i] + (1 - share) * b[i];
    }

    /// <summary>Beta(α, α) as x / (x + y) of two gamma variates.</summary>
    private static double Beta(RandomStream random, double alpha)
    {
        var (x, y) = (Gamma(random, alpha), Gamma(random, alpha));
        return x + y > 0 ? x / (x + y) : 0.5;
    }

    /// <summary>Marsaglia and Tsang (2000); shapes below 1 by their rule of one more and a power.</summary>
    private static double Gamma(RandomStream random, double shape)
    {
        if (shape < 1) return Gamma(random, shape + 1) * Math.Pow(random.NextDouble(), 1 / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextNormal();
            var v = Math.Pow(1 + c * x, 3);
            if (v <= 0) continue;
            if (Math.Log(1 - random.NextDouble()) < x * x / 2 + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    /// <summary>One seed of three numbers.</summary>
    internal static ulong Mixed(ulong a, ulong b, ulong c) =>
        new RandomStream(new RandomStream(new RandomStream(a).NextUInt64() ^ b).NextUInt64() ^ c).NextUInt64();
}
