using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Data;
using Mote.Training.Metrics;

namespace Mote.Workflows;

/// <summary>How a model is evaluated.</summary>
/// <param name="Split">On which examples.</param>
/// <param name="Outputs">What the model's numbers are.</param>
/// <param name="Features">A front end that is no part of the model: takes an example, gives what the model takes.</param>
/// <param name="Multiply">
/// What a real of an example is multiplied by for a model trained in another unit: 255 where it takes pixels as bytes, datasets 0 to 1.
/// </param>
public sealed record EvaluateOptions(
    Split Split = Split.Test, OutputMeaning Outputs = OutputMeaning.Automatic, Graph? Features = null, double Multiply = 1);

/// <summary>An example that the model got wrong.</summary>
/// <param name="Example">Its id in the dataset.</param>
/// <param name="Group">Whose; empty where nobody knows.</param>
/// <param name="Probability">Of the predicted class.</param>
/// <param name="LabelProbability">Of the true one.</param>
public sealed record Mistake(string Example, string Group, string Label, string Predicted, double Probability, double LabelProbability);

/// <summary>What <c>mote evaluate</c> finds.</summary>
/// <param name="Split">train, validation or test.</param>
/// <param name="Outputs">probabilities or logits: what the model's numbers were taken for.</param>
/// <param name="Mistakes">How many examples are wrong.</param>
/// <param name="Worst">Of those, the ones with the least probability of the true class, worst first.</param>
public sealed record EvaluateReport(
    string Model, string Split, string Outputs, Evaluation Evaluation, int Mistakes, ImmutableArray<Mistake> Worst);

/// <summary>The report, and the predictions that it was made from.</summary>
public sealed record EvaluateResult(EvaluateReport Report, Predictions Predictions);

/// <summary>Runs a classifier over labelled examples, with the reference kernels.</summary>
public static class Evaluate
{
    private const int WorstShown = 24;

    /// <param name="graph">Float or integers, with or without its front end.</param>
    /// <param name="set">Examples, labels, groups.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Gets (done, all), from any thread.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MoteException">
    /// MOTE0801, MOTE0802: model and examples do not fit. MOTE0803: an output is no number. MOTE0804: the split is empty.
    /// </exception>
    public static EvaluateResult Run(
        Graph graph, ExampleSet set, EvaluateOptions options, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var split = options.Split.ToString().ToLowerInvariant();
        var places = set.Places(options.Split);
        if (places.IsEmpty)
            throw new MoteException("MOTE0804", split, "the dataset has no examples in this split.",
                $"Choose another: {string.Join(", ", set.Examples.GroupBy(e => e.Split).OrderBy(g => g.Key)
                    .Select(g => $"{g.Key.ToString().ToLowerInvariant()} has {g.Count():N0}"))}.");
        var answers = new ModelAnswers(graph, set, options);
        var examples = places.Select(p => set.Examples[p]).ToList();
        var predictions = new Predictions(set.Classes.Length, answers.Probabilities(places, progress, cancellation),
            [.. examples.Select(e => e.Label)], [.. examples.Select(e => e.Group)]);
        var wrong = Enumerable.Range(0, predictions.Count).Where(i => !predictions.IsRight(i)).ToList();
        var worst = wrong.OrderBy(i => predictions[i][predictions.Labels[i]]).ThenBy(i => i).Take(WorstShown).Select(Mistake);
        return new EvaluateResult(new EvaluateReport(graph.Name, split, answers.Logits ? "logits" : "probabilities",
            Evaluation.Of(predictions, set.Classes), wrong.Count, [.. worst]), predictions);

        Mistake Mistake(int i)
        {
            var (e, predicted) = (examples[i], predictions.Predicted(i));
            return new Mistake(
                e.Id, e.Group, set.Classes[e.Label], set.Classes[predicted], predictions[i][predicted], predictions[i][e.Label]);
        }
    }
}
