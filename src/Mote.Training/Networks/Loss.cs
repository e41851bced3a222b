using Mote.Core;

namespace Mote.Training.Networks;

/// <summary>What training makes small: the mean over the batch of what each example's prediction costs.</summary>
[Closed]
public abstract record Loss
{
    private protected Loss()
    {
    }

    /// <summary>-Σ t·ln softmax(x): x are logits, t probabilities (smoothed or mixed labels too).</summary>
    public sealed record SoftmaxCrossEntropy : Loss;

    /// <summary>-Σ t·(1 - p)^γ·ln p with p = softmax(x) (Lin and others 2017): what is already right counts less.</summary>
    public sealed record Focal(float Gamma) : Loss;

    /// <summary>Σ (x - t)² / n</summary>
    public sealed record MeanSquaredError : Loss;

    /// <summary>Σ |x - t| / n, its corner rounded within ±1: (x - t)²/2 there (Huber).</summary>
    public sealed record Huber : Loss;

    /// <summary>
    /// Examples come in threes, anchor, one of its class, one of another: max(0, |a - p|² - |a - n|² + margin) (Schroff and others 2015).
    /// The cost stands at the anchor.
    /// </summary>
    public sealed record Triplet(float Margin) : Loss;

    /// <summary>
    /// Examples come in pairs; the first one's target is 1 where both are of one class: t·d² + (1 - t)·max(0, margin - d)² with their
    /// distance d (Hadsell and others 2006). The cost stands at the first.
    /// </summary>
    public sealed record Contrastive(float Margin) : Loss;

    /// <summary>
    /// (1 - Alpha) times the cross-entropy with the labels, and Alpha·T² times what separates the prediction from a teacher's, both
    /// softened: Σ q·ln(q / p) with p = softmax(x / T), q = softmax(z / T) (Hinton and others 2015). A target is the labels'
    /// probabilities, then the teacher's logits z.
    /// </summary>
    public sealed record Distillation(float Temperature, float Alpha) : Loss;

    /// <summary>
    /// Distances between the examples of a group of Group, as shares of their mean, are to be those of the targets (Park and others 2019,
    /// RKD-D, with Huber's cost): the teacher's vectors may be of another length. The cost stands at the group's first.
    /// </summary>
    public sealed record Relations(int Group) : Loss;
}
