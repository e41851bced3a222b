using System.Numerics.Tensors;
using Mote.Core.Diagnostics;
using Mote.Numerics.Fast;
using Mote.Training.Training;

namespace Mote.Training.Arithmetic;

/// <summary>
/// A step of <see cref="Optimizer.Sgd"/> in narrow numbers: gradient with weight decay, momentum and weight are three sums, each computed
/// in single precision and rounded to the format of weights (the three AXPYs of Wang and others 2018).
/// </summary>
internal sealed class RoundedUpdate(TrainingArithmetic how, Optimizer.Sgd optimizer, RoundingStatistics statistics)
{
    private const int FirstStream = 1 << 28, Each = 4;

    private float[] _sum = [];

    /// <exception cref="MoteException">MOTE0620: options that keep other numbers than these.</exception>
    public static RoundedUpdate For(string network, TrainingOptions options, RoundingStatistics statistics)
    {
        if (options.Optimizer is not Optimizer.Sgd sgd)
            throw new MoteException("MOTE0620", network,
                "squares of gradients, which this optimizer remembers, are too small for the numbers that it is to be trained in.",
                "Take --optimizer sgd, with a rate as 0.05.");
        if (options.Average != 0)
            throw new MoteException("MOTE0620", network, "averages of weights need finer numbers than it is to be trained in.",
                "Leave --average out.");
        return new RoundedUpdate(options.Arithmetic!, sgd, statistics);
    }

    /// <summary>Rounds weights to the nearest, as they are when training begins.</summary>
    public unsafe void Begin(Span<float> weights)
    {
        fixed (float* w = weights) Rounding.Nearest(how.Weights.Grid, weights.Length, 1, w, w);
    }

    /// <param name="parameter">Tells parameters apart.</param>
    /// <param name="weights">What is learned.</param>
    /// <param name="gradient">In the format of weights, or shortened from it.</param>
    /// <param name="momentum">Likewise.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="context">Seed and step.</param>
    /// <param name="decays">Whether weight decay applies.</param>
    public void Move(int parameter, Span<float> weights, ReadOnlySpan<float> gradient, Span<float> momentum, float rate,
        (ulong Seed, long Step) context, bool decays)
    {
        if (_sum.Length < weights.Length) _sum = new float[weights.Length];
        var sum = _sum.AsSpan(0, weights.Length);
        gradient.CopyTo(sum);
        if (decays && optimizer.WeightDecay != 0)
        {
            TensorPrimitives.MultiplyAdd<float>(weights, optimizer.WeightDecay, gradient, sum);
            Round(sum, parameter, 0, context);
        }
        // Momentum remembers steps, or gradients of which a step is then made.
        if (how.MomentumOfSteps) TensorPrimitives.Multiply(sum, rate, sum);
        TensorPrimitives.MultiplyAdd<float>(momentum, optimizer.Momentum, sum, momentum);
        statistics.Add(TensorRole.Momenta, Round(momentum, parameter, 1, context));
        if (optimizer.Nesterov)
        {
            TensorPrimitives.MultiplyAdd<float>(momentum, optimizer.Momentum, sum, sum);
            Round(sum, parameter, 2, context);
        }
        else
        {
            momentum.CopyTo(sum);
        }
        TensorPrimitives.MultiplyAdd<float>(sum, how.MomentumOfSteps ? -1 : -rate, weights, sum);
        var count = Round(sum, parameter, 3, context);
        var lost = 0;
        for (var i = 0; i < sum.Length; i++)
            if (sum[i] == weights[i] && momentum[i] != 0) lost++;
        statistics.Add(TensorRole.Updates, count with { Vanished = lost });
        sum.CopyTo(weights);
    }

    private unsafe RoundingCount Round(Span<float> numbers, int parameter, int which, (ulong Seed, long Step) context)
    {
        fixed (float* x = numbers)
            return how.Updates == RoundingMode.Nearest ? Rounding.Nearest(how.Weights.Grid, numbers.Length, 1, x, x)
                : Rounding.Stochastic(how.Weights.Grid, numbers.Length, 1,
                    Dropout.Key(context.Seed, context.Step, FirstStream + Each * parameter + which), 0, x, x);
    }
}
