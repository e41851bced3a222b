using Mote.Core;
using Mote.Core.Types;

namespace Mote.Training.Rules;

/// <summary>What training keeps of weights while the optimizer moves them.</summary>
/// <param name="Parameters">Names of the network's parameters. Those of one rule are looked at together.</param>
[Closed]
public abstract record WeightRule(EquatableArray<string> Parameters)
{
    /// <summary>
    /// Weights are set to zero, more and more of them, and a weight that is zero stays zero. So the zeros themselves say what has been
    /// pruned, and nothing else needs to be remembered.
    /// </summary>
    /// <param name="Parameters">Weights of one rule compete with each other: a rule for each layer prunes by layer, one rule for all
    /// globally.</param>
    /// <param name="Sparsity">How many.</param>
    /// <param name="Criterion">Which.</param>
    public sealed record Prune(EquatableArray<string> Parameters, Sparsity Sparsity, PruningCriterion Criterion) : WeightRule(Parameters);

    /// <summary>
    /// Weights that begin equal stay equal: the gradients of a value's weights are added (Han and others 2016, "Deep Compression", trained
    /// quantization), and zeros stay zeros.
    /// </summary>
    public sealed record Share(EquatableArray<string> Parameters) : WeightRule(Parameters);
}

/// <summary>Which of the weights that are left are pruned first.</summary>
public enum PruningCriterion
{
    /// <summary>|w|</summary>
    Magnitude,

    /// <summary>w² / Σ v² over the weights v of the same parameter that are not smaller (LAMP, Lee and others 2021): magnitudes that can be
    /// compared between layers.</summary>
    LayerMagnitude,

    /// <summary>-Σ g·w over the steps since training began (movement pruning, Sanh and others 2020): weights that go towards zero are
    /// pruned first.</summary>
    Movement,
}

/// <summary>How many weights are zero, and when.</summary>
[Closed]
public abstract record Sparsity
{
    private Sparsity()
    {
    }

    /// <summary>Those that are zero already.</summary>
    public sealed record AsGiven : Sparsity;

    /// <summary>
    /// The share of zeros rises from From to To between two shares of the training, as From + (To - From)·(1 - (1 - t)³): fast while
    /// there is much to choose from (Zhu and Gupta 2018). From = To prunes once.
    /// </summary>
    /// <param name="To">Share of zeros at the end, 0 to 1.</param>
    /// <param name="From">Share at first.</param>
    /// <param name="Begin">Share of the training's steps before.</param>
    /// <param name="End">Share of the training's steps when it is reached.</param>
    /// <param name="Times">In so many cuts.</param>
    public sealed record Cubic(double To, double From = 0, double Begin = 0, double End = 0.5, int Times = 50) : Sparsity;

    /// <summary>Of each Of successive weights along the last axis at most Keep are not zero: at once, at a share of the training.</summary>
    public sealed record Blocks(int Keep, int Of, double Begin = 0) : Sparsity;
}
