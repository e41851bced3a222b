using System.Collections.Immutable;
using System.Globalization;
using Mote.Compression;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Formats;

namespace Mote.Workflows;

/// <summary>What quantization is asked for.</summary>
public sealed record QuantizeRequest
{
    /// <summary>Formats, borders and weights.</summary>
    public QuantizationOptions Options { get; init; } = new();

    public CalibrationOptions Calibration { get; init; } = new();

    /// <summary>Make the channels of neighbours equally wide first.</summary>
    public bool Equalise { get; init; }

    /// <summary>Take the mean error of each channel out of its bias.</summary>
    public bool CorrectBiases { get; init; }

    /// <summary>The least share of right answers, 0 to 1; what it takes is tried in turn. Null: the model as it comes.</summary>
    public double? LeastAccuracy { get; init; }
}

/// <param name="Layer">Name, operator, format and noise.</param>
/// <param name="Decibels">Signal to quantization noise of the layer's result, all that came before included; null without noise.</param>
/// <param name="OwnDecibels">Likewise, if everything that it reads were float values rounded.</param>
/// <param name="Hurts">Whether to look at it first.</param>
public sealed record LayerNoiseReport(string Layer, string Operator, string Format, double? Decibels, double? OwnDecibels, bool Hurts);

/// <param name="Accuracy">Share of right answers.</param>
/// <param name="Kept">Whether it was better than before.</param>
public sealed record RepairStepReport(string Name, double Accuracy, bool Kept);

/// <param name="FloatAccuracy">Share of right answers; null without labels.</param>
/// <param name="OutputDecibels">Signal to quantization noise of the outputs; null without noise.</param>
/// <param name="Repairs">What was tried until the accuracy held; empty where none was asked for.</param>
public sealed record QuantizeReport(
    string Model, string To, string Format, string Method, int Examples, long WeightBytesBefore, long WeightBytes,
    double? FloatAccuracy, double? Accuracy, int Labelled, double? OutputDecibels, ImmutableArray<LayerNoiseReport> Layers,
    ImmutableArray<RepairStepReport> Repairs)
{
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];
}

/// <summary>Examples of a float model.</summary>
/// <param name="Inputs">All inputs of an example, as the model takes them.</param>
/// <param name="Labels">Right classes; null where nobody knows.</param>
public sealed record LabelledInputs(IReadOnlyList<byte[]> Inputs, int[]? Labels);

/// <summary>A float model into an integer one, with what that costs.</summary>
public static class QuantizeModel
{
    /// <summary>Noise is measured on so many; more tell hardly more.</summary>
    private const int NoiseExamples = 32;

    private const int CorrectionExamples = 32;

    /// <param name="graph">As read.</param>
    /// <param name="calibration">To find ranges with.</param>
    /// <param name="evaluation">To count right answers with.</param>
    /// <param name="request">How.</param>
    /// <param name="to">The file to write; its extension decides the format.</param>
    /// <param name="progress">Told what has been tried.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MoteException">
    /// As <see cref="Quantizer.Quantize"/> and <see cref="ModelFile"/>; MOTE0705: the accuracy does not hold, and nothing is written.
    /// </exception>
    public static QuantizeReport Run(Graph graph, IReadOnlyList<byte[]> calibration, LabelledInputs evaluation, QuantizeRequest request,
        string to, Action<RepairStep>? progress = null, CancellationToken cancellation = default)
    {
        if (request.LeastAccuracy is not null && evaluation.Labels is null)
            throw new MoteException("MOTE0005", "--min-accuracy", "accuracy needs right answers.", "Give --labels, or --data.");
        var prepared = Quantizer.Prepare(graph);
        if (request.Equalise) prepared = CrossLayerEqualisation.Run(prepared).Graph;
        var repair = request.LeastAccuracy is { } least
            ? new Repair(prepared, calibration, request.Calibration, request.Options,
                g => Score(prepared, g, evaluation, cancellation)!.Value).Run(least, progress, cancellation) : null;
        var model = repair?.Model ?? Plain(prepared, calibration, request, cancellation);
        var accuracy = repair?.Accuracy ?? Score(prepared, model.Graph, evaluation, cancellation);
        if (repair is { Met: false })
            throw new MoteException("MOTE0705", graph.Name, string.Create(CultureInfo.InvariantCulture,
                $"{100 * request.LeastAccuracy!.Value:0.##} % were asked for; the best integer model has {100 * repair.Accuracy:0.##} %, ")
                + $"after {string.Join(", ", repair.Steps.Skip(1).Select(s => s.Name))}. Nothing was written.",
                "Train with simulated quantization, or ask for less.");
        var noise = NoiseReport.Measure(model, [.. calibration.Take(NoiseExamples)], cancellation);
        WholeFile.Write(to, ModelFile.Print(to, new Model(model.Graph, ModelMetadata.None)));
        return new QuantizeReport(graph.Name, to, Name(request.Options.Format), Name(request.Calibration.Method), calibration.Count,
            Costs.WeightBytes(graph), Costs.WeightBytes(model.Graph), Score(graph, graph, evaluation, cancellation), accuracy,
            evaluation.Labels?.Length ?? 0, noise.OutputDecibels,
            [.. noise.Layers.Select(l => new LayerNoiseReport(l.Layer, l.Operator, Name(l.Format), l.Decibels, l.OwnDecibels, l.Hurts))],
            [.. (repair?.Steps ?? []).Select(s => new RepairStepReport(s.Name, s.Accuracy, s.Kept))])
        {
            Warnings = model.Warnings,
        };
    }

    /// <summary>The name of a format, as options and reports have it.</summary>
    public static string Name(NumberFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>The name of a method, as options and reports have it.</summary>
    public static string Name(CalibrationMethod method) => method switch
    {
        CalibrationMethod.MinMax => "min-max",
        CalibrationMethod.MovingAverage => "moving-average",
        CalibrationMethod.Percentile => "percentile",
        CalibrationMethod.MeanSquaredError => "mse",
        CalibrationMethod.KullbackLeibler => "kl",
    };

    private static QuantizedModel Plain(
        Graph graph, IReadOnlyList<byte[]> calibration, QuantizeRequest request, CancellationToken cancellation)
    {
        var ranges = Calibration.Run(graph, calibration, request.Calibration, cancellation);
        var model = Quantizer.Quantize(graph, ranges, request.Options);
        if (!request.CorrectBiases) return model;
        var corrected = BiasCorrection.Run(model, [.. calibration.Take(CorrectionExamples)], cancellation);
        return Quantizer.Quantize(corrected, ranges, request.Options);
    }

    /// <summary>The share of examples whose first largest output is the labelled one.</summary>
    private static double? Score(Graph from, Graph graph, LabelledInputs examples, CancellationToken cancellation)
    {
        if (examples.Labels is not { Length: > 0 } labels) return null;
        byte[] inputs = [.. examples.Inputs.SelectMany(x => QuantizedInputs.Of(from, graph, x))];
        var score = Labels.Score(graph, InterpreterRun.Outputs(graph, inputs, examples.Inputs.Count, cancellation), labels);
        return (double)score.Right / score.Examples;
    }
}
