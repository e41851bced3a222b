using System.Collections.Immutable;
using Mote.Compression;
using Mote.Core.Types;
using Mote.Data.Augmentation;
using Mote.Execution.Features;
using Mote.Training.Networks;
using Mote.Training.Training;
using Mote.Workflows.Compressing;

namespace Mote.Workflows;

/// <summary>How raw recordings become a quantized classifier.</summary>
public sealed record TrainingPlan
{
    /// <summary>What is done to samples, in training and on the device.</summary>
    public FrontEnd Features { get; init; } = FrontEnd.None;

    /// <summary>Builds the network from the features' shape, the number of classes, or of features to reconstruct, and a seed.</summary>
    public required Func<Shape, int, ulong, Network> Network { get; init; }

    /// <summary>Changes samples at random.</summary>
    public Augmentation? OnSamples { get; init; }

    /// <summary>Changes features at random.</summary>
    public Augmentation? OnFeatures { get; init; }

    public TrainingOptions Training { get; init; } = new();

    /// <summary>Epochs in which rounding is part of the network; 0 quantizes the trained network as it is.</summary>
    public int RoundingEpochs { get; init; } = 10;

    /// <summary>The learning rate of these, as a share of the highest one before.</summary>
    public double RoundingRate { get; init; } = 0.1;

    /// <summary>In these epochs weights' steps are learned, too (Esser and others 2020), instead of following from the largest
    /// weight.</summary>
    public bool LearnSteps { get; init; }

    /// <summary>Float leaves the model as it is trained.</summary>
    public NumberFormat Format { get; init; } = NumberFormat.Int8;

    /// <summary>
    /// Labels of the examples that are trained on, where the network is to reconstruct its features (mean squared error) instead of naming
    /// a class; null for classifiers.
    /// </summary>
    public ImmutableArray<int>? Normal { get; init; }

    /// <summary>Trained networks that it learns from beside labels, and how much; none where <see cref="Teaching"/> is null.</summary>
    public ImmutableArray<Network> Teachers { get; init; } = [];

    public TeachingStep? Teaching { get; init; }

    /// <summary>Train on the validation examples as well: for a last training, when nothing is left to be chosen.</summary>
    public bool WithValidation { get; init; }
}

/// <summary>
/// A trained classifier, from raw samples to probabilities, in float and, unless only that was asked for, in integers. What reconstructs
/// gives the reconstruction and the features that it is of.
/// </summary>
/// <param name="Float">From raw integers through real arithmetic.</param>
/// <param name="Integer">The device's program; null where only float was asked for.</param>
/// <param name="History">Of the training in float.</param>
/// <param name="Parameters">Numbers that were learned.</param>
public sealed record TrainedClassifier(
    Core.Graphs.Graph Float, Core.Graphs.Graph? Integer, ImmutableArray<EpochResult> History, int Parameters);
