using System.Diagnostics;
using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Rules;
using Mote.Data;
using Mote.Formats;
using Mote.Training;

namespace Mote.Workflows.Compressing;

/// <summary>What <c>mote compress</c> is asked for.</summary>
/// <param name="Training">Dataset, features, augmentation, batch, rate, output; <see cref="TrainRequest.From"/> is the float model.</param>
/// <param name="Recipe">A file (<see cref="RecipeFile"/>).</param>
public sealed record CompressRequest(TrainRequest Training, string Recipe);

/// <summary>What came of it. Shares of right answers are null where the split is empty.</summary>
/// <param name="Weights">Of layers that multiply, before and after neurons were cut.</param>
/// <param name="Zeros">Among the weights that are left.</param>
/// <param name="EntropyBytes">The least that a coder of single weights, layer by layer, could make of them.</param>
public sealed record CompressReport(
    string Model, string Output, string FloatOutput, long MacsBefore, long Macs, int WeightsBefore, int Weights, int Zeros,
    double EntropyBytes, double? ValidationBefore, double? Validation, double? TestBefore, double? Test, double Seconds);

/// <summary>A trained float model to a compressed one.</summary>
public static class CompressModel
{
    /// <param name="request">What is wanted.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="stop">Ends after a batch; <see cref="TrainRequest.Resume"/> goes on.</param>
    /// <exception cref="MoteException">Whatever is wrong with dataset, model, names or options.</exception>
    public static CompressReport Run(CompressRequest request, Action<TrainingProgress>? progress, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var text = Encoding.UTF8.GetString(WholeFile.Read(request.Recipe));
        var how = RecipeFile.Parse(text, request.Recipe);
        var given = CompressionInput.Read(request.Training);
        var (training, before, network) = (given.Training, given.Before, given.Network);
        var store = new CheckpointStore(training.Output, given.Described(text), training.Resume);
        var told = new CompressionProgress(how.Epochs, progress);
        var made = CompressClassifier.Run(given.Set, given.Plan, network, how, training.Threads, store, told.After, stop);

        var floatOutput = Path.ChangeExtension(training.Output, ".float.mote");
        ModelFile.Write(floatOutput, new Model(made.Float, ModelMetadata.None));
        ModelFile.Write(training.Output, new Model(made.Integer, ModelMetadata.None));
        store.Clear();
        var (old, left) = (WeightStatistics.Of(network), WeightStatistics.Of(made.Integer));
        return new CompressReport(made.Float.Name, training.Output, floatOutput, Costs.Macs(before), Costs.Macs(made.Integer), old.Weights,
            left.Weights, left.Zeros, left.EntropyBytes, given.Score(before, Split.Validation), given.Score(made.Integer, Split.Validation),
            given.Score(before, Split.Test), given.Score(made.Integer, Split.Test), clock.Elapsed.TotalSeconds);
    }
}
