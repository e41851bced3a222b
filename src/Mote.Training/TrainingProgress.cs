using Mote.Core.Types;
using Mote.Training.Arithmetic;

namespace Mote.Training;

/// <summary>How far training is and how it goes.</summary>
/// <param name="Epoch">The current one, from 1.</param>
/// <param name="Epochs">How many there will be at most.</param>
/// <param name="Step">Batches of this epoch that are done.</param>
/// <param name="Steps">Batches of an epoch.</param>
/// <param name="Loss">Mean over this epoch so far.</param>
/// <param name="Accuracy">On this epoch's training examples so far, in [0, 1].</param>
/// <param name="ValidationAccuracy">After the epoch's last step, where there is a validation split.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="ExamplesPerSecond">By the clock: a measurement, no result.</param>
/// <param name="Left">Estimated from the speed so far.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double Accuracy, double? ValidationAccuracy, double LearningRate,
    double ExamplesPerSecond, TimeSpan Left)
{
    /// <summary>Of the epoch, after its last step, where training is in narrow numbers.</summary>
    public EquatableArray<RoleRounding> Roundings { get; init; } = [];

    public bool EndsEpoch => Step == Steps;

    /// <summary>Of the whole training, in [0, 1].</summary>
    public double Share => Epochs == 0 || Steps == 0 ? 1 : (Epoch - 1 + Step / (double)Steps) / Epochs;
}
