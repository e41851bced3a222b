using Mote.Core;

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
            var decay = decays ? WeightDecay : 0;
            for (var i = 0; i < p.Length; i++)
            {
                var slope = g[i] + decay * p[i];
                states[i] = Momentum * states[i] + slope;
                p[i] -= rate * (Nesterov ? slope + Momentum * states[i] : states[i]);
            }
        }
    }

    /// <summary>Kingma and Ba (2015). Weight decay is added to the gradient.</summary>
    public sealed record Adam(float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f, float WeightDecay = 0) : Optimizer
    {
        public override int States => 2;

        public override void Move(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step, bool decays) =>
            MoveAdam(p, g, states, rate, step, (Beta1, Beta2, Epsilon), decays ? WeightDecay : 0, 0);
    }

    /// <summary>Adam with the weights' decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    public sealed record AdamW(float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f, float WeightDecay = 0.01f) : Optimizer
    {
        public override int States => 2;

        public override void Move(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step, bool decays) =>
            MoveAdam(p, g, states, rate, step, (Beta1, Beta2, Epsilon), 0, decays ? WeightDecay : 0);
    }

    /// <summary>m = Decay·m + (1 - Decay)·g²; p -= rate·g / (√m + Epsilon) (Hinton). Weight decay is added to the gradient.</summary>
    public sealed record RmsProp(float Decay = 0.99f, float Epsilon = 1e-8f, float WeightDecay = 0) : Optimizer
    {
        public override int States => 1;

        public override void Move(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step, bool decays)
        {
            var decay = decays ? WeightDecay : 0;
            for (var i = 0; i < p.Length; i++)
            {
                var slope = g[i] + decay * p[i];
                states[i] = Decay * states[i] + (1 - Decay) * slope * slope;
                p[i] -= rate * slope / (MathF.Sqrt(states[i]) + Epsilon);
            }
        }
    }

    private static void MoveAdam(Span<float> p, ReadOnlySpan<float> g, Span<float> states, float rate, long step,
        (float Beta1, float Beta2, float Epsilon) o, float decay, float apart)
    {
        var first = states[..p.Length];
        var second = states[p.Length..];
        var unbiased = (float)(rate / (1 - Math.Pow(o.Beta1, step)));
        var root = (float)(1 / Math.Sqrt(1 - Math.Pow(o.Beta2, step)));
        for (var i = 0; i < p.Length; i++)
        {
            var slope = g[i] + decay * p[i];
            first[i] = o.Beta1 * first[i] + (1 - o.Beta1) * slope;
            second[i] = o.Beta2 * second[i] + (1 - o.Beta2) * slope * slope;
            p[i] -= rate * apart * p[i] + unbiased * first[i] / (MathF.Sqrt(second[i]) * root + o.Epsilon);
        }
    }
}
