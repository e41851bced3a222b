using System.Collections.Immutable;
using Mote.Core.Graphs;

namespace Mote.Compression;

/// <summary>One thing tried to bring accuracy back.</summary>
/// <param name="Name">What was tried.</param>
/// <param name="Accuracy">Of the integer graph with it and with all steps kept before.</param>
/// <param name="Kept">Whether it was better than what there was.</param>
public sealed record RepairStep(string Name, double Accuracy, bool Kept);

/// <param name="Model">The best that was found.</param>
/// <param name="Accuracy">Its accuracy.</param>
/// <param name="Met">Whether that is at least what was asked for.</param>
/// <param name="Steps">In the order they were tried, the plain model first.</param>
/// <param name="Ranges">That the model was made with.</param>
/// <param name="Options">That the model was made with.</param>
public sealed record RepairResult(
    QuantizedModel Model, double Accuracy, bool Met, ImmutableArray<RepairStep> Steps, ActivationRanges Ranges,
    QuantizationOptions Options);

/// <summary>
/// Quantizes a graph so that an accuracy holds, with as little as that takes: equalised channels, corrected biases, other
/// calibrations, clipped weights, then more bits, layer by layer, the one first that quiets the output most.
/// </summary>
/// <param name="floatGraph">Prepared (<see cref="Quantizer.Prepare"/>).</param>
/// <param name="examples">To calibrate with.</param>
/// <param name="calibration">The method to begin with.</param>
/// <param name="options">The formats to begin with.</param>
/// <param name="accuracy">Of an integer graph; what is more is better.</param>
public sealed class Repair(Graph floatGraph, IReadOnlyList<byte[]> examples, CalibrationOptions calibration, QuantizationOptions options,
    Func<Graph, double> accuracy)
{
    /// <summary>For corrections and for the order of layers; more tell hardly more.</summary>
    private const int FewExamples = 16;

    private readonly List<RepairStep> _steps = [];
    private Attempt? _best;

    private sealed record Attempt(Graph Graph, CalibrationOptions Calibration, QuantizationOptions Options, bool Corrects)
    {
        public ActivationRanges? Ranges { get; init; }

        public QuantizedModel? Model { get; init; }

        public double Accuracy { get; init; } = double.NegativeInfinity;
    }

    /// <param name="gate">The least accuracy that will do.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellation">Ends it.</param>
    public RepairResult Run(double gate, Action<RepairStep>? progress = null, CancellationToken cancellation = default)
    {
        Try("plain", new Attempt(floatGraph, calibration, options, Corrects: false), progress, cancellation);
        foreach (var (name, change) in Remedies())
        {
            if (_best!.Accuracy >= gate) break;
            if (change(_best) is { } next) Try(name, next, progress, cancellation);
        }
        if (_best!.Accuracy < gate) AddBits(gate, progress, cancellation);
        return new RepairResult(_best.Model!, _best.Accuracy, _best.Accuracy >= gate, [.. _steps], _best.Ranges!, _best.Options);
    }

    private IEnumerable<(string Name, Func<Attempt, Attempt?> Change)> Remedies()
    {
        yield return ("equalised channels", a => CrossLayerEqualisation.Run(a.Graph) is ({ } equal, { Length: > 0 })
            ? a with { Graph = equal, Ranges = null } : null);
        yield return ("corrected biases", a => a with { Corrects = true });
        CalibrationMethod[] methods = [CalibrationMethod.Percentile, CalibrationMethod.MeanSquaredError];
        foreach (var method in methods.Where(m => m != calibration.Method))
            yield return ($"calibration {method}", a => a with { Calibration = a.Calibration with { Method = method }, Ranges = null });
        yield return ("clipped weights", a => a.Options.ClipWeights ? null : a with { Options = a.Options with { ClipWeights = true } });
    }

    private void Try(string name, Attempt attempt, Action<RepairStep>? progress, CancellationToken cancellation)
    {
        var ranges = attempt.Ranges ?? Calibration.Run(attempt.Graph, examples, attempt.Calibration, cancellation);
        var model = Quantizer.Quantize(attempt.Graph, ranges, attempt.Options);
        if (attempt.Corrects)
            model = Quantizer.Quantize(BiasCorrection.Run(model, Few, cancellation), ranges, attempt.Options);
        cancellation.ThrowIfCancellationRequested();
        var done = attempt with { Ranges = ranges, Model = model, Accuracy = accuracy(model.Graph) };
        var step = new RepairStep(name, done.Accuracy, _best is null || done.Accuracy > _best.Accuracy);
        if (step.Kept) _best = done;
        _steps.Add(step);
        progress?.Invoke(step);
    }

    private IReadOnlyList<byte[]> Few => [.. examples.Take(FewExamples)];

    /// <summary>
    /// Weights of four bits become int8 first, activations of int8 then int16. Bits stay where they do not help alone, for they may
    /// together with the next ones.
    /// </summary>
    private void AddBits(double gate, Action<RepairStep>? progress, CancellationToken cancellation)
    {
        NumberFormat[] formats = options.Format == NumberFormat.Int4 ? [NumberFormat.Int8, NumberFormat.Int16x8] : [NumberFormat.Int16x8];
        foreach (var format in formats.Where(f => f != options.Format))
        {
            var attempt = _best!;
            foreach (var layer in MostTelling(attempt, format, cancellation))
            {
                attempt = attempt with { Options = attempt.Options with { Layers = attempt.Options.Layers.SetItem(layer, format) } };
                Try($"{Text(format)} in {layer}", attempt, progress, cancellation);
                if (_best!.Accuracy >= gate) return;
            }
        }
    }

    /// <summary>Layers by how quiet the output becomes if they alone have the format.</summary>
    private List<string> MostTelling(Attempt attempt, NumberFormat format, CancellationToken cancellation)
    {
        var layers = attempt.Graph.Nodes.Where((n, i) => attempt.Model!.Formats[i] is NumberFormat.Int8 or NumberFormat.Int4
            && ScaleRules.Of(n.Op) is not (ScaleRule.Same or ScaleRule.Conversion or ScaleRule.Float))
            .Select(n => n.Origin.ToString()).Distinct();
        var loudness = new List<(string Layer, double Decibels)>();
        foreach (var layer in layers)
        {
            var model = Quantizer.Quantize(attempt.Graph, attempt.Ranges!,
                attempt.Options with { Layers = attempt.Options.Layers.SetItem(layer, format) });
            loudness.Add((layer, NoiseReport.Measure(model, Few, cancellation).OutputDecibels ?? double.PositiveInfinity));
        }
        return [.. loudness.OrderByDescending(l => l.Decibels).Select(l => l.Layer)];
    }

    private static string Text(NumberFormat format) => format == NumberFormat.Int8 ? "8-bit weights" : "16-bit activations";
}
