using Mote.Core;
using Mote.Numerics.Fast;

namespace Mote.Training.Training;

/// <summary>How a gradient moves parameters.</summary>
[Closed]
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>Numbers remembered for each parameter.</summary>
    public abstract int States { get; }

    /// <summary>One step on the numbers of one parameter.</summary>
    /// <param name="p">What is learned.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="states">What was remembered, <see cref="States"/> times as many, one kind after another.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">From 1 on.</param>
    /// <param name="decays">Whether weight decay applies: not to biases and norms.</param>
    public abstract void Move(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step, bool decays);

    /// <summary>v = Momentum·v + g; p -= rate·v, or with Nesterov rate·(g + Momentum·v). Weight decay is added to the gradient.</summary>
    public sealed record Sgd(float Momentum = 0.9f, bool Nesterov = false, float WeightDecay = 0) : Optimizer
    {
        public override int States => 1;

        public override void Move(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step, bool decays)
        {
            unsafe
            {
                fixed (float* parameters = p, gradient = g, velocity = states)
                    Optimizers.Momentum(p.Length, parameters, gradient, velocity, rate, Momentum, decays ? WeightDecay : 0, Nesterov);
            }
        }
    }

    /// <summary>Kingma and Ba (2015). Weight decay is added to the gradient.</summary>
    public sealed record Adam(float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f, float WeightDecay = 0) : Optimizer
    {
        public override int States => 2;

        public override void Move(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step, bool decays) =>
            MoveAdam(p, g, states, rate, step, (Beta1, Beta2, Epsilon), decays ? WeightDecay : 0, decoupled: false);
    }

    /// <summary>Adam with the weights' decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    public sealed record AdamW(float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f, float WeightDecay = 0.01f) : Optimizer
    {
        public override int States => 2;

        public override void Move(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step, bool decays) =>
            MoveAdam(p, g, states, rate, step, (Beta1, Beta2, Epsilon), decays ? WeightDecay : 0, decoupled: true);
    }

    /// <summary>m = Decay·m + (1 - Decay)·g²; p -= rate·g / (√m + Epsilon) (Hinton). Weight decay is added to the gradient.</summary>
    public sealed record RmsProp(float Decay = 0.99f, float Epsilon = 1e-8f, float WeightDecay = 0) : Optimizer
    {
        public override int States => 1;

        public override void Move(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step, bool decays)
        {
            unsafe
            {
                fixed (float* parameters = p, gradient = g, squares = states)
                    Optimizers.RmsProp(p.Length, parameters, gradient, squares, rate, Decay, Epsilon, decays ? WeightDecay : 0);
            }
        }
    }

    private static unsafe void MoveAdam(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step,
        (float Beta1, float Beta2, float Epsilon) o, float decay, bool decoupled)
    {
        fixed (float* parameters = p, gradient = g, moments = states)
            Optimizers.Adam(
                p.Length, parameters, gradient, moments, moments + p.Length, step, rate, o.Beta1, o.Beta2, o.Epsilon, decay, decoupled);
    }
}
