using Mote.Core.Types;
using Mote.Training.Arithmetic;

namespace Mote.Training.Training;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">From 1 on.</param>
/// <param name="Cost">Mean over the training examples as they were shown.</param>
/// <param name="Accuracy">Of these, by class; NaN where there are none.</param>
/// <param name="ValidationCost">Mean over the validation examples; NaN without any.</param>
/// <param name="ValidationAccuracy">Likewise.</param>
/// <param name="Rate">The learning rate at its end.</param>
public sealed record EpochResult(int Epoch, double Cost, double Accuracy, double ValidationCost, double ValidationAccuracy, double Rate)
{
    /// <summary>What became of numbers that were rounded in this epoch, where training has an arithmetic of its own.</summary>
    public EquatableArray<RoleRounding> Roundings { get; init; } = [];
}

/// <summary>
/// Everything a training needs to go on as if it had never stopped. Arrays hold the numbers of the executor's parameters and buffers, in
/// its order.
/// </summary>
public sealed record TrainingState
{
    /// <summary>Whole epochs done.</summary>
    public int Epoch { get; set; }

    /// <summary>Batches done in the epoch that has begun.</summary>
    public int Step { get; set; }

    /// <summary>Steps done in all.</summary>
    public long Steps { get; set; }

    /// <summary>Cost and right answers so far in the epoch that has begun, and how many examples they are of.</summary>
    public double Cost { get; set; }

    public long Right { get; set; }

    public long Seen { get; set; }

    public float[] Parameters { get; set; } = [];

    public float[] Buffers { get; set; } = [];

    /// <summary>What the optimizer remembers.</summary>
    public float[] Optimizer { get; set; } = [];

    /// <summary>Running averages of parameters and buffers; empty without.</summary>
    public float[] Average { get; set; } = [];

    /// <summary>Parameters and buffers of the best epoch; empty where the last are kept.</summary>
    public float[] Best { get; set; } = [];

    /// <summary>Σ g·w of each parameter since training began; empty where nothing is pruned by it.</summary>
    public float[] Movement { get; set; } = [];

    /// <summary>Counts of roundings in the epoch that has begun.</summary>
    public long[] Roundings { get; set; } = [];

    public double BestCost { get; set; } = double.PositiveInfinity;

    public int BestEpoch { get; set; }

    public List<EpochResult> History { get; set; } = [];
}
