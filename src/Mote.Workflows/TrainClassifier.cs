using Mote.Compression;
using Mote.Data;
using Mote.Training.Networks;
using Mote.Training.Training;

namespace Mote.Workflows;

/// <summary>The way from examples to a classifier in integers: train, fold, train on with rounding, quantize, join with the
/// front end. What finds anomalies goes the same way, towards its own features.</summary>
public static class TrainClassifier
{
    /// <param name="set">With examples to train on.</param>
    /// <param name="plan">How.</param>
    /// <param name="threads">How many at once; no influence on the result.</param>
    /// <param name="store">Where a training is kept while it goes on; null keeps none.</param>
    /// <param name="watch">Sees each batch: the phase ("train", "rounding"), the result, and the trainer.</param>
    /// <param name="stop">Ends after a batch; what was stored can be gone on with.</param>
    public static TrainedClassifier Run(ExampleSet set, TrainingPlan plan, int threads, ITrainingStore? store = null,
        Action<string, StepResult, Trainer>? watch = null, CancellationToken stop = default)
    {
        using var session = new TrainingSession(set, plan, threads, store, watch, stop);
        plan = session.Plan;
        var network = plan.Network(session.Examples.Shape, session.Examples.Targets, plan.Training.Seed);
        using var teacher = plan.Teaching is null ? null : new NetworkTeacher(plan.Teachers, plan.Training.Batch, threads);
        if (plan.Teaching is { } teaching)
            plan = plan with { Training = plan.Training with { Loss = new Loss.Distillation(teaching.Temperature, teaching.Share) } };
        var (trained, history) = session.Train("train", network, plan.Training, teacher);
        var integer = plan.Format == NumberFormat.Float ? null
            : plan.RoundingEpochs > 0 ? session.Rounded(TrainingSession.Folded(trained), Rounding(plan), Later(plan), teacher)
            : session.Calibrated(trained);
        return new TrainedClassifier(session.Float(trained), integer, history, network.ParameterCount);
    }

    private static RoundingOptions Rounding(TrainingPlan plan) => new()
    {
        WeightBits = plan.Format == NumberFormat.Int4 ? 4 : 8,
        ActivationBits = plan.Format == NumberFormat.Int16x8 ? 16 : 8,
        LearnSteps = plan.LearnSteps,
    };

    /// <summary>How training goes on with roundings.</summary>
    private static TrainingOptions Later(TrainingPlan plan) => plan.Training with
    {
        Epochs = plan.RoundingEpochs,
        LearningRate = plan.Training.LearningRate * plan.RoundingRate,
        Schedule = new Schedule.Cosine { WarmUp = 0 },
        Patience = 0,
        Seed = plan.Training.Seed + 1,
    };
}
