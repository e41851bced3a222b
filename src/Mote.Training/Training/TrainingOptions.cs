using System.Collections.Immutable;
using Mote.Training.Arithmetic;
using Mote.Training.Networks;
using Mote.Training.Rules;

namespace Mote.Training.Training;

/// <summary>Which weights a training gives back.</summary>
public enum Keep
{
    /// <summary>Those of the last epoch.</summary>
    Last,

    /// <summary>Those of the epoch with the smallest cost of the validation examples.</summary>
    Best,
}

/// <summary>A hidden output that is to be like a teacher's.</summary>
/// <param name="Loss">How they are compared.</param>
/// <param name="Share">Of this cost beside the first output's, which has 1.</param>
public sealed record Hint(Loss Loss, float Share);

/// <summary>How to train. Together with network and examples, all that decides the result, to the bit.</summary>
public sealed record TrainingOptions
{
    public int Epochs { get; init; } = 30;

    public int Batch { get; init; } = 64;

    public double LearningRate { get; init; } = 1e-3;

    public ulong Seed { get; init; } = 1;

    public Optimizer Optimizer { get; init; } = new Optimizer.AdamW();

    public Schedule Schedule { get; init; } = new Schedule.Cosine { WarmUp = 0.05 };

    public Loss Loss { get; init; } = new Loss.SoftmaxCrossEntropy();

    /// <summary>What judges the network's outputs after the first, by a teacher's answers (FitNets, Romero and others 2015).</summary>
    public ImmutableArray<Hint> Hints { get; init; } = [];

    /// <summary>This share of a label's probability is spread over all classes (Szegedy and others 2016).</summary>
    public float LabelSmoothing { get; init; }

    /// <summary>Examples are mixed in pairs, with a share drawn from Beta(α, α) for each pair (Zhang and others 2018); 0 is none.</summary>
    public double Mixup { get; init; }

    /// <summary>How much an example of each class counts; empty where all count 1.</summary>
    public ImmutableArray<float> ClassWeights { get; init; } = [];

    /// <summary>Gradients longer than this (Euclidean, over all parameters) are shortened to it; 0 is never.</summary>
    public float ClipNorm { get; init; }

    /// <summary>Averages of parameters and buffers, moved by 1 - this with each step, are what is evaluated and kept; 0 is none.</summary>
    public float Average { get; init; }

    /// <summary>Training ends after this many epochs in which the validation cost has not fallen; 0 is never.</summary>
    public int Patience { get; init; }

    /// <summary>What is kept of weights that were pruned, or share values; empty where all move freely.</summary>
    public ImmutableArray<WeightRule> Rules { get; init; } = [];

    /// <summary>The numbers that it is trained in; null is single precision.</summary>
    public TrainingArithmetic? Arithmetic { get; init; }

    public Keep Keep { get; init; } = Keep.Last;
}
