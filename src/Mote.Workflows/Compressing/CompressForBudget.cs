using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Mote.Data;
using Mote.Formats;
using Mote.Training;
using Mote.Workflows.Compressing.Searching;

namespace Mote.Workflows.Compressing;

/// <summary>What <c>mote compress</c> is asked for where it is to find the plan itself.</summary>
/// <param name="Training">Dataset, features, augmentation, batch, rate, output; <see cref="TrainRequest.From"/> is the float model.</param>
/// <param name="Budget">What the model may take.</param>
/// <param name="Epochs">Of a whole training; trials have a quarter.</param>
/// <param name="Page">Where the picture goes, if anywhere.</param>
public sealed record BudgetRequest(TrainRequest Training, CompressionBudget Budget, int Epochs, string? Page = null);

/// <summary>What came of it.</summary>
/// <param name="Recipe">The file that makes the same model again.</param>
/// <param name="Best">What was written to <paramref name="Output"/>.</param>
/// <param name="Met">Whether all budgets and the gate hold.</param>
/// <param name="TestBefore">Share of right answers of the float model on the test split; null where that is empty.</param>
public sealed record BudgetReport(
    string Model, string Output, string FloatOutput, string Recipe, string Target, int? FlashBudget, int? RamBudget,
    long? InstructionBudget, double? MinAccuracy, bool Met, CompressionPoint Best, double? TestBefore, double? Test,
    ImmutableArray<CompressionStepResult> Steps, ImmutableArray<CompressionPoint> Points, double Seconds);

/// <summary>A trained float model to a compressed one that holds a budget.</summary>
public static class CompressForBudget
{
    /// <param name="request">What is wanted.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="told">Told of each network that was tried.</param>
    /// <param name="stop">Ends after a batch; <see cref="TrainRequest.Resume"/> goes on.</param>
    /// <exception cref="Mote.Core.Diagnostics.MoteException">Whatever is wrong with dataset, model, options or budget.</exception>
    public static BudgetReport Run(
        BudgetRequest request, Action<TrainingProgress>? progress, Action<CompressionPoint>? told, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var given = CompressionInput.Read(request.Training);
        var stores = new List<CheckpointStore>();
        var (training, budget) = (request.Training, request.Budget);
        var search = new BudgetSearch(given.Set, given.Plan, given.Network, budget, request.Epochs, training.Threads, (name, recipe) =>
        {
            var store = new CheckpointStore(
                $"{training.Output}.{name}", given.Described(RecipeFile.Text(recipe)), training.Resume);
            stores.Add(store);
            return store;
        }, new CompressionProgress(0, progress), told, stop);
        var found = search.Run();

        var output = training.Output;
        var (floats, recipe) = (Path.ChangeExtension(output, ".float.mote"), Path.ChangeExtension(output, ".recipe.yaml"));
        ModelFile.Write(floats, new Model(found.Made.Float, ModelMetadata.None));
        ModelFile.Write(output, new Model(found.Made.Integer, ModelMetadata.None));
        WholeFile.Write(recipe, Encoding.UTF8.GetBytes(RecipeFile.Text(found.Recipe)));
        var report = new BudgetReport(given.Before.Name, output, floats, recipe, budget.Target.Name, budget.Flash,
            budget.Ram, budget.Instructions, budget.MinAccuracy, found.Met, found.Best,
            given.Score(given.Before, Split.Test), given.Score(found.Made.Integer, Split.Test), found.Steps, found.Points,
            clock.Elapsed.TotalSeconds);
        if (request.Page is { } page) WholeFile.Write(page, Encoding.UTF8.GetBytes(Reports.BudgetPage.Html(report)));
        foreach (var store in stores) store.Clear();
        return report;
    }
}
