using Mote.Numerics;
using Mote.Training.Execution;
using Mote.Training.Gradients;
using Mote.Training.Networks;

namespace Mote.Training.Tests;

/// <summary>Plain gradient descent on one batch.</summary>
internal static class Descent
{
    private const int Batch = 4;

    /// <summary>Every parameter has a gradient, and a small step against all of them costs less than before.</summary>
    public static void AssertStepHelps(Network network, Loss loss)
    {
        var whole = Autodiff.Differentiate(network, loss);
        using var executor = new NetworkExecutor<float>(whole.Network, Batch, threads: 1);
        var random = new RandomStream(5);
        foreach (ref var x in executor[whole.Network.Inputs.First().Id]) x = (float)random.NextNormal();
        executor[whole.Weight].Fill(1);
        var target = executor[whole.Target];
        var outputs = target.Length / Batch;
        for (var i = 0; i < target.Length; i++)
            target[i] = loss is Loss.MeanSquaredError ? (float)random.NextNormal() : i % outputs == i / outputs % outputs ? 1 : 0;

        var before = Cost();
        Assert.Equal(whole.Network.Parameters.Count(), whole.Gradients.Length);
        // A thousandth of the way that the slope says would be needed to lose all.
        var slope = whole.Gradients.Sum(g => Squares(executor[g.Gradient]));
        Assert.True(slope > 0 && float.IsFinite(slope));
        foreach (var (parameter, gradient) in whole.Gradients)
            for (var i = 0; i < executor[parameter].Length; i++) executor[parameter][i] -= 1e-3f * before / slope * executor[gradient][i];
        // The slope of signs is an estimate: they turn in steps, so that more may be won than it says.
        Assert.InRange(Cost(), (network.Nodes.Any(n => n.Op is Binarize) ? 0.9f : 0.997f) * before, 0.9999f * before);

        float Cost()
        {
            executor.Run(Batch, seed: 3, step: 1);
            return executor[whole.Cost].ToArray().Average();
        }
    }

    private static float Squares(ReadOnlySpan<float> x)
    {
        var sum = 0f;
        foreach (var v in x) sum += v * v;
        return sum;
    }
}
