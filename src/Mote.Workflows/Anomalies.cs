using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Data;
using Mote.Training.Metrics;

namespace Mote.Workflows;

/// <summary>One class of an evaluation of anomalies.</summary>
/// <param name="MeanError">Of the reconstructions.</param>
/// <param name="Area">Under the ROC curve of this class against all normal examples; null for what is normal.</param>
public sealed record AnomalyClass(string Name, bool IsNormal, int Examples, double MeanError, double? Area);

/// <summary>What calling everything with at least this error an anomaly means.</summary>
public sealed record AnomalyThreshold(double MostFalseAlarms, double Threshold, double FalseAlarms, double Hits);

/// <summary>What <c>mote evaluate</c> finds of a model that reconstructs.</summary>
/// <param name="Area">Under the ROC curve of the reconstruction error.</param>
/// <param name="PartialArea">Up to a tenth of false alarms, scaled so that 0.5 is chance (McClish 1989).</param>
/// <param name="Thresholds">For at most 1 % and 5 % of false alarms, on these examples.</param>
public sealed record AnomalyReport(
    string Model, string Split, ImmutableArray<string> Normal, int NormalExamples, int Anomalies, double Area, double PartialArea,
    double EqualErrorRate, ImmutableArray<AnomalyClass> Classes, ImmutableArray<AnomalyThreshold> Thresholds);

/// <summary>How well the error of a reconstruction tells anomalies from what is normal.</summary>
public static class Anomalies
{
    private const double PartOfFalseAlarms = 0.1;

    private static readonly double[] FalseAlarms = [0.01, 0.05];

    /// <summary>The classes that are normal.</summary>
    /// <param name="set">Its classes.</param>
    /// <param name="named">Named by somebody; empty: the class "normal", or the only one of the training examples.</param>
    /// <param name="code">Of the error.</param>
    /// <exception cref="MoteException">There is no such class, or nobody said which is normal.</exception>
    public static int[] Normal(ExampleSet set, IReadOnlyList<string> named, string code)
    {
        var known = $"The classes are {string.Join(", ", set.Classes)}.";
        if (named.Count > 0)
            return [.. named.Select(n => set.Classes.IndexOf(n) is >= 0 and var label ? label
                : throw new MoteException(code, $"--normal {n}", "the dataset has no such class.", known)).Distinct()];
        if (set.Classes.IndexOf("normal") is >= 0 and var normal) return [normal];
        var trained = set.Places(Split.Train).Select(p => set.Examples[p].Label).Distinct().ToArray();
        return trained.Length == 1 ? trained
            : throw new MoteException(code, "--normal", "nobody said which class is normal.", $"Give --normal LABEL. {known}");
    }

    /// <exception cref="MoteException">As <see cref="Run"/>.</exception>
    public static double Area(Graph graph, ExampleSet set, Split split, IReadOnlyCollection<int> normal) =>
        Run(graph, set, split, normal).Area;

    /// <param name="graph">See <see cref="Reconstruction"/>.</param>
    /// <param name="set">Examples and classes.</param>
    /// <param name="split">Which examples.</param>
    /// <param name="normal">Labels of what is normal.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MoteException">
    /// MOTE0801: the model takes something else. MOTE0802: it reconstructs nothing. MOTE0803: an error is no number. MOTE0806: the split
    /// has no normal examples, or nothing else.
    /// </exception>
    public static AnomalyReport Run(
        Graph graph, ExampleSet set, Split split, IReadOnlyCollection<int> normal, CancellationToken cancellation = default)
    {
        var reconstruction = Reconstruction.Of(graph, set.Classes.Length)
            ?? throw new MoteException("MOTE0802", graph.Name, "it reconstructs nothing: its outputs are "
                + $"{string.Join(", ", graph.Outputs.Select(o => graph.Type(o).Shape))}.",
                "Train one with 'mote train --model autoencoder', or leave --normal out for a classifier.");
        var examples = set.Places(split).Select(p => set.Examples[p]).ToList();
        var name = split.ToString().ToLowerInvariant();
        bool[] anomalous = [.. examples.Select(e => !normal.Contains(e.Label))];
        if (!anomalous.Contains(true) || !anomalous.Contains(false))
            throw new MoteException("MOTE0806", name, examples.Count == 0 ? "the dataset has no examples in this split."
                : $"all examples of this split are {(anomalous[0] ? "anomalies" : "normal")}.",
                "Both kinds are needed to tell how well they are told apart.");
        byte[] inputs = [.. DatasetInputs.Of(graph, set, split).Inputs.SelectMany(x => x)];
        var errors = reconstruction.Errors(inputs, InterpreterRun.Outputs(graph, inputs, examples.Count, cancellation), examples.Count);
        if (Array.FindIndex(errors, e => !double.IsFinite(e)) is >= 0 and var broken)
            throw new MoteException("MOTE0803", $"{graph.Name}, example {examples[broken].Id}", "an output is infinite or no number.",
                "The model's weights have diverged, or the example is far from what it was trained on.");
        var curve = DetectionCurve.Of(errors, anomalous)!;
        return new AnomalyReport(graph.Name, name, [.. normal.Order().Select(n => set.Classes[n])],
            anomalous.Count(a => !a), anomalous.Count(a => a),
            curve.Area(), curve.Area(PartOfFalseAlarms), curve.EqualErrorRate(),
            [.. Enumerable.Range(0, set.Classes.Length).Where(c => examples.Any(e => e.Label == c)).Select(Class)],
            [.. FalseAlarms.Select(most => Threshold(curve, most))]);

        AnomalyClass Class(int c)
        {
            int[] own = [.. Enumerable.Range(0, errors.Length).Where(i => examples[i].Label == c)];
            int[] compared = [.. Enumerable.Range(0, errors.Length).Where(i => examples[i].Label == c || !anomalous[i])];
            double? area = normal.Contains(c) ? null
                : DetectionCurve.Of([.. compared.Select(i => errors[i])], [.. compared.Select(i => anomalous[i])])!.Area();
            return new AnomalyClass(set.Classes[c], normal.Contains(c), own.Length, own.Average(i => errors[i]), area);
        }
    }

    private static AnomalyThreshold Threshold(DetectionCurve curve, double most)
    {
        // The first point calls nothing an anomaly; its threshold is infinite, so the largest error stands for "above all".
        var point = curve.Points.Last(p => p.FalseAlarms <= most);
        var threshold = double.IsFinite(point.Threshold) ? point.Threshold : Math.BitIncrement(curve.Points[1].Threshold);
        return new AnomalyThreshold(most, threshold, point.FalseAlarms, point.Hits);
    }
}
